"""What a tensor can be asked for itself: its numbers, its graph, its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autograd.engine import backward as run_backward
from engine.axes import wrap
from engine.declare import composite, operation
from engine.hooks import RemovableHandle as Handle
from engine.hooks import add
from engine.node import hooks_of
from engine.node import AccumulateGrad
from engine.observer import WATCH
from engine.tensor import Tensor, set_grad, set_requires_grad, storage


@composite()
def backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Send a gradient (1 for a scalar) back through the graph and accumulate it in the leaves."""
    run_backward(self, gradient, retain_graph, create_graph, inputs)


@composite()
def requires_grad_(self: Tensor, requires_grad: bool = True) -> Tensor:
    """Switch recording for a leaf, and give it back."""
    if requires_grad and self._data.dtype.kind not in "fc":
        raise RuntimeError(
            "only Tensors of floating point dtype can require gradients"
        )
    set_requires_grad(self, requires_grad)
    return self


@composite()
def retain_grad(self: Tensor) -> None:
    """Let a tensor that is no leaf keep its gradient too."""
    if self._edge is None:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if self.is_leaf or self._retains_grad:
        return
    self._retains_grad = True
    hooks_of(self._edge).retain[self._number] = self
    if WATCH.observer is not None:
        WATCH.observer.retain_grad(self)


@composite()
def register_hook(self: Tensor, hook: Any) -> Handle:
    """Call ``hook`` with each gradient of this tensor; what it returns takes its place."""
    if self._edge is None:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    return add(hooks_of(self._edge).tensor, (self._number, hook))


@composite()
def register_post_accumulate_grad_hook(self: Tensor, hook: Any) -> Handle:
    """Call ``hook`` with this leaf after its ``.grad`` has been accumulated."""
    if self._edge is None or not isinstance(self._edge, AccumulateGrad):
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    return add(hooks_of(self._edge).accumulated, hook)


@operation("detach", is_view=True)
def detach(self: Any) -> Any:
    """The same values outside the graph, sharing the storage."""
    return self[...]


@composite()
def detach_(self: Tensor) -> Tensor:
    """Take this tensor itself out of the graph."""
    self._edge, self._number = None, 0
    return self


@composite()
def clear_grad_(self: Tensor, how: str) -> None:
    """Set ``.grad`` to None on behalf of ``how``."""
    set_grad(self, None, how)


@composite()
def is_floating_point(self: Tensor) -> bool:
    """Are the elements real floating-point numbers?"""
    return self.dtype.is_floating_point


@composite("nelement")
def numel(self: Tensor) -> int:
    """How many elements there are."""
    return int(self._data.size)


@composite("ndimension")
def dim(self: Tensor) -> int:
    """How many dimensions there are."""
    return self.ndim


@composite()
def size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one dimension."""
    return self.shape if dim is None else self.shape[wrap(dim, self.ndim)]


@composite()
def item(self: Tensor) -> Any:
    """The one element as a Python number."""
    if self._data.size != 1:
        raise RuntimeError(
            f"a Tensor with {self._data.size} elements cannot be converted to Scalar"
        )
    return self._data.item()


@composite()
def tolist(self: Tensor) -> Any:
    """The elements as nested Python lists."""
    return self._data.tolist()


@composite()
def numpy(self: Tensor, *, force: bool = False) -> np.ndarray[Any, Any]:
    """The array behind the tensor, shared."""
    if self._edge is not None and not force:
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    return storage(self)

