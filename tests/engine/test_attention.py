"""Attention and transformers, beside PyTorch."""

from __future__ import annotations

import pytest

from tests.engine.side_by_side import assert_same

OPERANDS = "q = t(2, 2, 4, 3); k = t(2, 2, 5, 3); v = t(2, 2, 5, 3); "
SEEN = "torch.ones(4, 5).tril().bool()"
PRODUCTS = (
    "q, k, v",
    "q, k, v, is_causal=True",
    f"q, k, v, {SEEN}",
    f"q, k, v, {SEEN}, is_causal=True",
    "q, k, v, torch.zeros(4, 5).bool()",
    "q, k, v, torch.ones(2, 1, 4, 5).tril().bool()",
    "q, k, v, torch.zeros(4, 5) + .3",
    "q, k, v, torch.zeros(4, 5).requires_grad_()",
    "q, k, v, torch.ones(4, 5).long()",
    "q, k, v, scale=.7",
    "q, k, v, dropout_p=.5",
    "q, k, v, is_causal=True, dropout_p=.5",
    "q[0], k[0], v[0]",
    "q[0], k[0], v[0], scale=-.5",
    "q[0], k[0], v[0], torch.zeros(4, 5).bool()",
    "q[0, 0], k[0, 0], v[0, 0]",
    "q[0, 0, 0], k, v",
    "q, k, v[..., :2]",
    "q, k.double(), v",
    "q[:1], k, v",
    "q.double(), k.double(), v.double()",
    "torch.cat([q, q], 1), k, v, enable_gqa=True",
    "torch.cat([q, q], 1)[0], k[0], v[0], enable_gqa=True",
)


@pytest.mark.parametrize("operands", PRODUCTS)
def test_scaled_dot_product_attention_has_pytorchs_nodes(operands: str) -> None:
    assert_same(f"{OPERANDS}F.scaled_dot_product_attention({operands})")


def test_the_one_node_of_attention_has_no_second_derivative() -> None:
    assert_same(
        f"{OPERANDS}o = F.scaled_dot_product_attention(q, k, v); "
        "g, = torch.autograd.grad(o.sum(), q, create_graph=True); g.sum().backward()"
    )


PADDING = "key_padding_mask=torch.tensor([[False] * 4, [False, False, True, True]])"
FUTURE = "attn_mask=torch.ones(4, 4).triu(1).bool()"
LAYERS = (
    "", "bias=False", "batch_first=True", "add_bias_kv=True", "add_zero_attn=True", "dropout=.4",
    "kdim=5, vdim=3",
)  # fmt: skip
CALLS = (
    "", "need_weights=False", "average_attn_weights=False", PADDING, FUTURE,
    f"need_weights=False, {FUTURE}", f"need_weights=False, is_causal=True, {FUTURE}",
    f"need_weights=False, {PADDING}, attn_mask=torch.zeros(4, 4)",
)  # fmt: skip


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("call", CALLS)
def test_attention_with_several_heads_does_what_pytorchs_does(layer: str, call: str) -> None:
    inputs = "x = t(4, 2, 6); y, z = x, x; "
    if "kdim" in layer:
        inputs = "x = t(4, 2, 6); y = t(4, 2, 5); z = t(4, 2, 3); "
    if "batch_first" in layer:
        inputs = "x = t(2, 4, 6); y, z = x, x; "
    assert_same(f"m = nn.MultiheadAttention(6, 2, {layer}); {inputs}m(x, y, z, {call})")


@pytest.mark.parametrize(
    "program",
    [
        "x = t(4, 2, 6); y = t(5, 2, 6); m(x, y, y)",
        "x = t(4, 2, 6); y = t(5, 2, 6); z = t(5, 2, 6); m(x, y, z)",
        "x = t(4, 6); m(x, x, x)",
        "x = t(4, 6); m(x, x, x, need_weights=False)",
        "x = t(4, 2, 6, 1); m(x, x, x)",
        "x = t(4, 2, 5); m(x, x, x)",
        "x = t(4, 2, 6); m(x, x[0], x)",
        "x = t(4, 2, 6); m(x, x, x[1:])",
        "x = t(4, 2, 6); m(x, x, x, is_causal=True)",
        "x = t(4, 2, 6); m(x, x, x, attn_mask=torch.zeros(3, 4))",
        "x = t(4, 2, 6); m(x, x, x, attn_mask=torch.zeros(4, 4, 4))",
        "x = t(4, 2, 6); m(x, x, x, attn_mask=torch.zeros(4, 4).long())",
        "x = t(4, 2, 6); m(x, x, x, key_padding_mask=torch.zeros(4, 2).bool())",
        "nn.MultiheadAttention(6, 4)",
        "nn.MultiheadAttention(0, 4)",
    ],
)
def test_what_attention_is_given_is_checked_as_in_pytorch(program: str) -> None:
    assert_same(f"m = nn.MultiheadAttention(6, 2); {program}")


SETTINGS = (
    "", "batch_first=True", "norm_first=True", "activation='gelu'", "activation=F.silu",
    "bias=False", "activation='x'",
)  # fmt: skip


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_transformer_layer_does_what_pytorchs_does(settings: str) -> None:
    assert_same(f"m = nn.TransformerEncoderLayer(4, 2, 8, {settings}); x = t(3, 2, 4); m(x)")
    assert_same(
        f"m = nn.TransformerDecoderLayer(4, 2, 8, {settings}); x = t(3, 2, 4); y = t(3, 2, 4); "
        "m(x, y)"
    )


@pytest.mark.parametrize("settings", SETTINGS[:-1])
def test_an_encoder_warns_where_pytorchs_does(settings: str) -> None:
    assert_same(
        f"m = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, {settings}), 2); "
        "x = t(3, 3, 4); m(x, nn.Transformer.generate_square_subsequent_mask(3))"
    )


ENCODER = (
    "m = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 2, "
    "nn.LayerNorm(4)).eval(); x = torch.randn(2, 3, 4); "
)


@pytest.mark.parametrize("grad", ["True", "False"])
@pytest.mark.parametrize("second", ["[False, True, True]", "[False, True, False]"])
def test_padding_is_left_out_only_without_gradients(grad: str, second: str) -> None:
    assert_same(
        f"{ENCODER}p = torch.tensor([[False, False, True], {second}]); "
        f"torch.set_grad_enabled({grad}); r = m(x, src_key_padding_mask=p); "
        "torch.set_grad_enabled(True); r"
    )


@pytest.mark.parametrize(
    "program",
    [
        "m = nn.Transformer(4, 2, 1, 1, 8); m(t(3, 2, 4), t(5, 2, 4))",
        "m = nn.Transformer(4, 2, 1, 1, 8); m(t(3, 2, 4), t(5, 3, 4))",
        "m = nn.Transformer(4, 2, 1, 1, 8); m(t(3, 2, 5), t(5, 2, 4))",
        (
            "m = nn.Transformer(4, 2, 1, 1, 8, batch_first=True, norm_first=True); "
            "m(t(2, 3, 4), t(2, 5, 4), tgt_mask=m.generate_square_subsequent_mask(5))"
        ),
        (
            "m = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8), 2, nn.LayerNorm(4)); "
            "m(t(3, 2, 4), t(5, 2, 4), nn.Transformer.generate_square_subsequent_mask(3))"
        ),
        "nn.Transformer.generate_square_subsequent_mask(3)",
    ],
)
def test_a_whole_transformer_does_what_pytorchs_does(program: str) -> None:
    assert_same(program)
