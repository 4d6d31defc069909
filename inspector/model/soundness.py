"""What must hold of an event from a file before anything may rely on it.

The types are checked while decoding; here are the promises types cannot make: that numbers are
ordinary, that a value has the bytes its shape needs, and that nothing is used before it is made.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from inspector.model.arrays import DTYPES, size
from inspector.model.events import AnyEvent, Created, End, Op, Value

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
        """Raise ``Unsound`` where the event may not follow those before it."""
        for part in _parts(event):
            if isinstance(part, Value):
                _check_value(part)
            elif not isinstance(part, End):
                _check_numbers(part)
        if isinstance(event, Created):
            self._made.add(event.tensor)
        elif isinstance(event, Op):
            self._check_op(event)

    def _check_op(self, event: Op) -> None:
        if event.op in self._ops:
            raise Unsound(f"operation {event.op} happens twice")
        self._ops.add(event.op)
        outputs = {output.tensor for output in event.outputs}
        if early := (outputs - self._made) & self._used:
            raise Unsound(f"tensor {min(early)} is used before it is made")
        self._made |= outputs
        self._used.update(operand.tensor for operand in event.inputs if operand.tensor is not None)


def _parts(part: msgspec.Struct) -> Iterator[msgspec.Struct]:
    """A struct and every struct inside it."""
    yield part
    for name in part.__struct_fields__:
        field = getattr(part, name)
        for item in field if isinstance(field, tuple) else (field,):
            if isinstance(item, msgspec.Struct):
                yield from _parts(item)


def _check_numbers(part: msgspec.Struct) -> None:
    for name in part.__struct_fields__:
        field = getattr(part, name)
        for item in field if isinstance(field, tuple) else (field,):
            if isinstance(item, int) and not 0 <= item <= LARGEST_ID:
                raise Unsound(f"{name} is {item}")


def _check_value(value: Value) -> None:
    dtype = DTYPES.get(value.dtype)
    if dtype is None:
        raise Unsound(f"there is no dtype {value.dtype!r}")
    if len(value.shape) > MOST_AXES or any(length < 0 for length in value.shape):
        raise Unsound("a value has an impossible shape")
    needed = size(value) * dtype.itemsize
    if value.whole and len(value.data) != needed:
        raise Unsound(f"a value has {len(value.data)} bytes where its shape needs {needed}")
    if len(value.data) > needed or len(value.data) % dtype.itemsize:
        raise Unsound("a value's sample does not fit its shape")
