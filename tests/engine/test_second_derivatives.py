"""The derivatives of the derivatives of every operation, against differences of the first ones."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import pytest

import engine
from engine.graph.layers import Layer, with_layer
from engine.op import OPS, Op
from tests.engine.parity import arrays, is_tensor, operands, outcome, read_in
from tests.engine.samples import samples

NOT_DIFFERENTIABLE = "PyTorch has no derivative for it either, and says so"
NOT_TWICE = "PyTorch has one derivative for it, but no second, and says so"
# Operations whose second derivatives are not compared, and why.
WITHOUT: dict[str, str] = {
    "floor_divide": NOT_DIFFERENTIABLE, "floor_divide.number": NOT_DIFFERENTIABLE,
    "remainder.Scalar_Tensor": NOT_DIFFERENTIABLE, "igamma": NOT_DIFFERENTIABLE,
    "igammac": NOT_DIFFERENTIABLE, "heaviside": NOT_DIFFERENTIABLE,
    "_unique2.sorted": NOT_DIFFERENTIABLE, "unique_dim.rows": NOT_DIFFERENTIABLE,
    "special_zeta": NOT_DIFFERENTIABLE, "hardsigmoid": NOT_TWICE, "multi_margin_loss": NOT_TWICE,
    "_segment_reduce": NOT_TWICE,
}  # fmt: skip
F = "torch.nn.functional."
# Expressions for operations that are reached through nn.functional, or have no plain sample.
MORE = (
    "torch.addmm(m, n, m)", "torch.addmv(v, m, w)", "torch.addr(m, v, w)",
    "torch.baddbmm(b, b, c)",
    "torch.addbmm(m, b, c)", "torch.addcmul(x, y, p)", "torch.addcdiv(x, y, p)", "m.tril()",
    "m.triu()", "torch.dist(x, y)", "x - 2", "x.round()", "p.logit()",
    *(f"{F}{name}(x)" for name in (
        "gelu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu",
        "logsigmoid", "mish", "silu", "softplus", "softshrink", "celu", "elu", "selu", "relu6",
    )),
    f"{F}gelu(x, approximate='tanh')", f"{F}threshold(x, 0.1, 2.0)",
    f"{F}binary_cross_entropy(p, y)", f"{F}binary_cross_entropy_with_logits(x, y)",
    f"{F}huber_loss(x, y)", f"{F}smooth_l1_loss(x, y)",
    f"{F}soft_margin_loss(x, torch.ones(2, 3).double())",
    f"{F}nll_loss(m, k)", f"{F}multi_margin_loss(m, k)", f"{F}embedding(k, m)",
    f"{F}layer_norm(x, (3,), v, w)", f"{F}batch_norm(m, None, None, v, w, training=True)",
    f"{F}batch_norm(m, torch.zeros(3).double(), torch.ones(3).double(), v, w)",
    "x.sort(stable=True)", f"{F}group_norm(m[None], 3, v, w)",
    f"{F}conv1d(b, c[:, :, :2], v[:2])", f"{F}conv_transpose1d(b[:, :2], c[:2, :, :2])",
    f"{F}max_pool2d(b[None], 2)", f"{F}avg_pool1d(b, 2)", f"{F}adaptive_avg_pool2d(b, 2)",
    f"{F}avg_pool2d(b, 2)", f"{F}pad(b, (1, 1), mode='reflect')",
    f"{F}pad(b, (1, 1), mode='replicate')", f"{F}unfold(b[None], 2)",
    f"{F}interpolate(b, 4)", f"{F}interpolate(b, 4, mode='linear')",
    f"{F}interpolate(b[None], 4, mode='bilinear')",
    f"{F}pixel_shuffle(c.reshape(1, 18, 1, 1)[:, :16], 2)",
    f"{F}scaled_dot_product_attention(b, c, b)",
)  # fmt: skip
# Points where derivatives jump: the samples that read them are not for comparing slopes.
CORNERS = frozenset("oe")
NAN_IN_PYTORCH_TOO = ("0 ** y",)


LEAVES = frozenset(arrays("float64"))


class Ran(Layer):
    """Notes which operations a program ran."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Any], in_place: bool
    ) -> None:
        """Note one whose result is part of a graph."""
        if op.derivatives and any(each.requires_grad for each in outputs):
            self.names.add(op.name)


def leaves_of(text: str) -> list[str]:
    """The operands that a sample reads and that require grad."""
    return [name for name in read_in(text) if name in LEAVES]


def _order(text: str) -> tuple[bool, int, str]:
    return not CORNERS.isdisjoint(leaves_of(text)), len(text), text


def cases() -> dict[str, str]:
    """For every operation of the table the shortest sample that runs it with a gradient."""
    found: dict[str, str] = {}
    texts = {text for _, text in samples()} | set(MORE)
    texts -= set(NAN_IN_PYTORCH_TOO)
    for text in sorted(texts, key=_order):
        ran = Ran()
        with with_layer(ran):
            result = outcome(engine, text, operands(engine, "float64", text))
        ends = [each for each in result.results if is_tensor(each) and each.requires_grad]
        if ends and all(each.numel() for each in ends):
            found |= {name: text for name in sorted(ran.names) if name not in found}
    return found


CASES = cases()


def checked(text: str) -> bool:
    """Do the second derivatives of a sample agree with differences of the first?"""
    names = operands(engine, "float64", text)
    used = leaves_of(text)

    def function(*values: Any) -> Any:
        found = outcome(engine, text, names | dict(zip(used, values, strict=True)))
        ends = [each for each in found.results if is_tensor(each) and each.requires_grad]
        return tuple(engine.view_as_real(e) if e.is_complex() else e for e in ends)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine.manual_seed(0)
        return bool(engine.autograd.gradgradcheck(function, [names[each] for each in used]))


@pytest.mark.parametrize("name", [name for name in CASES if name not in WITHOUT])
def test_the_second_derivatives_are_the_slopes_of_the_first(name: str) -> None:
    assert checked(CASES[name])


def test_most_operations_with_a_derivative_are_tried() -> None:
    differentiable = {name for name, op in OPS.items() if op.derivatives}
    assert len(differentiable - CASES.keys() - WITHOUT.keys()) < 0.2 * len(differentiable)
