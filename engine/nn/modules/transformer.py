"""The transformer: encoder, decoder, and their layers (Vaswani et al., 2017)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from inspect import unwrap
from typing import Any

import numpy as np

from engine.foundation.warn import warn
from engine.modes import MODES, default_float
from engine.nn import functional, init
from engine.nn.dot_product import canonical_mask
from engine.nn.modules.activation import GELU, ReLU
from engine.nn.modules.attention import MultiheadAttention
from engine.nn.modules.container import ModuleList
from engine.nn.modules.dropout import Dropout
from engine.nn.modules.linear import Linear
from engine.nn.modules.module import Module
from engine.nn.modules.normalization import LayerNorm
from engine.tensor import Tensor, new_tensor

Activation = str | Callable[[Tensor], Tensor]
NESTED = (
    "The PyTorch API of nested tensors is in prototype stage and will change in the near future. "
    "We recommend specifying layout=torch.jagged when constructing a nested tensor, as this "
    "layout receives active development, has better operator coverage, and works with "
    "torch.compile."
)


class _Layer(Module):
    """What layers of encoder and decoder share: blocks of attention, and one of two maps."""

    norms = 2
    attentions: tuple[str, ...] = ("self_attn",)

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = functional.relu, layer_norm_eps: float = 1e-5,
        batch_first: bool = False, norm_first: bool = False, bias: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        made: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        for name in self.attentions:
            each = MultiheadAttention(
                d_model, nhead, dropout=dropout, batch_first=batch_first, **made
            )
            self.add_module(name, each)
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = norm_first
        for n in range(1, self.norms + 1):
            self.add_module(f"norm{n}", LayerNorm(d_model, eps=layer_norm_eps, **made))
        for n in range(1, self.norms + 1):
            self.add_module(f"dropout{n}", Dropout(dropout))
        self.activation = (
            _get_activation_fn(activation) if isinstance(activation, str) else activation
        )
        self._note_activation()

    def _note_activation(self) -> None:
        """Note which activation it is, where that is asked for."""

    def _apply_blocks(self, x: Any, *blocks: Callable[[Any], Any]) -> Any:
        """Each block beside a shortcut, with its norm before it or after both."""
        for number, block in enumerate(blocks, start=1):
            norm = getattr(self, f"norm{number}")
            x = x + block(norm(x)) if self.norm_first else norm(x + block(x))
        return x

    def _sa_block(self, x: Any, mask: Any, padding: Any, is_causal: bool = False) -> Any:
        found, _ = self.self_attn(
            x, x, x, attn_mask=mask, key_padding_mask=padding, need_weights=False,
            is_causal=is_causal,
        )  # fmt: skip
        return self.dropout1(found)

    def _ff_block(self, x: Any) -> Any:
        x = self.linear2(self.dropout(self.activation(self.linear1(x))))
        return getattr(self, f"dropout{self.norms}")(x)


class TransformerEncoderLayer(_Layer):
    """Self-attention, then two affine maps with a nonlinearity between."""

    def _note_activation(self) -> None:
        kinds = ((functional.relu, ReLU), (functional.gelu, GELU))
        self.activation_relu_or_gelu = 0
        for number, (function, layer) in enumerate(kinds, start=1):
            same = unwrap(self.activation) is unwrap(function)
            if same or isinstance(self.activation, layer):
                self.activation_relu_or_gelu = number

    def forward(
        self, src: Tensor, src_mask: Any = None, src_key_padding_mask: Any = None,
        is_causal: bool = False,
    ) -> Any:  # fmt: skip
        """The encoded input, of its own shape."""
        padding = canonical_mask(
            src_key_padding_mask, "src_key_padding_mask", src, src_mask, "src_mask"
        )
        mask = canonical_mask(src_mask, "src_mask", src)
        return self._apply_blocks(
            src, lambda x: self._sa_block(x, mask, padding, is_causal), self._ff_block
        )


class TransformerDecoderLayer(_Layer):
    """Self-attention, attention to the encoder's output, then two affine maps."""

    norms, attentions = 3, ("self_attn", "multihead_attn")

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Any = None, memory_mask: Any = None,
        tgt_key_padding_mask: Any = None, memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False, memory_is_causal: bool = False,
    ) -> Any:  # fmt: skip
        """The decoded input, of its own shape."""
        return self._apply_blocks(
            tgt,
            lambda x: self._sa_block(x, tgt_mask, tgt_key_padding_mask, tgt_is_causal),
            lambda x: self._mha_block(
                x, memory, memory_mask, memory_key_padding_mask, memory_is_causal
            ),
            self._ff_block,
        )

    def _mha_block(
        self, x: Any, mem: Any, mask: Any, padding: Any, is_causal: bool = False
    ) -> Any:
        found, _ = self.multihead_attn(
            x, mem, mem, attn_mask=mask, key_padding_mask=padding, is_causal=is_causal,
            need_weights=False,
        )  # fmt: skip
        return self.dropout2(found)


def _get_activation_fn(name: str) -> Callable[[Any], Any]:
    if name not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {name}")
    return getattr(functional, name)


def _get_clones(layer: Module, count: int) -> ModuleList:
    return ModuleList([copy.deepcopy(layer) for _ in range(count)])


class TransformerEncoder(Module):
    """A stack of encoder layers, all beginning with the same parameters."""

    def __init__(
        self, encoder_layer: Module, num_layers: int, norm: Module | None = None,
        enable_nested_tensor: bool = True, mask_check: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.layers = _get_clones(encoder_layer, num_layers)
        self.num_layers, self.norm, self.mask_check = num_layers, norm, mask_check
        self.enable_nested_tensor = self.use_nested_tensor = enable_nested_tensor
        reason = _why_not_nested(encoder_layer)
        if enable_nested_tensor and reason:
            warn(
                "enable_nested_tensor is True, but self.use_nested_tensor is False because "
                f"encoder_layer{reason}"
            )
            self.use_nested_tensor = False

    def forward(
        self, src: Tensor, mask: Any = None, src_key_padding_mask: Any = None,
        is_causal: bool | None = None,
    ) -> Any:  # fmt: skip
        """The encoded input, of its own shape."""
        padding = canonical_mask(src_key_padding_mask, "src_key_padding_mask", src, mask, "mask")
        mask = canonical_mask(mask, "mask", src)
        is_causal = detect_is_causal(mask, is_causal, _length(src, self.layers[0]))
        blank = self._left_blank(src, padding, mask)
        output: Any = src
        for layer in self.layers:
            output = layer(
                output, src_mask=mask, is_causal=is_causal, src_key_padding_mask=padding
            )
        if blank is not None:
            output = output.masked_fill(blank, 0.0)
        return output if self.norm is None else self.norm(output)

    def _left_blank(self, src: Tensor, padding: Any, mask: Any) -> Any:
        """What PyTorch leaves out and fills with zeros: padding, where no gradient is wanted.

        There it computes on a nested tensor, of only what is not padding; the rest is the same.
        """
        first = self.layers[0]
        if not self.use_nested_tensor or first.training or src.dim() != 3:
            return None
        if padding is None or mask is not None or _wants_gradient(src, first):
            return None
        hidden = np.asarray(padding._data) != 0
        if self.mask_check and (hidden[:, :-1] & ~hidden[:, 1:]).any():
            return None
        warn(NESTED, once=True)
        return new_tensor(hidden[..., None])


def _wants_gradient(src: Tensor, layer: Module) -> bool:
    return MODES.grad and any(each.requires_grad for each in (src, *layer.parameters()))


def _why_not_nested(layer: Any) -> str:
    """Why PyTorch could not compute without the padding, as its warning says it."""
    if not isinstance(layer, TransformerEncoderLayer):
        return " was not TransformerEncoderLayer"
    attention = layer.self_attn
    reasons = {
        ".norm_first was True": layer.norm_first,
        ".self_attn.batch_first was not True(use batch_first for better inference performance)": (
            not attention.batch_first
        ),
        ".self_attn._qkv_same_embed_dim was not True": not attention._qkv_same_embed_dim,
        ".self_attn was passed bias=False": attention.in_proj_bias is None,
        ".activation_relu_or_gelu was not True": not layer.activation_relu_or_gelu,
        ".norm1.eps was not equal to encoder_layer.norm2.eps": layer.norm1.eps != layer.norm2.eps,
        ".self_attn.num_heads is odd": attention.num_heads % 2 == 1,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _length(src: Tensor, layer: Any) -> int:
    along = 1 if src.dim() == 3 and layer.self_attn.batch_first else 0
    return int(src.shape[along])


def causal_mask(size: int, dtype: Any = None) -> Tensor:
    """A mask to add: 0 where a position may be attended to, −∞ where it lies in the future."""
    kind = (dtype or default_float()).numpy
    return new_tensor(np.triu(np.full((size, size), -np.inf, kind), 1))


def detect_is_causal(mask: Any, is_causal: bool | None, size: int) -> bool:
    """Whether the mask is said, or seen, to be the causal one."""
    if is_causal is not None or mask is None:
        return bool(is_causal)
    wanted = causal_mask(size, mask.dtype)
    return bool(mask.shape == wanted.shape and (mask._data == wanted._data).all())


class TransformerDecoder(Module):
    """A stack of decoder layers, all beginning with the same parameters."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = _get_clones(decoder_layer, num_layers)
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Any = None, memory_mask: Any = None,
        tgt_key_padding_mask: Any = None, memory_key_padding_mask: Any = None,
        tgt_is_causal: bool | None = None, memory_is_causal: bool = False,
    ) -> Any:  # fmt: skip
        """The decoded input, of its own shape."""
        causal = detect_is_causal(tgt_mask, tgt_is_causal, _length(tgt, self.layers[0]))
        output: Any = tgt
        for layer in self.layers:
            output = layer(
                output, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=causal,
                memory_is_causal=memory_is_causal,
            )  # fmt: skip
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """Encoder and decoder together."""

    def __init__(
        self, d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6,
        num_decoder_layers: int = 6, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Activation = functional.relu, custom_encoder: Any = None,
        custom_decoder: Any = None, layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        own = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
               norm_first, bias, device, dtype)  # fmt: skip
        norm: dict[str, Any] = {
            "eps": layer_norm_eps, "bias": bias, "device": device, "dtype": dtype,
        }  # fmt: skip
        if custom_encoder is None:
            layer: Module = TransformerEncoderLayer(*own)
            custom_encoder = TransformerEncoder(
                layer, num_encoder_layers, LayerNorm(d_model, **norm)
            )
        self.encoder = custom_encoder
        if custom_decoder is None:
            layer = TransformerDecoderLayer(*own)
            custom_decoder = TransformerDecoder(
                layer, num_decoder_layers, LayerNorm(d_model, **norm)
            )
        self.decoder = custom_decoder
        self._reset_parameters()
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def forward(
        self, src: Tensor, tgt: Tensor, src_mask: Any = None, tgt_mask: Any = None,
        memory_mask: Any = None, src_key_padding_mask: Any = None,
        tgt_key_padding_mask: Any = None, memory_key_padding_mask: Any = None,
        src_is_causal: bool | None = None, tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Any:  # fmt: skip
        """What the decoder makes of ``tgt``, seeing what the encoder made of ``src``."""
        along = 0 if self.batch_first else 1
        if src.dim() == 3 and src.size(along) != tgt.size(along):
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(
            src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal
        )
        return self.decoder(
            tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )  # fmt: skip

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """0 where a place may be seen from another, −∞ where it lies in its future."""
        return causal_mask(sz, dtype)

    def _reset_parameters(self) -> None:
        """Draw every matrix anew."""
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)
