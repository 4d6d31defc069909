"""Checking an event from a file before anything relies on it.

The types are checked while decoding, and with them that numbers are ordinary (``ids``); here are
the promises types cannot make: that a value has the bytes its shape needs, that nothing is used
before it is made, and that no node runs in a pass which has not begun.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, get_args, get_type_hints

import msgspec

from inspector.model.recordings.arrays import DTYPES
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    Created,
    NodeBackward,
    Op,
)
from inspector.model.recordings.facts import Output, Saved, Value

MOST_AXES = 64
MOST_FORMS = 4_096
"""Shapes, with a dtype each, whose size is remembered."""


class Unsound(ValueError):  # noqa: N818 - an adjective says it best
    """An event breaks a promise; the message says which."""


class Inspection:
    """Checks the events of one recording, in order."""

    def __init__(self) -> None:
        self._ops: set[int] = set()
        self._used: set[int] = set()
        self._made: set[int] = set()
        self._begun: set[int] = set()

    def check(self, event: AnyEvent) -> None:
        """Raise ``Unsound`` where the event may not be, or may not follow those before it."""
        check_values(event)
        self.check_place(event)

    def check_place(self, event: AnyEvent) -> None:
        """Raise ``Unsound`` where the event may not follow those before it."""
        check = _PLACED.get(type(event))
        if check is not None:
            check(self, event)

    def check_created(self, event: Created) -> None:
        """Take in a new tensor."""
        self._made.add(event.tensor)

    def check_begin(self, event: BackwardBegin) -> None:
        """Take in a backward pass that begins."""
        self._begun.add(event.backward)

    def check_within(self, event: NodeBackward | Accumulate) -> None:
        """Raise ``Unsound`` where what belongs to a backward pass comes before its begin."""
        if event.backward not in self._begun:
            raise Unsound(f"backward pass {event.backward} has not begun")

    def check_op(self, event: Op) -> None:
        """Raise ``Unsound`` where an operation was before, or makes what was used before."""
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


_PLACED: dict[type, Callable[[Inspection, Any], None]] = {
    Op: Inspection.check_op,
    Created: Inspection.check_created,
    BackwardBegin: Inspection.check_begin,
    NodeBackward: Inspection.check_within,
    Accumulate: Inspection.check_within,
}
"""What is asked of the kinds of events that must follow others; no more is asked of the rest."""


def check_values(event: msgspec.Struct) -> None:
    """Check every value that an event holds, by itself or in its parts."""
    for field in _holders(type(event))(event):
        for part in field if type(field) is tuple else (field,):
            value = part if part is None or type(part) is Value else part.value
            if value is not None:
                check_value(value)


@cache
def _holders(kind: type[msgspec.Struct]) -> Callable[[object], tuple[Any, ...]]:
    """What gets the fields of a kind of event in which values stand."""
    known = get_type_hints(kind)
    names = [name for name in kind.__struct_fields__ if _HOLDING & _named(known[name])]
    if not names:
        return lambda event: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda event: (get(event),)


_HOLDING = {Value, Output, Saved}


def _named(hint: Any) -> set[Any]:
    """The types that a type hint speaks of."""
    return {hint}.union(*map(_named, get_args(hint)))


def check_value(value: Value) -> None:
    """Check that a value has the bytes that its shape and dtype need."""
    held = len(value.data)
    needed, each = _needed(value.shape, value.dtype)
    if value.whole:
        if held != needed:
            raise Unsound(f"a value has {held} bytes where its shape needs {needed}")
    elif held > needed or held % each:
        raise Unsound("a value's sample does not fit its shape")


@lru_cache(MOST_FORMS)
def _needed(shape: tuple[int, ...], dtype: str) -> tuple[int, int]:
    """The bytes of an array, and those of one element."""
    if dtype not in DTYPES:
        raise Unsound(f"there is no dtype {dtype!r}")
    if len(shape) > MOST_AXES or min(shape, default=0) < 0:
        raise Unsound("a value has an impossible shape")
    each = DTYPES[dtype].itemsize
    return math.prod(shape) * each, each
