"""Rows of a table looked up by number, and those of each bag taken together."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.placed import part, scatter_add
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor


def bag_of(indices: Any, offsets: Any) -> Any:
    """Which bag each index belongs to."""
    return np.searchsorted(offsets, np.arange(len(indices)), side="right") - 1


def _shares(indices: Any, offsets: Any, mode: str, padding_idx: int, dtype: Any) -> Any:
    """By how much each row counts in its bag; padding counts nothing."""
    counts = (indices != padding_idx).astype(dtype)
    if mode == "mean":
        bags = bag_of(indices, offsets)
        sizes = np.bincount(bags, counts, minlength=len(offsets))
        counts = counts / np.maximum(sizes, 1)[bags]
    return counts.astype(dtype)


def _like(array: Any, value: Any) -> Any:
    return new_tensor(array) if isinstance(value, Tensor) else array


def _raw(value: Any) -> Any:
    return value._data if isinstance(value, Tensor) else value


def _to_rows(
    grad: Any, shape: Any, indices: Any, offsets: Any, per_sample_weights: Any, mode: Any,
    padding_idx: Any, largest: Any,
) -> Any:  # fmt: skip
    if isinstance(grad, Symbol):
        return grad.at_rows(indices)
    numbers, starts = _raw(indices), _raw(offsets)
    if mode == "max":
        rows, bags, columns = _winners(largest)
        return scatter_add(part(grad, (bags, columns)), tuple(shape), (rows, columns))
    kind = _raw(grad).dtype
    share: Any = _like(_shares(numbers, starts, mode, padding_idx, kind)[:, None], grad)
    if per_sample_weights is not None:
        share = share * per_sample_weights.reshape((-1, 1))
    each = part(grad, (bag_of(numbers, starts),)) * share
    return scatter_add(each, tuple(shape), (numbers,))


def _winners(largest: Any) -> tuple[Any, Any, Any]:
    """The row with the largest element, for each bag and column that is not empty."""
    bags, columns = np.nonzero(largest >= 0)
    return largest[bags, columns], bags, columns


def _to_weights(
    grad: Any, weight: Any, indices: Any, offsets: Any, shape: Any, padding_idx: Any
) -> Any:
    if isinstance(grad, Symbol):
        return (grad * weight).sum()
    numbers, starts = _raw(indices), _raw(offsets)
    counts: Any = _like((numbers != padding_idx).astype(_raw(grad).dtype), grad)
    met = part(grad, (bag_of(numbers, starts),)) * part(weight, (numbers,))
    return (met.sum(-1) * counts).reshape(tuple(shape))


@operation(
    "embedding bag", name="_embedding_bag.default", node="EmbeddingBagBackward0",
    inputs=("weight", "indices", "offsets", "per_sample_weights"), keeps=("largest",),
    weight=lambda grad, weight_shape, indices, offsets, per_sample_weights, mode, padding_idx,
    largest: _to_rows(
        grad, weight_shape, indices, offsets, per_sample_weights, mode, padding_idx, largest
    ),
    per_sample_weights=lambda grad, weight, indices, offsets, per_sample_weights_shape,
    padding_idx: _to_weights(
        grad, weight, indices, offsets, per_sample_weights_shape, padding_idx
    ),
)  # fmt: skip
def embedding_bag(
    weight: Any, indices: Any, offsets: Any, per_sample_weights: Any, mode: str,
    padding_idx: int,
) -> Any:  # fmt: skip
    """The sum, mean or largest of the rows that each bag names."""
    if indices.size and (indices.min() < 0 or indices.max() >= len(weight)):
        wrong = int(np.flatnonzero((indices < 0) | (indices >= len(weight)))[0])
        raise RuntimeError(
            f"Index {wrong} of input takes value {indices[wrong]} which is not in the valid range "
            f"[0, {len(weight)})"
        )
    whole = np.zeros((len(offsets), weight.shape[1]), weight.dtype)
    bags, rows = bag_of(indices, offsets), weight[indices]
    if mode == "max":
        return _maxima(whole, rows, bags, indices, padding_idx)
    share = _shares(indices, offsets, mode, padding_idx, weight.dtype)
    if per_sample_weights is not None:
        share = share * per_sample_weights
    np.add.at(whole, bags, rows * share[:, None])
    return whole, None


def _maxima(whole: Any, rows: Any, bags: Any, indices: Any, padding_idx: int) -> Any:
    largest = np.full(whole.shape, -1, np.int64)
    for row, bag, number in zip(rows, bags, indices, strict=True):
        if number == padding_idx:
            continue
        better = (largest[bag] < 0) | (row > whole[bag])
        whole[bag] = np.where(better, row, whole[bag])
        largest[bag] = np.where(better, number, largest[bag])
    return whole, largest
