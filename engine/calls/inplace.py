"""In-place twins: an operation whose result is written over its first input."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.calls.general import (
    alike,
    broadcast_error,
    named_operands,
    promoted,
    refuse_kind,
    takes_part,
    tell,
    unusual_call,
)
from engine.calls.later import later
from engine.calls.out_rules import OUT_RULES, PLAIN
from engine.dtypes import BF16, F32, F64, I64, of
from engine.errors import not_cast, outgrown, refused
from engine.graph.record import attach, node_class
from engine.modes import MODES, SILENT
from engine.node import Node, extras_of
from engine.numbers.half import MET, converted
from engine.numbers.promotion import floating, result_type
from engine.observer import WATCH
from engine.op import Op
from engine.storage.stale import ask, former_of
from engine.storage.views import rebase_history, settle_views
from engine.tensor import UNCOUNTED, Tensor, bump_version, new_tensor

check_overlaps, in_turn, may_overlap, refuse_shared = (
    later("engine.storage.overlap", name)
    for name in ("check_overlaps", "in_turn", "may_overlap", "refuse_shared")
)
refusal = later("engine.storage.forbidden", "refusal")
admit, refuse_captured = (
    later("engine.func.captured", name) for name in ("admit", "refuse_captured")
)
SURE = 2**31  # whole numbers up to here are held by the type that tensors of them mostly have
# What computes in place what these compute anew.
WITHIN: dict[Callable[..., Any], Callable[..., Any]] = {
    operator.add: operator.iadd, operator.sub: operator.isub,
    operator.mul: operator.imul, operator.truediv: operator.itruediv,
}  # fmt: skip


def in_place_call(op: Op) -> Callable[..., Tensor]:
    """The twin ``name_`` of an operation."""
    derivative = bool(op.derivatives)
    count, names = len(op.inputs), tuple(op.options)
    within = WITHIN.get(op.forward)

    def call(self: Tensor, *args: Any, **options: Any) -> Tensor:
        if within is not None and len(args) == 1 and written(within, self, args[0]):
            return self
        inputs = (self, *args[: count - 1])
        inputs += tuple(options.pop(name) for name in op.inputs[len(inputs) :] if name in options)
        options = {**op.options, **dict(zip(names, args[count - 1 :], strict=False)), **options}
        if WATCH.observer is not None and MODES.scopes:
            refuse_captured(op.name, inputs)
        check_allowed(*inputs)
        recorded = _recorded(inputs)
        ask(inputs if derivative else ())
        check_overlaps(op, inputs)
        if op.check is not None:
            op.check(*inputs)
        computed = _computed(op, inputs, options)
        result, *kept = computed if op.keeps else (computed,)
        seen = recorded or bool(MODES.levels)
        original = original_of(self, keep=seen and "self" in op.saves)
        _write(self, result)
        if recorded and derivative:
            operands = (original, *inputs[1:])
            kept_by_name = dict(zip(op.keeps, kept, strict=True))
            node = attach(op, node_class(op), operands, options, (self,), kept_by_name)
            _saved_before(node, self)
            rebase_history(self, original._edge)
        elif self._views or self._base is not None or self._origin is not None:
            settle_views(self)
        if WATCH.observer is not None:
            MODES.overwritten = original
            tell(op, named_operands(op, inputs, options), (self,), in_place=True)
            MODES.overwritten = None
        return self

    call.__name__ = f"{op.name}_"
    call.__doc__ = f"In place: {op.about or op.name}."
    vars(call)["operands"], vars(call)["within"] = count, within
    return call


def written(  # noqa: C901  (a helper would cost as much as the step)
    within: Callable[[Any, Any], Any], self: Tensor, other: Any
) -> bool:
    """Compute into the tensor's own memory in the everyday, unwatched case; whether that was done.

    That is, arrays of one floating dtype, or a number, outside of every graph: what an
    optimiser's step is made of. All else, errors among it, is left to the long way.
    """
    data, counter = self._data, self._counter
    if WATCH.observer is not None or counter is UNCOUNTED:
        return False
    if type(data) is not np.ndarray or 0 in data.strides:
        return False
    if self._base is not None and not data.flags.c_contiguous and may_overlap(data):
        return False
    recording = SILENT.nowhere or MODES.grad
    if recording and (self._base is not None or self._edge is not None):
        return False
    if isinstance(other, Tensor):
        if recording and other._edge is not None:
            return False
        if other._counter is counter is not None:
            return False
        other = other._data
        if other.dtype is not data.dtype:
            return False
    elif type(other) is not float and type(other) is not int:
        return False
    if data.dtype is not F32 and data.dtype is not F64 and not _counts(within, data, other):
        return False
    try:
        within(data, other)
    except ValueError:
        return False
    if counter is None:
        self._counter = [1]
    else:
        counter[0] += 1
    if self._views or self._base is not None or self._origin is not None:
        settle_views(self)
    return True


def _counts(within: Callable[[Any, Any], Any], data: Any, other: Any) -> bool:
    """Does it add to, take from or multiply whole numbers, by what their type surely holds?"""
    if data.dtype is not I64 or within is operator.itruediv or type(other) is float:
        return False
    return type(other) is not int or -SURE < other < SURE


def _recorded(inputs: Sequence[Any]) -> bool:
    return MODES.grad and any(isinstance(t, Tensor) and t.requires_grad for t in inputs)


def _saved_before(node: Node, changed: Tensor) -> None:
    """Let a node that saved the tensor it changed, as ``x.mul_(x)`` does, know it as it was."""
    versions = [
        each._version - (each._counter is changed._counter) if isinstance(each, Tensor) else 0
        for each in node.saved
    ]
    if any(isinstance(t, Tensor) and t._counter is changed._counter for t in node.saved):
        extras_of(node).versions = tuple(versions)


def refuse_change(name: str, *inputs: Any) -> None:
    """Raise RuntimeError where ``name`` is to change what a transform at work has captured."""
    if MODES.scopes:
        refuse_captured(name, inputs)


def allow_change(tensor: Tensor) -> None:
    """Let a call write to a tensor that was captured, as PyTorch does to ``out`` and lists."""
    if MODES.scopes:
        admit(tensor)


def check_allowed(tensor: Tensor, *others: Any) -> None:
    """Raise RuntimeError where PyTorch forbids changing ``tensor`` in place.

    ``others`` : the further operands of the operation that is to change it.
    """
    if not MODES.grad:
        return
    tracked = tensor.requires_grad
    base = tensor._base
    if base is not None and (tracked or _recorded(others)):
        if tensor._made:
            grad_fn = None if tensor._learnt_as_leaf else former_of(tensor)
            raise refusal(tensor, grad_fn, directly=True)
        if tracked and base.is_leaf:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place "
                "operation."
            )
    if tracked and tensor._learnt_as_leaf:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def allow_first(name: str, tensor: Any, *others: Any) -> None:
    """Raise what PyTorch says of an operation in place before it looks how its operands fit."""
    if isinstance(tensor, Tensor):
        check_allowed(tensor, *others)
        if name == "index_copy":
            refuse_shared(tensor, *others)


def _computed(op: Op, inputs: Sequence[Any], options: dict[str, Any]) -> Any:
    arrays = [t._data if isinstance(t, Tensor) else t for t in inputs]
    if not alike(arrays) and op.promotes:
        if op.elementwise:
            _check_shapes(arrays)
        _check_result_type(op, inputs)
        arrays = promoted(op, inputs)
    elif arrays[0].dtype.kind in "biu":
        refuse_kind(op, of(arrays[0]), inputs, options)
    try:
        if inputs[0]._base is not None and op.elementwise and not op.keeps:
            return in_turn(partial(_run, op), arrays, options)
        return _run(op, *arrays, **options)
    except ValueError:
        if not op.elementwise:
            raise
        raise broadcast_error(arrays) from None
    except TypeError:
        raise refused(op, *arrays) from None


def _run(op: Op, *arrays: Any, **options: Any) -> Any:
    return unusual_call(op, arrays, options) if MET.unusual else op.forward(*arrays, **options)


def _check_shapes(arrays: Sequence[Any]) -> None:
    """Raise RuntimeError if the result would outgrow the tensor that it goes to."""
    try:
        common = np.broadcast_shapes(*(np.shape(array) for array in arrays))
    except ValueError:
        raise broadcast_error(arrays) from None
    own = np.shape(arrays[0])
    if common != own:
        raise outgrown(own, common)


def _check_result_type(op: Op, inputs: Sequence[Any]) -> None:
    """Raise RuntimeError if the result would be of a greater kind than the tensor it goes to.

    Unless it fits every tensor, as what is only true or false does.
    """
    common = result_type([t for n, t in enumerate(inputs) if takes_part(op, n, t)])
    common = floating(common) if op.true_division else common
    own = inputs[0].dtype
    if common.category > own.category and not OUT_RULES.get(op.name, PLAIN).any_dtype:
        raise not_cast(common.kind_name, own.kind_name)


def refuse_widened(given: Sequence[Any], taken: Sequence[Any], named_in_c: bool) -> None:
    """Raise RuntimeError if a result cannot be cast to the dtype that it is written to."""
    own, wider = (each[0].dtype if each else None for each in (given, taken))
    if own is not wider and own is not None and wider is not None:
        raise not_cast(wider.kind_name, own.c_name if named_in_c else own.kind_name)


def original_of(tensor: Tensor, *, keep: bool) -> Tensor:
    """What the tensor was, with its place in the graph; its values only if they will be read."""
    before = new_tensor(np.array(tensor._data)[()] if keep else tensor._data)
    before._edge, before._number = tensor._edge, tensor._number
    before._duals = tensor._duals
    return before


def overwrite(tensor: Tensor, result: Any) -> None:
    """Write ``result`` into the tensor's storage, outside every graph."""
    _write(tensor, result)
    settle_views(tensor)


def _write(tensor: Tensor, result: Any) -> None:
    """Write ``result`` into the tensor's storage and count the change.

    Raises:
        RuntimeError: the result has outgrown the tensor's shape.
    """
    data = tensor._data
    if np.shape(result) != data.shape:
        broadcast = np.broadcast_shapes(np.shape(result), data.shape)
        if broadcast != data.shape:
            raise outgrown(data.shape, broadcast)
    if type(data) is np.ndarray:
        new = converted(result, BF16) if data.dtype == BF16 else result
        if 0 in data.strides and data.size > 1:
            np.copyto(data, new, where=new != data)  # so that no place is written back
        else:
            data[...] = new
    else:
        tensor._data = np.asarray(result).astype(data.dtype)[()]
    bump_version(tensor)
