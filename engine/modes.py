"""What is switched on in this thread: gradient recording, and the default dtype."""

from __future__ import annotations

import threading

from engine import dtypes


class Modes(threading.local):
    """The switches of one thread."""

    grad: bool = True
    inference: bool = False
    anomaly: bool = False
    check_nan: bool = True
    default_dtype: dtypes.dtype = dtypes.float32


MODES = Modes()


def default_float() -> dtypes.dtype:
    """The dtype that a Python float becomes."""
    return MODES.default_dtype


def is_grad_enabled() -> bool:
    """Are operations being recorded for backward in this thread?"""
    return MODES.grad
