"""Rows looked up by number, and borders of one value."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.dtypes import F32, F64
from engine.numbers.half import converted
from engine.observer import WATCH
from engine.placed import scatter_add
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, bump_version, new_tensor, storage


def rows_rule(
    grad: Any, shape: Any, indices: Any, padding_idx: Any, scale_grad_by_freq: bool = False
) -> Any:
    """The gradient of the table: those of each row's look-ups, added up."""
    if isinstance(grad, Symbol):
        return grad.at_rows(indices)
    places = indices._data if isinstance(indices, Tensor) else indices
    if padding_idx is not None and padding_idx >= 0:
        grad = _weighed(grad, places != padding_idx)
    if scale_grad_by_freq:
        grad = _weighed(grad, 1 / np.bincount(places.reshape(-1))[places])
    return scatter_add(grad, tuple(shape), (places,))


def _weighed(grad: Any, weights: Any) -> Any:
    """The gradient of each looked up row times a number."""
    dtype = grad._data.dtype if isinstance(grad, Tensor) else grad.dtype
    factors = np.expand_dims(weights, -1).astype(dtype)
    return grad * (new_tensor(factors) if isinstance(grad, Tensor) else factors)


@operation(
    "embedding", name="embedding.default", inputs=("weight", "indices"),
    weight=lambda grad, weight_shape, indices, padding_idx, scale_grad_by_freq: rows_rule(
        grad, weight_shape, indices, padding_idx, scale_grad_by_freq
    ),
)  # fmt: skip
def embedding(
    weight: Any, indices: Any, padding_idx: int = -1, scale_grad_by_freq: bool = False
) -> Any:
    """The rows of a table that ``indices`` name."""
    if indices.size and (indices.min() < 0 or indices.max() >= weight.shape[0]):
        raise IndexError("index out of range in self")
    return weight[indices]


def shorten_rows(weight: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> None:
    """Shorten, in place, those of the rows to be looked up that are longer than ``max_norm``.

    As PyTorch's ``embedding_renorm_``.
    """
    rows = storage(weight)
    for place in np.unique(indices._data):
        length = np.linalg.norm(rows[place], norm_type)
        if length > max_norm:
            rows[place] *= max_norm / (length + 1e-7)
    bump_version(weight)
    if WATCH.observer is not None:
        WATCH.observer.replaced(weight, None, "embedding_renorm_")


def bordered(value: Any, borders: Any, fill: float) -> Any:
    """An array, tensor or symbol with borders of one value; negative ones cut off."""
    if isinstance(value, Symbol):
        return value._part()
    if isinstance(value, Tensor):
        return constant_pad(value, borders, fill)
    sizes, cut, inside = [], [], []
    for (low, high), length in zip(borders, value.shape, strict=True):
        sizes.append(low + length + high)
        cut.append(slice(max(-low, 0), length - max(-high, 0)))
        inside.append(slice(max(low, 0), sizes[-1] - max(high, 0)))
    plain = type(fill) is int or value.dtype in (F32, F64)
    held = fill if plain else converted(np.asarray(fill), value.dtype)[()]
    found = np.full(sizes, held, value.dtype)
    found[tuple(inside)] = value[tuple(cut)]
    return found


def opposite(borders: Any) -> Any:
    """The borders that undo others."""
    if isinstance(borders, Symbol):
        return borders
    return tuple((-low, -high) for low, high in borders)


@operation(
    "pad", name="constant_pad_nd.default", self=lambda grad, pad: bordered(grad, opposite(pad), 0)
)
def constant_pad(self: Any, pad: Any, value: float) -> Any:
    """The input with borders of one value, a pair for each dimension."""
    return bordered(self, pad, value)
