"""Evaluating a derivative again: the engine's own formula on the recorded values.

Nothing is computed that the run did not compute: it is the same function, run on the same
numbers, and the result is compared with what the run recorded.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.variants import conjugate
from engine.dtypes import bfloat16
from engine.graph.conform import conform_array
from engine.op import OPS
from engine.op import Op as Entry
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.facts import Value
from inspector.model.sources.parsing import constant, parsed

GRAD = "grad"
UNFIT = TypeError, ValueError, AttributeError, IndexError, KeyError, RuntimeError
"""What code raises that was given an option read wrong."""
NOT_FINITE = frozenset({"inf", "-inf", "nan"})


class LackingError(Exception):
    """The recording does not have what a formula reads; ``sampled`` : it was too large."""

    def __init__(self, name: str, sampled: bool = False) -> None:
        super().__init__(name)
        self.sampled = sampled


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a node: the operation that made it, its table entry, and the event.

    ``part`` : where in the tensor, flat, the part lies that alone was changed in place: what
    formulas read and give is about that part. ``kept`` : what its forward computes for the
    derivatives only, once that was asked for.
    """

    moment: Moment
    op: Op
    entry: Entry
    event: NodeBackward | None
    part: Array | None = None
    kept: list[Any] = field(default_factory=list)

    @property
    def incoming(self) -> Value | None:
        """The whole gradient that came in; None where it is none or several."""
        given = self.event.incoming if self.event else ()
        return given[0] if len(given) == 1 else None

    def value(self, name: str) -> Value | None:
        """The recorded value that a formula calls ``name``; None where it has no tensor."""
        if name == GRAD:
            incoming = self.incoming
            return incoming if incoming is None or self.part is None else _at(incoming, self.part)
        if name in self.entry.outputs:
            return self._output(self.entry.outputs.index(name))
        if name in self.entry.keeps:
            return next((s.value for s in self.op.saved if s.name == f"_saved_{name}"), None)
        return self._input(self.tensor(name))

    def tensor(self, name: str) -> int | None:
        """The tensor that was given as ``name``."""
        return next((one.tensor for one in self.op.inputs if one.name == name), None)

    def _output(self, number: int) -> Value | None:
        outputs = self.op.outputs
        return outputs[number].value if number < len(outputs) else None

    def _input(self, tensor: int | None) -> Value | None:
        """What an input held when it was saved, or since then behind autograd's back."""
        if tensor is None:
            return None
        at = self.moment.recording.ops[self.op.op]
        changed = self.op.in_place and tensor == self.op.outputs[0].tensor
        run = Moment(self.moment.recording, at) if changed else self.moment
        state = run.tensor(tensor)
        return None if state is None else state.value


def _at(value: Value, part: Array) -> Value:
    """What of a recorded value lies in a part of it."""
    found = array(value).reshape(-1)[part].tobytes() if value.whole else b""
    return Value(part.shape, value.dtype, found, value.whole)


def wanted_by(entry: Entry, slot: int) -> str:
    """The input that next function number ``slot`` of an entry's node leads to."""
    return entry.inputs[0 if entry.variadic else entry.differentiable[slot]]


def evaluated(run: Run, slot: int, gradient: Any = None) -> Array:
    """The gradient for a next function, worked out of what was recorded.

    ``gradient`` is used in place of what came in, where it is given. The result is as the formula
    gives it, before it is summed to the shape of the input. Where a part was changed in place,
    the formula is about that part, and the rest of the gradient is handed on.

    Raises:
        LackingError: the recording does not have all that the formula reads.
    """
    if run.part is None:
        return formula_on(run, slot, gradient)
    whole = argument(replace(run, part=None), GRAD) if gradient is None else gradient
    inside = formula_on(run, slot, np.asarray(whole).reshape(-1)[run.part])
    if slot:
        return inside
    found = np.array(whole)
    found.reshape(-1)[run.part] = inside
    return found


def formula_on(run: Run, slot: int, gradient: Any = None) -> Array:
    """The formula itself, run on what was recorded, or on another ``gradient``.

    Raises:
        LackingError: the recording does not have all that the formula reads.
    """
    wanted = wanted_by(run.entry, slot)
    arguments = [
        gradient if name == GRAD and gradient is not None else argument(run, name)
        for name in run.entry.reads[wanted]
    ]
    turned = conjugates(run)
    if turned:  # as the engine does, see engine.calls.variants
        reads = zip(run.entry.reads[wanted], arguments, strict=True)
        arguments = [conjugate(one) if name == GRAD else one for name, one in reads]
    with np.errstate(all="ignore"):
        try:
            found = run.entry.derivatives[wanted](*arguments)
        except UNFIT:
            # What an option was is not always to be read from its text.
            raise LackingError(wanted) from None
    if run.entry.variadic:
        found = found[slot]
    return np.asarray(conjugate(found) if turned else found)


def conjugates(run: Run) -> bool:
    """Whether the engine conjugates what a formula that was written for real numbers reads."""
    return not run.entry.conjugates and run.op.outputs[0].value.dtype.startswith("complex")


def brought(gradient: Array, to: Value) -> Array:
    """A gradient in the shape and dtype of what was sent.

    Raises:
        LackingError: it cannot have that shape, as a tensor was given another one in place.
    """
    rounded = to.dtype == bfloat16.name
    kind = bfloat16.numpy if rounded else array(to).dtype
    try:
        found = np.asarray(conform_array(gradient, (to.shape, kind)))
    except ValueError:
        raise LackingError("shape") from None
    return found.astype(np.float32) if rounded else found


def argument(run: Run, name: str) -> Any:
    """What a formula reads by a name: recorded, given, or computed for it alone.

    Raises:
        LackingError: the recording does not have it, or not whole.
    """
    if name == GRAD:
        return _gradients(run)
    if name.endswith("_shape"):
        return shape(run, name.removesuffix("_shape"))
    if name.endswith("_strides"):
        return _strides(shape(run, name.removesuffix("_strides")))
    if name in run.entry.inputs or name in run.entry.outputs or name in run.entry.keeps:
        value = run.value(name)
        if value is None and name in run.entry.keeps:
            return _kept(run, run.entry)[run.entry.keeps.index(name)]
        return literal(run, name) if value is None else _whole(name, value)
    kept = next((one.value for one in run.op.saved if one.name == f"_saved_{name}"), None)
    if kept is not None:
        return _whole(name, kept)
    first = _keeping(run.op.grad_fn, name, len(OPS))
    return literal(run, name) if first is None else _kept(run, first)[first.keeps.index(name)]


@lru_cache(maxsize=256)
def _keeping(node: str, name: str, known: int) -> Entry | None:
    """The entry that keeps ``name``, of which ``node`` is the derivative's own."""
    return next((e for e in OPS.values() if e.backward_node == node and name in e.keeps), None)


def _kept(run: Run, entry: Entry) -> Sequence[Any]:
    """What was computed for the derivatives only and was not an array: computed again."""
    if not run.kept:
        given = [argument(run, name) for name in entry.inputs]
        options = {name: literal(run, name) for name in entry.options}
        try:
            with np.errstate(all="ignore"):
                computed = entry.forward(*given, **options)
        except UNFIT:
            raise LackingError(run.op.name) from None
        run.kept.extend(computed[len(entry.outputs) :])
    return run.kept


def _gradients(run: Run) -> Any:
    """What came in: an array, or a list of them where the operation has several results."""
    incoming = run.event.incoming if run.event else ()
    if len(run.op.outputs) == 1 and len(run.entry.outputs) == 1 and not run.entry.many:
        if not incoming or incoming[0] is None:
            raise LackingError(GRAD)
        return _whole(GRAD, incoming[0])
    return [None if value is None else _whole(GRAD, value) for value in incoming]


def shape(run: Run, name: str) -> Any:
    """The shape of the input ``name``, or of every one where they are a list."""
    if run.entry.variadic:
        given = [one.tensor for one in run.op.inputs if one.tensor is not None]
        shapes = [_shape_of(run, tensor) for tensor in given]
        return tuple(shapes)
    tensor = run.tensor(name)
    return None if tensor is None else _shape_of(run, tensor)


def _strides(shape: Any) -> tuple[int, ...]:
    """How far apart neighbours lie in memory: of recorded values, in rows."""
    lengths = shape or ()
    return tuple(math.prod(lengths[axis + 1 :]) for axis in range(len(lengths)))


def _shape_of(run: Run, tensor: int) -> tuple[int, ...]:
    state = Moment(run.moment.recording, run.moment.recording.ops[run.op.op]).tensor(tensor)
    if state is None:
        raise LackingError("shape")
    return state.value.shape


def _whole(name: str, value: Value) -> Any:
    if not value.whole:
        raise LackingError(name, sampled=True)
    found = array(value)
    return found.copy() if found.ndim else found[()]


def literal(run: Run, name: str) -> Any:
    """A number or an option, read from its text; one that was not given has its default."""
    options: Mapping[str, Any] = run.entry.options
    text = next((one.text for one in run.op.inputs if one.name == name), None)
    kept = next((one.text for one in run.op.saved if one.name == f"_saved_{name}"), None)
    text = kept or text
    if text is None or not text:
        if name in options:
            return options[name]
        if name in run.entry.inputs:
            return None
        raise LackingError(name)
    if text in NOT_FINITE:
        return float(text)
    try:
        found = indices(text) if name == "index" else constant(text)
    except ValueError:
        raise LackingError(name) from None
    return np.complex128(found) if isinstance(found, complex) else found


def indices(text: str) -> Any:
    """What stands between brackets, as it was recorded: "(:, [0, 2])", "(..., None)", "1".

    Raises:
        ValueError: it is not an index, as where a part of it was too large to be written.
    """
    inner = text[1:-1] if text.startswith("(") else text
    tree = parsed(f"x[{inner}]")
    match tree:
        case ast.Module(body=[ast.Expr(value=ast.Subscript(slice=found))]):
            pass
        case _:
            raise ValueError("no index")
    if isinstance(found, ast.Tuple):
        return tuple(_part(one) for one in found.elts)
    return (_part(found),) if text.startswith("(") else _part(found)


def _part(node: ast.expr) -> Any:
    """One index: a slice, a list of places as an array, or a number, None or ``...``."""
    if isinstance(node, ast.Slice):
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if end is None else constant(end) for end in ends))
    found = constant(node)
    return np.array(found) if isinstance(found, list) else found
