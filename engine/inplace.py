"""In-place twins: an operation whose result is written over its first input."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.dtypes import BF16, F32, F64
from engine.general import alike, broadcast_error, named_operands, promoted, takes_part, tell
from engine.half import MET, converted
from engine.inference import CANNOT_CHANGE
from engine.modes import MODES, SILENT
from engine.node import hooks_of
from engine.observer import WATCH
from engine.op import Op
from engine.promotion import floating, result_type
from engine.record import attach, node_class
from engine.tensor import UNCOUNTED, Tensor, bump_version, new_tensor
from engine.unusual import unusual_call
from engine.views import rebase_history, refresh_views

OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single "
    "memory location. Please clone() the tensor before performing the operation."
)
UNRECORDED_VIEW = (
    "A view was created in no_grad mode and is being modified inplace with grad mode enabled. "
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
    "code by moving both the view and the inplace either both inside the no_grad block (if you "
    "don't want the inplace to be tracked) or both outside (if you want the inplace to be "
    "tracked)."
)
INFERENCE_VIEW = (
    "A view was created in inference mode and is being modified inplace in normal mode. Given "
    "that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code "
    "by moving both the view and the inplace either both inside the inference_mode block (if you "
    "don't want the inplace to be tracked) or both outside (if you want the inplace to be "
    "tracked)."
)
OF_A_FUNCTION = (
    "Output {number} of {maker} is a view and is being modified inplace. This view was created "
    "inside a custom Function (or because an input was returned as-is) and the autograd logic to "
    "handle view+inplace would override the custom backward associated with the custom Function, "
    "leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the "
    "output of the custom Function."
)
ONE_OF_MANY = (
    "Output {number} of {maker} is a view and is being modified inplace. This view is the output "
    "of a function that returns multiple views. Such functions do not allow the output views to "
    "be modified inplace. You should replace the inplace operation by an out-of-place one."
)


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
        recorded = _recorded(inputs)
        check_allowed(self)
        computed = _computed(op, inputs, options)
        result, *kept = computed if op.keeps else (computed,)
        seen = recorded or bool(MODES.levels)
        original = _original(self, keep=seen and "self" in op.saves)
        overwrite(self, result)
        if recorded and derivative:
            operands = (original, *inputs[1:])
            attach(op, node_class(op), operands, options, (self,), dict(zip(op.keeps, kept, strict=True)))
            rebase_history(self)
            if self._retains_grad:
                _retain_anew(self, original)
        if WATCH.observer is not None:
            MODES.overwritten = original
            tell(op, named_operands(op, inputs, options), (self,), in_place=True)
            MODES.overwritten = None
        return self

    call.__name__ = f"{op.name}_"
    call.__doc__ = f"In place: {op.about or op.name}."
    return call


def written(within: Callable[[Any, Any], Any], self: Tensor, other: Any) -> bool:
    """Compute in the tensor's own memory, in the everyday case that nobody watches; done so?

    That is, arrays of one floating dtype, or a number, outside of every graph: what an
    optimiser's step is made of. All else, errors among it, is left to the long way.
    """
    data = self._data
    if WATCH.observer is not None or self._counter is UNCOUNTED:
        return False
    if type(data) is not np.ndarray or 0 in data.strides:
        return False
    recording = SILENT.nowhere or MODES.grad
    if recording and (self._edge is not None or self._base is not None):
        return False
    if isinstance(other, Tensor):
        if recording and other._edge is not None:
            return False
        other = other._data
        if other.dtype is not data.dtype:
            return False
    elif type(other) is not float and type(other) is not int:
        return False
    if data.dtype is not F32 and data.dtype is not F64:
        return False
    try:
        within(data, other)
    except ValueError:
        return False
    _changed(self)
    return True


def _retain_anew(tensor: Tensor, before: Tensor) -> None:
    """Let a tensor that retains its gradient keep that of its new value, not of the old one."""
    if before._edge is not None and tensor._edge is not None:
        hooks_of(before._edge).retain.pop(before._number, None)
        hooks_of(tensor._edge).retain[tensor._number] = tensor


def _recorded(inputs: Sequence[Any]) -> bool:
    return MODES.grad and any(isinstance(t, Tensor) and t._edge is not None for t in inputs)


def check_allowed(tensor: Tensor) -> None:
    """Raise RuntimeError where PyTorch forbids changing ``tensor`` in place."""
    if tensor._counter is UNCOUNTED and not MODES.inference and not _tracked_leaf(tensor):
        raise RuntimeError(CANNOT_CHANGE)
    if not MODES.grad:
        return
    base = tensor._base
    if base is not None and base._edge is not None:
        _check_view(tensor, base)
    if tensor._edge is not None and tensor.is_leaf:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def _refuse_view(view: Tensor) -> None:
    if view._unrecorded == "function":
        maker = type(view._edge).__name__.removesuffix("Backward")
        raise RuntimeError(OF_A_FUNCTION.format(number=view._number, maker=maker))
    raise RuntimeError(INFERENCE_VIEW if view._unrecorded == "inference" else UNRECORDED_VIEW)


def _tracked_leaf(tensor: Tensor) -> bool:
    return tensor._edge is not None and tensor.is_leaf


def _check_view(view: Tensor, base: Tensor) -> None:
    if view._unrecorded:
        _refuse_view(view)
    if view._many and view._edge is not None:
        maker = type(view._edge).__name__.removesuffix("0").removesuffix("Backward")
        raise RuntimeError(ONE_OF_MANY.format(number=view._number, maker=maker))
    if base.is_leaf:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        )


def _computed(op: Op, inputs: Sequence[Any], options: dict[str, Any]) -> Any:
    arrays = [t._data if isinstance(t, Tensor) else t for t in inputs]
    if not alike(arrays):
        _check_result_type(op, inputs)
        arrays = promoted(op, inputs)
    try:
        if MET.unusual:
            return unusual_call(op, arrays, options)
        return op.forward(*arrays, **options)
    except ValueError:
        if not op.elementwise:
            raise
        raise broadcast_error(arrays) from None


def _check_result_type(op: Op, inputs: Sequence[Any]) -> None:
    """Raise RuntimeError if the result would be of a greater kind than the tensor it goes to."""
    common = result_type([t for n, t in enumerate(inputs) if takes_part(op, n, t)])
    common = floating(common) if op.true_division else common
    own = inputs[0].dtype
    if dtypes.FLOAT <= common.category > own.category:
        raise RuntimeError(
            f"result type {common.kind_name} can't be cast to the desired output type "
            f"{own.kind_name}"
        )


def _original(tensor: Tensor, *, keep: bool) -> Tensor:
    """What the tensor was, with its place in the graph; its values only if they will be read."""
    before = new_tensor(np.array(tensor._data)[()] if keep else tensor._data)
    before._edge, before._number = tensor._edge, tensor._number
    before._duals = tensor._duals
    return before


def overlaps(data: Any) -> bool:
    """Do several elements share one place in memory, as after ``expand``?"""
    return any(n > 1 and not step for n, step in zip(data.shape, data.strides, strict=True))


def overwrite(tensor: Tensor, result: Any) -> None:
    """Write ``result`` into the tensor's storage and count the change.

    Raises:
        RuntimeError: the result has outgrown the tensor's shape.
    """
    data = tensor._data
    if np.shape(result) != data.shape:
        broadcast = np.broadcast_shapes(np.shape(result), data.shape)
        if broadcast != data.shape:
            raise RuntimeError(
                f"output with shape {list(data.shape)} doesn't match the broadcast shape "
                f"{list(broadcast)}"
            )
    if type(data) is np.ndarray:
        if 0 in data.strides and data.size > 1 and overlaps(data):
            raise RuntimeError(OVERLAP)
        data[...] = converted(result, BF16) if data.dtype == BF16 else result
    else:
        tensor._data = np.asarray(result).astype(data.dtype)[()]
    _changed(tensor)


def _changed(tensor: Tensor) -> None:
    """Count a change of the tensor's storage, and let its views know."""
    bump_version(tensor)
    base = tensor if tensor._base is None else tensor._base
    if base._views:
        refresh_views(base)
