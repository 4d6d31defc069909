"""Which operation the engine was at when it raised, and what it had been given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, TypeAlias

from engine.calls import guards, inplace
from engine.nn.modules.module import Module
from engine.op import Op
from engine.tensor import Tensor
from inspector.model.recordings.operands import written_over
from inspector.runner.child.tracebacks import is_inner

Numbering: TypeAlias = Callable[[Tensor], int | None]
MOST = 8
"""An operation that was given more tensors than this is shown without them."""
BRACKETS = {"__getitem__": "[…]", "__setitem__": "[…]="}
COMPUTES_NOTHING = frozenset({"backward", "grad", "step"})
_VARIADIC = 0x04 | 0x08
"""The flags of code that takes ``*args`` and ``**options``."""


@dataclass(frozen=True, slots=True)
class Failing:
    """An operation that raised: its name and sign, and the tensors that it had been given.

    The name is "" if none did; the tensors are those that the program, too, has seen.
    """

    name: str = ""
    symbol: str = ""
    operands: tuple[int, ...] = ()


def failing(error: BaseException, number: Numbering) -> Failing:
    """The operation that raised. ``number`` : the id of a tensor that has been announced.

    Tensors may be half made where it raised: what cannot be read must not hide the error itself.
    """
    try:
        return _found(error, number)
    except Exception:  # noqa: BLE001  (a fault of a tensor's own class, too)
        return Failing()


def _found(error: BaseException, number: Numbering) -> Failing:
    name = symbol = ""
    operands: tuple[int, ...] = ()
    over: set[str] = set()  # what writes its result over its first input
    for frame in _inner(error.__traceback__):
        op = frame.f_locals.get("op", frame.f_globals.get("_op"))  # the latter in written calls
        if isinstance(op, Op):
            name, symbol = op.name.partition(".")[0], op.symbol
            if frame.f_globals is vars(inplace):
                over.add(name)
        else:
            name = _layer(frame) or name or _function(frame)
            over.add(name.removesuffix("_") if name.endswith("_") else "")
        found = [number(tensor) for tensor in _given(frame)]
        numbers = tuple(each for each in found if each is not None)
        if len(operands) <= len(numbers) == len(found):
            operands = numbers
    if not name or name in COMPUTES_NOTHING:
        return Failing()
    if symbol and name in over:
        name, symbol = f"{name}_", written_over(symbol)
    return Failing(name, symbol, operands if len(operands) <= MOST else ())


def _inner(step: TracebackType | None) -> Iterator[FrameType]:
    """The engine's frames behind the last one of the program's own."""
    found: list[FrameType] = []
    while step is not None:
        found.append(step.tb_frame)
        if not is_inner(step.tb_frame.f_code.co_filename):
            found.clear()
        step = step.tb_next
    yield from found


def _layer(frame: FrameType) -> str:
    """What a layer is called, if it is one that runs."""
    own = frame.f_locals.get("self")
    is_layer = frame.f_code.co_name == "forward" and isinstance(own, Module)
    return type(own).__name__ if is_layer else ""


def _function(frame: FrameType) -> str:
    """The name of a function that can be called by it, "" of any other."""
    code = frame.f_code
    if frame.f_globals is vars(guards):
        name = str(frame.f_locals.get("place", "")).rpartition(".")[2]
        return "" if name.startswith("_") else name
    if "<locals>" in code.co_qualname or code.co_name.startswith("_"):
        return BRACKETS.get(code.co_name, "")
    return code.co_name.rstrip("_")


def _given(frame: FrameType) -> Iterator[Tensor]:
    """The tensors among what a frame was called with, and in its lists."""
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount + (code.co_flags & _VARIADIC).bit_count()
    for name in code.co_varnames[:count]:
        yield from _tensors(frame.f_locals.get(name))


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, list | tuple):
        for each in value[: MOST + 1]:
            yield from _tensors(each)
    elif isinstance(value, Tensor):
        yield value
