"""What must hold of an event from a file before anything may rely on it.

The types are checked while decoding; here are the promises types cannot make: that numbers are
ordinary, that a value has the bytes its shape needs, and that nothing is used before it is made.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import astuple

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
        if type(event) is not End:
            _check_fields(event)
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


def _check_fields(part: msgspec.Struct) -> None:
    """Check the numbers and values of a struct and of every struct inside it."""
    for name, field in zip(part.__struct_fields__, astuple(part), strict=True):
        for item in field if type(field) is tuple else (field,):
            kind = type(item)
            if kind is int:
                if not 0 <= item <= LARGEST_ID:
                    raise Unsound(f"{name} is {item}")
            elif kind is Value:
                _check_value(item)
            elif isinstance(item, msgspec.Struct):
                _check_fields(item)


def _check_value(value: Value) -> None:
    dtype = DTYPES.get(value.dtype)
    if dtype is None:
        raise Unsound(f"there is no dtype {value.dtype!r}")
    if len(value.shape) > MOST_AXES or min(value.shape, default=0) < 0:
        raise Unsound("a value has an impossible shape")
    needed = size(value) * dtype.itemsize
    if value.whole and len(value.data) != needed:
        raise Unsound(f"a value has {len(value.data)} bytes where its shape needs {needed}")
    if len(value.data) > needed or len(value.data) % dtype.itemsize:
        raise Unsound("a value's sample does not fit its shape")
