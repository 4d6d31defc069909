"""What a tensor can be asked for itself: its numbers, its graph, its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import wrap
from engine.declare import composite
from engine.tensor import Tensor, storage


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



@composite()
def __bool__(self: Tensor) -> bool:  # noqa: N807
    """Is the one element not zero?"""
    if self._data.size != 1:
        kind = "no values" if not self._data.size else "more than one value"
        raise RuntimeError(f"Boolean value of Tensor with {kind} is ambiguous")
    return bool(self._data.item())
