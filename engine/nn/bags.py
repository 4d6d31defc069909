"""Embeddings of bags: the rows that each bag names, summed, averaged or the largest of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import FLOAT
from engine.foundation.absent import LackingError
from engine.numbers.alike import require_alike
from engine.ops.bags import embedding_bag as looked_up
from engine.ops.lookup import shorten_rows
from engine.tensor import Tensor, new_tensor

__all__ = ["embedding_bag"]
UNFIT = (
    "Expected tensor for argument #1 '{}' to have one of the following scalar types: {}; but got "
    "{} instead (while checking arguments for embedding_bag)"
)
WEIGHED = (
    "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
    "'per_sample_weights'; but type {t[0]} does not equal {t[1]} (while checking arguments for "
    "embedding_bag)"
)


def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None,
    norm_type: float = 2, scale_grad_by_freq: bool = False, mode: str = "mean",
    sparse: bool = False, per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False, padding_idx: int | None = None,
) -> Any:  # fmt: skip
    """One row for each bag; input : (bags, size), or indices in one row, cut at ``offsets``.

    Raises:
        ValueError, NotImplementedError: options and shapes do not fit, or are not here.
    """
    asked = {"scale_grad_by_freq": scale_grad_by_freq, "sparse": sparse}
    for option, wanted in asked.items():
        if wanted:
            raise LackingError(f"embedding_bag({option}=…) exists in PyTorch but not here")
    _check(input, weight, offsets, mode, per_sample_weights)
    _check_kinds(input, weight, offsets)
    if max_norm is not None:
        shorten_rows(weight, input, max_norm, norm_type)
    if offsets is None:
        starts = np.arange(0, input.numel(), max(input.size(1), 1))
        offsets = new_tensor(starts)
        input = input.reshape(-1)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(-1)
    else:
        _check_starts(offsets, input.numel())
        if include_last_offset:
            offsets = offsets[:-1]
    require_alike(WEIGHED, weight, per_sample_weights)
    rows = weight.shape[0]
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise RuntimeError(
            f"padding_idx must be within the number of embeddings, -{rows} through {rows - 1}, "
            f"but got {padding_idx}"
        )
    place = -1 if padding_idx is None else padding_idx % rows
    return looked_up(weight, input, offsets, per_sample_weights, mode, place)


def _check(
    input: Tensor, weight: Tensor, offsets: Any, mode: str, per_sample_weights: Any
) -> None:
    if per_sample_weights is not None and input.size() != per_sample_weights.size():
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then "
            f"it must have the same shape as the input ({input.shape})"
        )
    if weight.dim() != 2:
        raise ValueError(
            f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.dim()}"
        )
    _check_offsets(input, offsets)
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported "
            f"for mode='sum' (got mode='{mode}'). Please open a feature request on GitHub."
        )


def _check_kinds(input: Tensor, weight: Tensor, offsets: Tensor | None) -> None:
    for each in (input, offsets):
        if each is not None and each.dtype.name not in ("int64", "int32"):
            raise RuntimeError(UNFIT.format("indices", "Long, Int", each.dtype.tensor_name))
    if weight.dtype.category != FLOAT:
        kinds = "Half, BFloat16, Float, Double"
        raise RuntimeError(UNFIT.format("weight", kinds, weight.dtype.tensor_name))


def _check_starts(offsets: Tensor, length: int) -> None:
    """Raise RuntimeError unless the first bag starts at 0 and the last within the input."""
    starts = np.asarray(offsets._data)
    if starts.size and starts[0]:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
            f"position 0. However, got {starts[0]}\n[ {offsets.dtype.tensor_name}{{}} ]"
        )
    if starts.size and starts[-1] > length:
        raise RuntimeError(
            f"offsets[-1] can not be greater than input's length {length} but got offsets[-1] of "
            f"{starts[-1]}"
        )


def _check_offsets(input: Tensor, offsets: Any) -> None:
    if input.dim() == 2 and offsets is not None:
        raise ValueError(
            "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of "
            f"fixed length sequences. However, found offsets of type {type(offsets)}"
        )
    if input.dim() == 1 and offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    if input.dim() == 1 and offsets.dim() != 1:
        raise ValueError("offsets has to be a 1D Tensor")
    if input.dim() not in (1, 2):
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}"
        )
