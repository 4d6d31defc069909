"""Making tensors out of numbers, sequences and nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.axes import shape_argument
from engine.declare import composite
from engine.dtypes import dtype as DType
from engine.modes import default_float
from engine.node import AccumulateGrad
from engine.observer import WATCH
from engine.tensor import Tensor, new_tensor


def made(data: Any, how: str, requires_grad: bool = False) -> Tensor:
    """A new leaf around ``data``; whoever watches is told ``how`` it was made.

    Raises:
        RuntimeError: it is to require grad but is neither floating point nor complex.
    """
    tensor = new_tensor(data if data.ndim else data[()])
    if requires_grad:
        if data.dtype.kind not in "fc":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        tensor._edge = AccumulateGrad(tensor)
    if WATCH.observer is not None:
        WATCH.observer.created(tensor, how)
    return tensor


def infer(data: Any) -> np.dtype[Any]:
    """The dtype of a number or of nested sequences of numbers.

    Raises:
        TypeError, ValueError: there is something else in them.
    """
    if isinstance(data, Tensor | np.ndarray | np.generic):
        return data._data.dtype if isinstance(data, Tensor) else data.dtype  # type: ignore[no-any-return]
    array = np.asarray(_plain(data))
    if array.dtype.kind == "f" or not array.size:
        return default_float().numpy
    if array.dtype.kind == "c":
        return dtypes.complex64.numpy if default_float().itemsize == 4 else dtypes.complex128.numpy
    return array.dtype


def _plain(data: Any) -> Any:
    if isinstance(data, Tensor):
        return data._data
    if isinstance(data, list | tuple):
        return [_plain(each) for each in data]
    return data


@composite(method=False)
def tensor(
    data: Any,
    *,
    dtype: DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new leaf with a copy of ``data``."""
    wanted = infer(data) if dtype is None else dtype.numpy
    return made(np.array(_plain(data), dtype=wanted), "torch.tensor", requires_grad)


@composite(method=False)
def as_tensor(data: Any, dtype: DType | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor, sharing its memory where that is possible."""
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)  # type: ignore[no-any-return]
    if isinstance(data, np.ndarray) and (dtype is None or dtype.numpy == data.dtype):
        return from_numpy(data)
    return tensor(data, dtype=dtype)


@composite(method=False)
def from_numpy(ndarray: np.ndarray[Any, Any]) -> Tensor:
    """A tensor on the memory of a numpy array."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    shared = made(ndarray, "torch.from_numpy")
    shared._data = ndarray
    return shared


def filled(shape: Sequence[int], value: Any, dtype: DType | None) -> np.ndarray[Any, Any]:
    """An array of one value, in the dtype given or fitting the value."""
    wanted = infer(value) if dtype is None else dtype.numpy
    return np.full(tuple(shape), value, dtype=wanted)


def _maker(name: str, value: float) -> Any:
    def make(*size: Any, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
        shape = shape_argument(size) if size else shape_argument((_.get("size", ()),))
        array = filled(shape, value, dtype or default_float())
        return made(array, f"torch.{name}", requires_grad)

    def make_like(input: Tensor, *, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
        array = filled(input.shape, value, dtype or input.dtype)
        return made(array, f"torch.{name}_like", requires_grad)

    make.__name__, make_like.__name__ = name, f"{name}_like"
    make.__doc__ = f"A tensor of {value:g}s."
    make_like.__doc__ = f"A tensor of {value:g}s, shaped like ``input``."
    return make, make_like


for _name, _value in (("zeros", 0.0), ("ones", 1.0), ("empty", 0.0)):
    for _made in _maker(_name, _value):
        composite(method=False)(_made)


@composite(method=False)
def full(size: Sequence[int], fill_value: Any, *, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
    """A tensor of one value."""
    return made(filled(size, fill_value, dtype), "torch.full", requires_grad)


@composite(method=False)
def arange(start: Any, end: Any = None, step: Any = 1, *, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
    """The numbers from ``start`` up to but without ``end``."""
    if end is None:
        start, end = 0, start
    whole = all(isinstance(each, int) for each in (start, end, step))
    wanted = (dtypes.int64 if whole else default_float()) if dtype is None else dtype
    count = max(0, int(np.ceil((end - start) / step)))
    array = (start + step * np.arange(count)).astype(wanted.numpy)
    return made(array, "torch.arange", requires_grad)


@composite(method=False)
def linspace(start: float, end: float, steps: int, *, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
    """``steps`` numbers evenly spaced from ``start`` to ``end``."""
    array = np.linspace(start, end, steps).astype((dtype or default_float()).numpy)
    return made(array, "torch.linspace", requires_grad)


@composite(method=False)
def eye(n: int, m: int | None = None, *, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
    """A matrix with ones on its diagonal."""
    return made(np.eye(n, m, dtype=(dtype or default_float()).numpy), "torch.eye", requires_grad)
