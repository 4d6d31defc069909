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
    NodeBackward,
    Op,
    Statement,
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
        self._statements: dict[int, Statement] = {}
        self._used: set[int] = set()
        self._made: set[int] = set()

    def check(self, event: AnyEvent) -> None:
        """Raise ``Unsound`` where the event may not follow those before it."""
        kind = type(event)
        if kind is Statement:
            self._check_statement(event)  # type: ignore[arg-type]
        elif kind is NodeBackward:
            _check_node(event)  # type: ignore[arg-type]
        elif kind is Op:
            _check_parts(event)  # type: ignore[arg-type]
        elif kind is not End:
            _check_fields(event)
        if isinstance(event, Created):
            self._made.add(event.tensor)
        elif isinstance(event, Op):
            self._check_op(event)

    def _check_statement(self, event: Statement) -> None:
        """Check a statement once, though it is one and the same every time it runs."""
        if self._statements.get(id(event)) is not event:
            _check_fields(event)
            self._statements[id(event)] = event

    def _check_op(self, event: Op) -> None:
        if event.op in self._ops:
            raise Unsound(f"operation {event.op} happens twice")
        self._ops.add(event.op)
        outputs = {output.tensor for output in event.outputs}
        if early := (outputs - self._made) & self._used:
            raise Unsound(f"tensor {min(early)} is used before it is made")
        self._made |= outputs
        self._used.update(operand.tensor for operand in event.inputs if operand.tensor is not None)


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


def _check_fields(part: msgspec.Struct) -> None:
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
                _check_value(item)
            elif isinstance(item, msgspec.Struct):
                _check_fields(item)


def _check_number(number: int | None, name: str) -> None:
    if number is not None and not 0 <= number <= LARGEST_ID:
        raise Unsound(f"{name} is {number}")


def _check_node(event: NodeBackward) -> None:
    """``_check_fields`` of what a recording has most of, spelt out as it takes long else."""
    _check_number(event.backward, "backward")
    _check_number(event.node, "node")
    for value in (*event.incoming, *event.outgoing):
        if value is not None:
            _check_value(value)


def _check_parts(event: Op) -> None:
    """``_check_fields`` of an operation, spelt out as well."""
    for number in (event.op, event.node, event.line, event.end_line, *event.columns):
        if number is not None and not 0 <= number <= LARGEST_ID:
            raise Unsound(f"a number is {number}")
    for operand in event.inputs:
        _check_number(operand.tensor, "tensor")
    for edge in event.next:
        _check_number(edge.node, "node")
        _check_number(edge.input_nr, "input_nr")
        _check_number(edge.tensor, "tensor")
    for kept in event.saved:
        _check_number(kept.tensor, "tensor")
        if kept.value is not None:
            _check_value(kept.value)
    for output in (*event.outputs, *event.also):
        _check_fields(output)


def _check_value(value: Value) -> None:
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
