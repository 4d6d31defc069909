"""What is switched on in this thread, and the default dtype of all."""

from __future__ import annotations

from _thread import _local, allocate_lock  # threading's own, without reading all of it
from collections.abc import Iterable
from typing import Any

from engine import dtypes


class Modes(_local):
    """The switches of one thread."""

    grad: bool = True
    inference: bool = False
    wished: bool = True
    """Would operations be recorded, were this not ``inference_mode``?"""
    evaluated: Any = None
    """The node whose derivative is being computed, in anomaly mode."""
    saved_hooks: tuple[Any, ...] = ()
    saved_hooks_disabled: str | None = None
    accumulating: bool = True
    """Do the gradients of the backward pass that runs go to all leaves?"""
    starts: Any = None
    """Where the backward pass that runs began: a list of nodes; with it where it is to end, if not
    at all leaves, and whether gradients are caught there. No two passes have the same one."""
    transforms: int = 0
    """How many transforms of functions are at work."""
    scopes: tuple[Any, ...] = ()
    """What each of them differentiates by or maps over, the outermost first; None if untold."""
    repeats: bool = False
    """Will what runs now run again, for a further member of a batch? Till then graphs are kept."""
    forward: bool = True
    levels: tuple[Any, ...] = ()
    """The levels of forward-mode differentiation, the innermost last."""
    overwritten: Any = None
    """What a tensor was before the in-place operation that is being told of."""
    formula: bool = False
    """Does a formula of the table run on tensors? Its numbers are not a program's.

    PyTorch's own derivatives call the overloads that take a number (``MulBackward1``), which no
    expression of a program does.
    """
    inside: str = ""
    """The method of a user's ``autograd.Function`` that is running."""


MODES = Modes()


class Defaults:
    """What is set for all threads alike: the dtype that a Python float becomes, anomaly mode."""

    __slots__ = ("anomaly", "check_nan", "dtype", "overridden")

    def __init__(self) -> None:
        self.dtype: dtypes.dtype = dtypes.float32
        self.anomaly, self.check_nan = False, True
        self.overridden = False
        """May a class of the program's have its say in a call (``__torch_function__``)?"""


DEFAULTS = Defaults()


class Silent:
    """Whether any thread has something set apart; asking for a thread's own costs more."""

    __slots__ = ("_lock", "_threads", "nowhere")

    def __init__(self) -> None:
        self.nowhere = True
        self._threads = 0
        self._lock = allocate_lock()

    def count(self, change: int) -> None:
        """One thread more, or one less, or none."""
        if not change:
            return
        with self._lock:
            self._threads += change
            self.nowhere = not self._threads


SILENT = Silent()
"""Of recording gradients, which is switched off."""
WITHIN = Silent()
"""Of being within a method of a user's ``autograd.Function``."""
FORMULAS = Silent()
"""Of formulas that run on tensors, which is in passes with ``create_graph`` only."""


def set_recording(enabled: bool) -> None:
    """Switch recording on or off in this thread."""
    if MODES.grad != enabled:
        MODES.grad = enabled
        SILENT.count(-1 if enabled else 1)


def runs_alone(values: Iterable[Any]) -> bool:
    """Does nothing of the program's run in a call on these values?

    No hook on what is saved, no class that has its say, and no function among the values.
    """
    return not (MODES.saved_hooks or DEFAULTS.overridden or any(map(callable, values)))


def default_float() -> dtypes.dtype:
    """The dtype that a Python float becomes."""
    return DEFAULTS.dtype


def is_grad_enabled() -> bool:
    """Are operations being recorded for backward in this thread?

    Within ``inference_mode``: would they be, as after ``enable_grad``, which does nothing there.
    """
    return MODES.wished if MODES.inference else MODES.grad


def is_anomaly_enabled() -> bool:
    """Is anomaly mode on?"""
    return DEFAULTS.anomaly


def is_anomaly_check_nan_enabled() -> bool:
    """Does anomaly mode look for NaN?"""
    return DEFAULTS.check_nan
