"""Operands of several dtypes are refused where PyTorch refuses them, in its words."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

START = """
import torch, torch.nn as nn, torch.nn.functional as F
a = torch.ones(2, 3, 3); d = a.double(); n = torch.tensor([0])
"""


@pytest.mark.parametrize(
    "call",
    [
        "d @ a", "a @ d", "torch.bmm(a, d)", "a[0] @ d", "a[0] @ d[0]", "a @ d[0, 0]",
        "a.unsqueeze(0) @ d.unsqueeze(0)", "a @ a.half()", "a.int() @ a.long()",
        "torch.addmm(a[0], d[0], d[0])", "F.linear(a, d[0])", "F.linear(a[0], d[0], a[0, 0])",
        "nn.Linear(3, 2)(d)", "nn.LayerNorm(3)(d)", "nn.BatchNorm1d(3)(d)", "nn.GRU(3, 2)(d)",
        "F.group_norm(d, 3, a[0, 0], a[0, 0])", "F.conv1d(a, d)", "F.conv1d(d, a)",
        "F.bilinear(a[0], d[0], a)", "torch.cdist(a, d)", "torch.cross(a, d, dim=2)",
        "torch.tensordot(a, d)", "torch.linalg.solve(a[0], d[0])", "F.prelu(a, d[0, 0, :1])",
        "torch.linalg.multi_dot([a[0], d[0]])",
        "F.grid_sample(a[None], d[None, ..., :2], align_corners=False)",
        "a.scatter(0, torch.zeros(1, 1, 1, dtype=torch.long), d)", "a.index_add(0, n, d[:1])",
        "a.masked_scatter(a > 0, d)", "a.index_put((n,), d[0])", "a.__setitem__(n, d[:1])",
        "a.__setitem__(a > 0, d.flatten())", "a.index_copy(0, n, d[:1])", "a.__setitem__(0, d[0])",
        "F.scaled_dot_product_attention(a, d, d)", "torch.cat([a, d]).dtype",
        "torch.index_select(a, 1, torch.tensor([9]))", "torch.index_select(a, 2, n + 9)",
        "torch.func.functional_call(nn.Linear(1, 1), {'foo': 1}, (a,))",
        "torch.empty(0).median(0)", "torch.empty(0, 3).mode(0)", "torch.empty(3, 0).kthvalue(1)",
        "torch.empty(0).nanmedian()",
        "F.binary_cross_entropy_with_logits(a, a.long())",
        "F.binary_cross_entropy_with_logits(a, a.bool())",
        "F.binary_cross_entropy_with_logits(a, d).dtype", "F.cosine_similarity(a, a.long()).dtype",
        "torch.isin(a, a.bool())", "torch.cdist(a, a.long())", "F.soft_margin_loss(a, a > 0)",
        "torch.meshgrid(a[0, 0], d[0, 0], indexing='ij')", "torch.heaviside(a, d)",
        "torch.linalg.lstsq(a[0], d[0])", "a.put(n, d[0, 0, :1])", "a.take(a[0, 0])",
        "a.masked_scatter(a > 0, torch.ones(2))", "a.index_select(0, a[0, 0])",
        "a.index_add(0, a[0, 0, :1], a[:1])", "a.index_fill(0, a[0, 0, :1], 1)",
        "torch.tensordot(a, torch.tensor(1.))", "F.linear(a, torch.tensor(1.))",
        "a.sum(dtype=torch.uint8)", "a.int().cumsum(0, dtype=torch.int32).dtype",
        "torch.baddbmm(a, d, d)", "torch.baddbmm(a, a, d)", "a.baddbmm_(d, d)",
        "torch.addbmm(a[0], a, d)", "a[0].addbmm_(d, d)", "torch.addmv(n, a[0], a[0, 0])",
        "a[0, 0].clone().addmv_(d[0], d[0, 0])", "a[0].clone().addmm_(d[0], d[0])",
        "torch.addr(n, n, n, alpha=0.5)", "torch.polar(a, d)",
        "torch.addmm(a[0].long(), a[0].long(), a[0].long(), alpha=2.5)", "torch.polar(a.int(), a)",
        "torch.addr(a[0] > 0, a[0, 0] > 0, a[0, 0] > 0, beta=2)",
        "F.nll_loss(a[0].long(), n.expand(3))", "F.nll_loss(a.long(), n.expand(2, 3))",
        "F.nll_loss(a[0], n.expand(3), d[0, 0])", "F.cross_entropy(a[0], n.expand(3), d[0, 0])",
        "torch.dist(a, d).dtype", "torch.dist(a, a.long()).dtype", "torch.dist(a.long(), a).dtype",
        "F.huber_loss(a, d * 0.3)", "F.huber_loss(d * 0.3, a)", "F.huber_loss(a.long(), a)",
        "F.huber_loss(a, a.long() - 3)", "F.huber_loss(a.half(), d * 0.3, reduction='sum')",
        "F.mse_loss(a.to(torch.uint8), a.to(torch.uint8))", "n.fmod(n)", "(n + 3).fmod_(n)",
        "(a + 3).fmod(n)", "n.clamp_(0.5)", "n.clip_(max=0.5)", "n.int().clamp_min_(0.5)",
        "n.clamp_(torch.tensor(0.5))", "(n > 0).clamp_(0)",
        "torch.special.zeta(a.half(), a.half())",
        "torch.special.ndtri(a.bfloat16())", "F.multi_margin_loss(a[0].half(), n.expand(3))",
        "F.multi_margin_loss(a[0].long(), n.expand(3))", "F.avg_pool3d(a[None, None].half(), 2)",
        "torch.pdist(a[0].half())", "torch.geqrf(a[0].half())",
        "F.elu_(n)", "F.celu_(n.int())", "F.hardtanh_(n + 3)", "a.half().addcmul_(a, d).dtype",
        "a.requires_grad_().sum(dtype=torch.int32)", "a.mean(dtype=torch.int32)",
    ],
)  # fmt: skip
def test_mixed_operands_are_refused_in_pytorchs_words(call: str) -> None:
    assert_same(f"{START}\nprint({call})")


def test_arrays_of_numpy_are_refused_by_their_whole_name() -> None:
    assert_same("import numpy as np\ntorch.ones(2)[0] = np.ones(2)")


@pytest.mark.parametrize("operand", ["1", "True", "1.5", "torch.tensor([1, 2])"])
@pytest.mark.parametrize("name", ["add_", "sub_", "mul_", "pow_", "remainder_", "eq_", "fill_"])
def test_a_result_of_a_greater_kind_is_not_written_in_place(name: str, operand: str) -> None:
    assert_same(
        f"""
for s in (torch.tensor([True, False]), torch.tensor([3, 4]), torch.tensor([3., 4.])):
    try: print(s.{name}({operand}))
    except RuntimeError as error: print(error)
"""
    )


@pytest.mark.parametrize(
    "call",
    [
        "t @ t", "torch.mm(t, a[0])", "t[0] @ a[0, 0]", "torch.addmm(t, t, a[0])",
        "torch.dot(t[0], a[0, 0])", "torch.bmm(t, t)", "torch.hypot(n, n.expand(2)[:0])",
        "torch.hypot(n.expand(3), n.expand(2))", "F.glu(a.int())",
        "torch.floor_divide(t[0], t[0, :2])",
        "torch.lerp(n.expand(3), n.expand(2), 0.5)", "torch.baddbmm(a > 0, a, a)",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_before_what_has_no_kernel(call: str) -> None:
    assert_same(f"{START}\nt = a[0, :2] > 0\nprint({call})")
