"""Multi-head attention as a layer."""

from __future__ import annotations

from typing import Any

from engine.nn import functional, init
from engine.nn.dot_product import canonical_mask
from engine.nn.modules.linear import NonDynamicallyQuantizableLinear
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class MultiheadAttention(Module):
    """Multi-head attention (Vaswani et al., 2017).

    Inputs : (length, batch, features), with ``batch_first`` (batch, length, features), or without
    a batch. Gives the output and, if ``need_weights``, the weights.
    """

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True,
        add_bias_kv: bool = False, add_zero_attn: bool = False, kdim: int | None = None,
        vdim: int | None = None, batch_first: bool = False, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                "embed_dim and num_heads must be greater than 0, got "
                f"embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        shapes: dict[str, Any] = self._shapes()
        shapes["in_proj_bias"] = (3 * embed_dim,) if bias else None
        for name, shape in shapes.items():
            own = None if shape is None else Parameter(init.blank(shape, dtype, device))
            self.register_parameter(name, own)
        self.out_proj = NonDynamicallyQuantizableLinear(
            embed_dim, embed_dim, bias=bias, device=device, dtype=dtype
        )
        for name in ("bias_k", "bias_v"):
            shape = (1, 1, embed_dim)
            own = Parameter(init.blank(shape, dtype, device)) if add_bias_kv else None
            setattr(self, name, own)
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _shapes(self) -> dict[str, Any]:
        """The projections' weights, in the order in which PyTorch registers them."""
        size = self.embed_dim
        names = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
        if self._qkv_same_embed_dim:
            return {"in_proj_weight": (3 * size, size)} | dict.fromkeys(names)
        widths = (size, self.kdim, self.vdim)
        weights = {name: (size, width) for name, width in zip(names, widths, strict=True)}
        return weights | {"in_proj_weight": None}

    def _reset_parameters(self) -> None:
        """Draw the parameters anew."""
        for name in ("in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight"):
            if getattr(self, name) is not None:
                init.xavier_uniform_(getattr(self, name))
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for each in (self.bias_k, self.bias_v):
            if each is not None:
                init.xavier_normal_(each)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Any = None,
        need_weights: bool = True, attn_mask: Any = None, average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Any, Any]:  # fmt: skip
        """The output, and the weights or None."""
        padding = canonical_mask(
            key_padding_mask, "key_padding_mask", query, attn_mask, "attn_mask"
        )
        mask = canonical_mask(attn_mask, "attn_mask", query)
        turned = self.batch_first and query.dim() == 3
        if turned:
            query, key, value = _turned(query, key, value)
        output, weights = functional.multi_head_attention_forward(
            query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight,
            self.in_proj_bias, self.bias_k, self.bias_v, self.add_zero_attn, self.dropout,
            self.out_proj.weight, self.out_proj.bias, training=self.training,
            key_padding_mask=padding, need_weights=need_weights, attn_mask=mask,
            use_separate_proj_weight=not self._qkv_same_embed_dim,
            q_proj_weight=self.q_proj_weight, k_proj_weight=self.k_proj_weight,
            v_proj_weight=self.v_proj_weight, average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )  # fmt: skip
        return (output.transpose(1, 0) if turned else output), weights


def _turned(query: Tensor, key: Tensor, value: Tensor) -> tuple[Any, Any, Any]:
    """Length before batch, turned once where inputs are the same."""
    first = query.transpose(1, 0)
    second = first if key is query else key.transpose(1, 0)
    return first, second, second if value is key else value.transpose(1, 0)
