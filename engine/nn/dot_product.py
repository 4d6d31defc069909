"""Scaled dot-product attention, and its masks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.axes import wrap
from engine.foundation.warn import warn
from engine.nn.choosing import may_be_one_node
from engine.nn.dropping import dropout
from engine.ops.attention import fused_attention, safe_softmax
from engine.ops.classes import multiplied
from engine.tensor import Tensor, new_tensor


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Any = None, dropout_p: float = 0.0,
    is_causal: bool = False, *, scale: float | None = None, enable_gqa: bool = False,
) -> Any:  # fmt: skip
    """softmax(Q Kᵀ · scale) V after a mask (Vaswani et al., 2017).

    ``attn_mask`` : True where a key may be seen, or numbers to add to the scores.

    Raises:
        RuntimeError: ranks, dtypes or mask do not fit.
    """
    _check(query, key, value, attn_mask)
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    if may_be_one_node(_is_fused(query, key, value, attn_mask, dropout_p, enable_gqa)):
        return fused_attention(query, key, value, attn_mask, is_causal, factor)
    return _by_steps(query, key, value, attn_mask, dropout_p, is_causal, factor, enable_gqa)


def _check(query: Tensor, key: Tensor, value: Tensor, attn_mask: Any) -> None:
    given = {"query": query, "key": key, "value": value}
    if not query._data.dtype == key._data.dtype == value._data.dtype:
        told = [f"{name}.dtype: {each.dtype.c_name}" for name, each in given.items()]
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got "
            f"{told[0]} {told[1]} and {told[2]} instead."
        )
    if min(query._data.ndim, key._data.ndim, value._data.ndim) < 2:
        told = [f"{name}.dim: {each.ndim}" for name, each in given.items()]
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got "
            f"{told[0]} {told[1]} and {told[2]} instead."
        )
    if attn_mask is not None:
        allowed = (dtypes.bool_, dtypes.float32, query.dtype)
        if attn_mask.dtype not in allowed:
            raise RuntimeError(
                "Expected attn_mask dtype to be bool or float or to match query dtype, but got "
                f"attn_mask.dtype: {attn_mask.dtype.c_name} and  query.dtype: "
                f"{query.dtype.c_name} instead."
            )


def _is_fused(
    query: Tensor, key: Tensor, value: Tensor, mask: Any, dropout_p: float, grouped: bool
) -> bool:
    """Does PyTorch compute it in one node on the CPU (its ``use_flash_attention_cpp``)?

    Only four-dimensional operands with equal features, no dropout and no gradient of the mask.
    """
    one, two, three = (each._data.shape for each in (query, key, value))
    if dropout_p or not len(one) == len(two) == len(three) == 4 or two[2] != three[2]:
        return False
    if 0 in (one[2], two[2]) or query._data.dtype.kind != "f":
        return False
    alike = one[3] == two[3] == three[3] and one[0] == two[0] == three[0]
    fit = one[1] == two[1] == three[1]
    if grouped:
        fit = two[1] == three[1] and not one[1] % two[1]
    return alike and fit and _mask_fits(query, key, mask)


def _mask_fits(query: Tensor, key: Tensor, mask: Any) -> bool:
    if mask is None:
        return True
    if mask.requires_grad or mask.ndim not in (2, 4):
        return False
    wanted = (query.shape[0], query.shape[1], query.shape[2], key.shape[2])
    pairs = zip(mask.shape[::-1], wanted[::-1], strict=False)
    return all(length in (1, want) for length, want in pairs)


def _by_steps(
    query: Tensor, key: Tensor, value: Tensor, mask: Any, dropout_p: float, is_causal: bool,
    factor: float, grouped: bool,
) -> Any:  # fmt: skip
    """Attention with a node for each step, the scale shared evenly between query and key."""
    if is_causal:
        if mask is not None:
            raise RuntimeError(
                "_scaled_dot_product_attention: Explicit attn_mask should not be set when "
                "is_causal=True"
            )
        mask = new_tensor(np.tri(query.shape[-2], key.shape[-2], dtype=bool))
    half = math.sqrt(abs(factor))
    scaled = multiplied(query, math.copysign(half, factor))
    if grouped:
        times = query.shape[-3] // key.shape[-3]
        key, value = (each.repeat_interleave(times, -3) for each in (key, value))
    scores = scaled @ multiplied(key.transpose(-2, -1), half)
    if mask is not None:
        scores = scores + added(mask, query)
    weights = safe_softmax(scores, wrap(-1, scores.ndim))
    if dropout_p:
        weights = dropout(weights, dropout_p)
    return weights @ value


def added(mask: Tensor, like: Tensor) -> Any:
    """A boolean mask (True: take part) as numbers to add to the scores."""
    if mask.dtype is not dtypes.bool_:
        return mask
    return new_tensor(np.where(mask._data, 0.0, -np.inf).astype(like._data.dtype))


def canonical_mask(
    mask: Any, name: str, like: Tensor, other: Any = None, other_name: str = ""
) -> Any:
    """A mask as numbers to add to the scores; of a boolean one, True means to leave out."""
    if mask is None:
        return None
    is_float = mask.is_floating_point()
    if mask.dtype is not dtypes.bool_ and not is_float:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if other is not None and mask.dtype is not other.dtype:
        warn(
            f"Support for mismatched {name} and {other_name} is deprecated. Use same type for "
            "both instead."
        )
    if is_float:
        return mask
    return new_tensor(np.where(mask._data, -np.inf, 0.0).astype(like._data.dtype))
