"""What must hold of an event from a file before anything may rely on it.

The types are checked while decoding; here are the promises types cannot make: that numbers are
ordinary, that a value has the bytes its shape needs, and that nothing is used before it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec

from inspector.model.recordings.arrays import DTYPES, size
from inspector.model.recordings.events import (
    AnyEvent,
    Created,
    End,
    Op,
    Value,
)

LARGEST_ID = 2**31 - 1
MOST_AXES = 64


class Unsound(ValueError):  # noqa: N818 - an adjective says it best
    """An event breaks a promise; the message says which."""


class Inspection:
    """Checks the events of one recording, in order."""

    def __init__(self) -> None:
        self._ops: set[int] = set()
        self._used: set[int] = set()
        self._made: set[int] = set()

    def check(self, event: AnyEvent) -> None:
        """Raise ``Unsound`` where the event may not be, or may not follow those before it."""
        if type(event) is not End:
            check_fields(event)
        self.check_place(event)

    def check_place(self, event: AnyEvent) -> None:
        """Raise ``Unsound`` where the event may not follow those before it."""
        kind = type(event)
        if kind is Op:
            self._check_op(event)  # type: ignore[arg-type]
        elif kind is Created:
            self._made.add(event.tensor)  # type: ignore[union-attr]

    def _check_op(self, event: Op) -> None:
        ops, made, used = self._ops, self._made, self._used
        if event.op in ops:
            raise Unsound(f"operation {event.op} happens twice")
        ops.add(event.op)
        for output in event.outputs:
            tensor = output.tensor
            if tensor not in made:
                if tensor in used:
                    raise Unsound(f"tensor {tensor} is used before it is made")
                made.add(tensor)
        for operand in event.inputs:
            if operand.tensor is not None:
                used.add(operand.tensor)


class _Plan:
    """Which fields of a kind of struct hold numbers, and which values or further structs."""

    __slots__ = ("names", "numbers", "rest")

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        known = get_type_hints(kind)
        self.names = tuple(name for name in kind.__struct_fields__ if known[name] in _NUMBERS)
        rest = [
            name
            for name in kind.__struct_fields__
            if known[name] not in _NUMBERS and known[name] not in _PLAIN
        ]
        self.numbers = _getter(self.names)
        self.rest = _getter(tuple(rest))


def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if not names:
        return lambda part: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda part: (get(part),)


_NUMBERS = (int, int | None)
_PLAIN = (str, bool, float, float | None, bytes)
_plan = cache(_Plan)


def check_fields(part: msgspec.Struct) -> None:
    """Check the numbers and values of a struct and of every struct inside it."""
    plan = _plan(type(part))
    numbers = plan.numbers(part)
    for number in numbers:
        if number is not None and not 0 <= number <= LARGEST_ID:
            raise Unsound(f"{plan.names[numbers.index(number)]} is {number}")
    for field in plan.rest(part):
        for item in field if type(field) is tuple else (field,):
            kind = type(item)
            if kind is int:
                if not 0 <= item <= LARGEST_ID:
                    raise Unsound(f"a number is {item}")
            elif kind is Value:
                check_value(item)
            elif isinstance(item, msgspec.Struct):
                check_fields(item)


def check_value(value: Value) -> None:
    """Check that a value has the bytes that its shape and dtype need."""
    dtype = DTYPES.get(value.dtype)
    if dtype is None:
        raise Unsound(f"there is no dtype {value.dtype!r}")
    if not value.shape and value.whole and len(value.data) == dtype.itemsize:
        return  # a scalar, as most are
    if len(value.shape) > MOST_AXES or min(value.shape, default=0) < 0:
        raise Unsound("a value has an impossible shape")
    needed = size(value) * dtype.itemsize
    if value.whole and len(value.data) != needed:
        raise Unsound(f"a value has {len(value.data)} bytes where its shape needs {needed}")
    if len(value.data) > needed or len(value.data) % dtype.itemsize:
        raise Unsound("a value's sample does not fit its shape")
