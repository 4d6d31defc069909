"""Multi-head attention, with the projections of its operands."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.nn.affine import linear
from engine.nn.borders import pad
from engine.nn.choosing import SDPBackend, sdpa_kernel
from engine.nn.dot_product import canonical_mask, scaled_dot_product_attention
from engine.nn.dropping import dropout
from engine.nn.fitting import check_sizes, fitting, is_batched, merged
from engine.nn.projections import in_projection, in_projection_packed
from engine.ops.softmax import softmax
from engine.tensor import Tensor

NEEDS_MASK = (
    "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
    "`generate_square_subsequent_mask` to create this mask."
)
cat = FUNCTIONS["cat"]
__all__ = ["SDPBackend", "multi_head_attention_forward", "sdpa_kernel"]


def multi_head_attention_forward(
    query: Tensor, key: Tensor, value: Tensor, embed_dim_to_check: int, num_heads: int,
    in_proj_weight: Tensor | None, in_proj_bias: Tensor | None, bias_k: Tensor | None,
    bias_v: Tensor | None, add_zero_attn: bool, dropout_p: float, out_proj_weight: Tensor,
    out_proj_bias: Tensor | None, training: bool = True, key_padding_mask: Any = None,
    need_weights: bool = True, attn_mask: Any = None, use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None, k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None, static_k: Tensor | None = None,
    static_v: Tensor | None = None, average_attn_weights: bool = True, is_causal: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """Attention output (length, batch, features), and the weights if they are needed.

    Raises:
        AssertionError, RuntimeError: sizes or masks do not fit.
    """
    batched = is_batched(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    padding = canonical_mask(key_padding_mask, "key_padding_mask", query, attn_mask, "attn_mask")
    attn_mask, is_causal = _settled(attn_mask, padding, query, need_weights, is_causal)
    check_sizes(query, key, value, embed_dim_to_check, num_heads, use_separate_proj_weight)
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _projected(query, key, value, in_proj_weight, in_proj_bias, separate)
    mask = fitting(attn_mask, query.shape[1] * num_heads, query.shape[0], key.shape[0])
    k, v, mask, padding = _with_bias(k, v, bias_k, bias_v, mask, padding)
    q, k, v = _heads(q, k, v, query.shape[1] * num_heads, static_k, static_v)
    if add_zero_attn:
        k, v = _with_zeros(k), _with_zeros(v)
        mask, padding = _grown(mask), _grown(padding)
    mask = merged(mask, padding, query.shape[1], num_heads, k.size(1))
    last = (dropout_p if training else 0.0, out_proj_weight, out_proj_bias)
    call = _weighed if need_weights else _fused
    output, weights = call(q, k, v, mask, query.shape[1], num_heads, is_causal, *last)
    if average_attn_weights and weights is not None:
        weights = weights.mean(dim=1)
    if batched:
        return output, weights
    return output.squeeze(1), None if weights is None else weights.squeeze(0)


def _settled(
    mask: Any, padding: Any, query: Tensor, need_weights: bool, is_causal: bool
) -> tuple[Any, bool]:
    """The mask to use, and whether the hint that it is causal is used in its place."""
    if is_causal and mask is None:
        raise RuntimeError(NEEDS_MASK)
    if is_causal and padding is None and not need_weights:
        return None, True
    return canonical_mask(mask, "attn_mask", query), is_causal and padding is None


def _projected(
    query: Tensor, key: Tensor, value: Tensor, weight: Any, bias: Any, separate: Any
) -> tuple[Any, Any, Any]:
    if separate is None:
        if weight is None:
            raise AssertionError("use_separate_proj_weight is False but in_proj_weight is None")
        return in_projection_packed(query, key, value, weight, bias)
    for name, each in zip("qkv", separate, strict=True):
        if each is None:
            raise AssertionError(
                f"use_separate_proj_weight is True but {name}_proj_weight is None"
            )
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return in_projection((query, key, value), separate, biases)


def _with_bias(
    k: Tensor, v: Tensor, bias_k: Any, bias_v: Any, mask: Any, padding: Any
) -> tuple[Any, Any, Any, Any]:
    """Keys and values with one more, learnt, that all may see."""
    if bias_k is None or bias_v is None:
        if bias_k is not None or bias_v is not None:
            there, lacking = ("k", "v") if bias_v is None else ("v", "k")
            raise AssertionError(f"bias_{there} is set but bias_{lacking} is None")
        return k, v, mask, padding
    batch = k.shape[1]
    k = cat([k, bias_k.repeat(1, batch, 1)])
    v = cat([v, bias_v.repeat(1, batch, 1)])
    return k, v, _grown(mask), _grown(padding)


def _grown(mask: Any) -> Any:
    return None if mask is None else pad(mask, (0, 1))


def _with_zeros(each: Tensor) -> Any:
    return cat([each, each.new_zeros(each.shape[0], 1, each.shape[2])], dim=1)


def _heads(
    q: Tensor, k: Tensor, v: Tensor, rows: int, static_k: Any, static_v: Any
) -> tuple[Any, Any, Any]:
    """Queries, keys and values, each as (batch · heads, length, features of a head)."""
    length, batch, features = q._data.shape
    size = batch * features // rows
    found = [q.view(length, rows, size).transpose(0, 1)]
    for name, each, static in (("k", k, static_k), ("v", v, static_v)):
        if static is None:
            found.append(each.view(len(each._data), rows, size).transpose(0, 1))
            continue
        for axis, wanted in ((0, rows), (2, size)):
            if static.size(axis) != wanted:
                raise AssertionError(
                    f"expecting static_{name}.size({axis}) of {wanted}, but got "
                    f"{static.size(axis)}"
                )
        found.append(static)
    return found[0], found[1], found[2]


def _weighed(
    q: Tensor, k: Tensor, v: Tensor, mask: Any, batch: int, heads: int, is_causal: bool,
    dropout_p: float, weight: Tensor, bias: Any,
) -> tuple[Any, Any]:  # fmt: skip
    """Attention step by step, as the weights are asked for too."""
    if is_causal and mask is None:
        raise AssertionError("FIXME: is_causal not implemented for need_weights")
    scaled = q * math.sqrt(1.0 / q.shape[2])
    turned = k.transpose(-2, -1)
    scores = scaled.bmm(turned) if mask is None else mask.baddbmm(scaled, turned)
    weights = softmax(scores, -1)
    if dropout_p > 0.0:
        weights = dropout(weights, dropout_p)
    length = q.shape[1]
    seen = weights.bmm(v).transpose(0, 1).reshape(length * batch, heads * v.shape[2])
    output = linear(seen, weight, bias)
    return output.view(length, batch, output.size(1)), weights.view(batch, heads, length, -1)


def _fused(
    q: Tensor, k: Tensor, v: Tensor, mask: Any, batch: int, heads: int, is_causal: bool,
    dropout_p: float, weight: Tensor, bias: Any,
) -> tuple[Any, None]:  # fmt: skip
    """In one node, where PyTorch has one."""
    if mask is not None:
        flat = mask.ndim == 3 and mask.shape[0] == 1
        mask = mask.unsqueeze(0) if flat else mask.view(batch, heads, -1, k.shape[1])
    split = [each.view(batch, heads, *each._data.shape[1:]) for each in (q, k, v)]
    seen = scaled_dot_product_attention(split[0], split[1], split[2], mask, dropout_p, is_causal)
    length, features = q._data.shape[1], v._data.shape[2]
    rows = seen.permute(2, 0, 1, 3).reshape(batch * length, heads * features)
    output = linear(rows, weight, bias)
    return output.view(length, batch, len(weight._data)), None
