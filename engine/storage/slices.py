"""Gradients between a base that was changed through a view, and its views.

As PyTorch's ``CopySlices`` and ``AsStridedBackward0``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from weakref import ref

import numpy as np

from engine.calls.axes import undone
from engine.graph.record import attach, node_class
from engine.node import SECOND_BACKWARD, Node, extras_of, next_sequence_number
from engine.op import OPS, Op
from engine.storage.overlap import WITHIN, may_overlap, overlaps
from engine.storage.views import alone, steps_of
from engine.tensor import Tensor, new_tensor, storage

Cut = Callable[[Any], Any]
KINDS = {OPS[name].forward: name for name in ("view_as_real", "view_as_complex")}
"""What sees numbers as numbers of another kind."""


class CopySlices(Node):
    """The history of a base, part of which was changed through a view.

    ``cut`` : cuts the view out of an array of the base's ``shape``, whose dimensions lie in
    memory in the ``order`` of the base's. ``dtype`` : the base's.
    """

    __slots__ = ("cut", "dtype", "order", "shape")
    namespace = "torch::autograd::"

    def __init__(self, base: Tensor, changed: Node, cut: Cut) -> None:
        self.sequence_nr = next_sequence_number()
        self.cut, self.order = cut, order_of(base._data)
        self.shape, self.dtype = base._data.shape, base._data.dtype
        self.next = (base._edge, *changed.next[1:])
        self.extras = None
        numbers = (base._number, *(number for _, number in changed.next_functions[1:]))
        if any(numbers):
            extras_of(self).numbers = numbers
        self.expects = (None, *changed.expects[1:]) if changed.expects is not None else None
        self.params = None
        self.saved = (changed,)

    @property
    def shapes(self) -> list[Any]:
        """Shape and dtype of what it makes, told as those of custom functions are."""
        return [(self.shape, self.dtype)]

    @property
    def changed(self) -> Node:
        """The node of the operation that changed the view.

        Raises:
            RuntimeError: it was let go, as all that is saved.
        """
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        changed: Node = self.saved[0]
        return changed

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The base's gradient with the changed part sent through the operation's derivative."""
        whole = blank(grad.shape, grad.dtype, self.order)
        whole[...] = grad
        part = self.cut(whole)
        own, *others = self.changed.backward(np.array(part))
        if own is not None and overlaps(part):
            raise RuntimeError(WITHIN)
        part[...] = 0 if own is None else own
        return (whole, *others)

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same, recorded."""
        places = places_of(self.cut, tuple(grad.shape))
        own, *others = self.changed.backward_tensors(grad._part(places))
        rest = grad._without(places)
        return (rest if own is None else rest + own._scattered(tuple(grad.shape), places), *others)


class AsStridedBackward0(Node):
    """How a gradient of a ``view`` enters its base, once the base has a new history.

    ``cut``, ``shape``, ``dtype``, ``order`` : as in CopySlices. ``shown`` : the view, as long as
    there is one.
    """

    __slots__ = ("cut", "dtype", "order", "shape", "shown")

    def __init__(self, base: Tensor, view: Tensor, cut: Cut) -> None:
        self.sequence_nr = next_sequence_number()
        self.cut, self.order = cut, order_of(base._data)
        self.shape, self.dtype = base._data.shape, base._data.dtype
        self.shown = ref(view)
        self.next = (base._edge,)
        self.extras = None
        if base._number:
            extras_of(self).numbers = (base._number,)
        self.expects = self.params = None
        self.saved = ()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), "_saved_size", "_saved_storage_offset", "_saved_stride"]

    @property
    def shapes(self) -> list[Any]:
        """Shape and dtype of what it makes, told as those of custom functions are."""
        return [(self._saved_size, self.dtype)]

    @property
    def _saved_size(self) -> tuple[int, ...]:
        size: tuple[int, ...] = self._part()[1].shape
        return size

    @property
    def _saved_stride(self) -> tuple[int, ...]:
        return tuple(step // self.dtype.itemsize for step in self._part()[1].strides)

    @property
    def _saved_storage_offset(self) -> int:
        whole, part = self._part()
        return (part.ctypes.data - whole.ctypes.data) // self.dtype.itemsize

    def _part(self) -> tuple[Any, Any]:
        """An array like the base, and what is cut out of it."""
        whole = blank(self.shape, self.dtype, self.order)
        return whole, self.cut(whole)

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The gradient, set into zeros shaped like the base."""
        whole = blank(self.shape, np.asarray(grad).dtype, self.order)
        whole[...] = 0
        part = self.cut(whole)
        if not may_overlap(part):
            part[...] = grad
        elif self.shape:
            np.add.at(whole, places_of(self.cut, self.shape), grad)
        else:
            whole[...] = grad.sum()
        return (whole,)

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same, recorded."""
        if not self.shape:
            return (grad.sum(),)
        return (grad._scattered(self.shape, places_of(self.cut, self.shape)),)


def regenerate_grad_fn(base: Tensor, view: Tensor, replay: Cut) -> Node:
    """The history of a ``view`` that is cut anew out of its base, which has another by now.

    It is one node, unless on the way to the view numbers were seen as numbers of another kind:
    that step, and each that came after it, have nodes of their own.
    """
    steps = steps_of(replay)
    kinds = [KINDS.get(step.args[1]) for step in steps]
    first = next((n for n, name in enumerate(kinds) if name), None)
    if first is None:
        return AsStridedBackward0(base, view, replay)
    part = base if not first else _cut_out(base, steps[first - 1])
    for name, step in zip(kinds[first:], steps[first:], strict=True):
        part = _seen_as(part, OPS[name]) if name else _cut_out(part, alone(step))
    made: Node = part._edge  # type: ignore[assignment]
    if isinstance(made, AsStridedBackward0):
        made.shown = ref(view)
    return made


def _cut_out(source: Tensor, cut: Cut) -> Tensor:
    found = new_tensor(cut(storage(source)))
    found._edge = AsStridedBackward0(source, found, cut)
    return found


def _seen_as(source: Tensor, op: Op) -> Tensor:
    found = new_tensor(op.forward(storage(source)))
    attach(op, node_class(op), (source,), {}, (found,), {})
    return found


def order_of(data: Any) -> tuple[int, ...] | None:
    """The dimensions of an array from the widest step to the smallest; None if they are in order.

    A view is cut out of a gradient as it is out of the base, so both must lie alike in memory.
    """
    if data.flags.c_contiguous:
        return None
    return tuple(sorted(range(data.ndim), key=lambda dim: -abs(data.strides[dim])))


def blank(shape: tuple[int, ...], dtype: Any, order: tuple[int, ...] | None) -> Any:
    """An array with its dimensions in a given order in memory, not filled."""
    if order is None:
        return np.empty(shape, dtype)
    return np.empty([shape[dim] for dim in order], dtype).transpose(undone(order))


def places_of(cut: Cut, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The index that picks out of an array what ``cut`` cuts out of it."""
    if not shape:  # new dimensions of length 1 are all that can be cut out of one element
        rank: int = cut(np.zeros(())).ndim
        return (None,) * rank
    return np.unravel_index(cut(np.arange(math.prod(shape)).reshape(shape)), shape)
