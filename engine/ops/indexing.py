"""Picking elements out and writing them in, by everything that goes between brackets."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.declare import composite, operation
from engine.formula import part, scatter_add
from engine.inplace import check_allowed, in_place_call, overwrite
from engine.tensor import Tensor, new_tensor


def plain_index(index: Any) -> Any:
    """An index as numpy takes it: tensors as arrays, lists as lists."""
    if isinstance(index, tuple):
        return tuple(plain_index(each) for each in index)
    if isinstance(index, Tensor):
        return np.asarray(index._data)
    return index


def is_basic(index: Any) -> bool:
    """Do only whole numbers, slices, None and ``...`` take part, so that the result is a view?"""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None or part is Ellipsis or isinstance(part, slice)
        or (isinstance(part, int | np.integer) and not isinstance(part, bool))
        for part in parts
    )  # fmt: skip


@operation(
    "[ ]", name="select", is_view=True,
    self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index),
)  # fmt: skip
def select_index(self: Any, index: Any) -> Any:
    """A part of the tensor, sharing its storage."""
    found = self[index]
    return found if isinstance(found, np.ndarray) else self[(*_tuple(index), ...)]


def _tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


@operation(
    "[ ]", name="slice", is_view=True,
    self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index),
)  # fmt: skip
def slice_index(self: Any, index: Any) -> Any:
    """A stretch of the tensor, sharing its storage."""
    return self[index]


@operation("[ ]", name="index", self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))
def gather_index(self: Any, index: Any) -> Any:
    """The elements that arrays of numbers or booleans pick."""
    return self[index]


@composite()
def __getitem__(self: Tensor, index: Any) -> Any:  # noqa: N807
    """The part of the tensor that ``index`` names."""
    plain = plain_index(index)
    try:
        if not is_basic(plain):
            return gather_index(self, plain)
        whole = all(not isinstance(part, slice) for part in _tuple(plain))
        return (select_index if whole else slice_index)(self, plain)
    except IndexError as error:
        raise IndexError(_message(self, plain, error)) from None


def _message(self: Tensor, index: Any, error: IndexError) -> str:
    shape = tuple(self.shape)
    for axis, part in enumerate(_tuple(index)):
        if isinstance(part, int) and axis < len(shape) and not -shape[axis] <= part < shape[axis]:
            return f"index {part} is out of bounds for dimension {axis} with size {shape[axis]}"
    if len(_tuple(index)) > len(shape):
        if not shape:
            return (
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
                "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
            )
        return f"too many indices for tensor of dimension {len(shape)}"
    return str(error)


@composite()
def __setitem__(self: Tensor, index: Any, value: Any) -> None:  # noqa: N807
    """Write ``value`` into the part of the tensor that ``index`` names."""
    plain = plain_index(index)
    if is_basic(plain):
        self[index].copy_(value)
        return
    check_allowed(self)
    array = np.array(self._data)
    array[plain] = value._data if isinstance(value, Tensor) else value
    overwrite(self, array)


@operation("copy", inputs=("self", "src"), self=lambda grad: grad * 0, src=lambda grad: grad, node="CopyBackwards")
def copy(self: Any, src: Any) -> Any:
    """The values of ``src`` in the place and dtype of ``self``."""
    return np.broadcast_to(np.asarray(src).astype(self.dtype), self.shape)


_write = in_place_call(copy.op)  # type: ignore[attr-defined]


@composite()
def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Write the values of ``src`` over this tensor's own, in its dtype."""
    return _write(self, src.to(self.dtype) if isinstance(src, Tensor) else self.dtype.numpy.type(src))


@composite()
def zero_(self: Tensor) -> Tensor:
    """Set every element to 0."""
    return fill_(self, 0)


@operation("fill", name="fill", self=lambda grad: grad * 0)
def fill(self: Any, value: Any) -> Any:
    """One value everywhere."""
    return np.full_like(self, value)


_fill = in_place_call(fill.op)  # type: ignore[attr-defined]


@composite()
def fill_(self: Tensor, value: Any) -> Tensor:
    """Set every element to ``value``."""
    return _fill(self, value=value)


@operation("[ ]", name="_part", node="IndexBackward0", self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))
def part_of(self: Any, index: Any) -> Any:
    """The elements that an index names, as a copy."""
    return self[index]


@operation("scatter", name="_scattered", node="IndexPutBackward0", self=lambda grad, index: part(grad, index))
def scattered(self: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Zeros with the elements added where an index points."""
    return scatter_add(self, shape, index)


@composite()
def _nothing(self: Tensor) -> Tensor:
    """Zeros outside every graph, shaped like the tensor."""
    return new_tensor(np.zeros_like(self._data))
