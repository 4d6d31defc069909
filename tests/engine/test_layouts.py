"""How results lie in memory, which decides what ``view`` takes and what ``reshape`` copies."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import engine
from tests.engine.side_by_side import assert_same

STEPS = (
    "softmax(-1)", "log_softmax(0)", "cumsum(0)", "cumprod(1)", "sum(0)", "sum(-1)", "mean(1)",
    "mean(-1, keepdim=True)", "amax(1)", "amin(-1)", "max(0).values", "min(1).indices", "prod(1)",
    "std(0)", "var(-1)", "norm(dim=1)", "logsumexp(1)", "argmax(1)", "any(1)", "cummax(1).values",
    "logcumsumexp(1)", "tril()", "clone()", "exp()", "mul(2)", "clamp(0, 1)", "index_select(1, i)",
    "gather(1, j)", "scatter(1, j, 0.)", "scatter_add(1, j, a)", "masked_scatter(a > 0, a)",
    "index_add(0, i[:1], a[:1])", "index_copy(0, i[:1], a[:1])", "aminmax(dim=0)[0]", "nansum(1)",
    "__rpow__(2)", "masked_fill(a > 0, 1.)",
)  # fmt: skip
CALLS = (
    "torch.stack([a, a])", "torch.stack([a, a], 1)", "torch.cat([a, a], 1)", "torch.zeros_like(a)",
    "torch.full_like(a, 2.)", "F.layer_norm(a, a.shape[-1:])", "torch.var_mean(a, 0)[1]", "a + a",
    "a + b", "b + a", "torch.where(a > 0, b, a)", "torch.where(b > 0, a, 0.)", "a > b",
    "a.lerp(b, .5)", "b.addcmul(a, a)", "torch.add(a, b, alpha=2)", "a.clamp(b, b)", "a + b[:1]",
    "a.flip(0)", "a.sort(0)[0]", "a.sort()[1]", "a.roll(1, 0)", "a.rot90()", "a.argsort(0)",
    "a[i]", "a[:, i[:1]]", "a[..., i[:1]]", "a[a.flatten(1)[:, 0] > -9]", "a.unsqueeze(0)",
    "a[..., None]",
    "F.pad(a, (1, 1))", "F.pad(a, (1, 1, 1, 0))", "a.bernoulli(.5)", "torch.complex(a, b)",
    "a.nonzero()", "a.expand(2, *a.shape).clone()", "a.put(i[:1], a.new_ones(1))", "a.bfloat16()",
    "a.clone(memory_format=torch.contiguous_format)", "a.renorm(2, 0, 1.)", "F.mse_loss(a, b)",
    "a.to(torch.float64, memory_format=torch.contiguous_format)", "torch.cross(m, m.t(), dim=0)",
    "p.to(memory_format=torch.channels_last)", "p.contiguous(memory_format=torch.channels_last)",
    "p.to(memory_format=torch.channels_last) + 1", "torch.linalg.inv(m)", "torch.linalg.qr(m)[0]",
    "torch.linalg.solve(m, m[:, :2])", "torch.linalg.svd(m)[2]",
    "torch.linalg.cholesky(m @ m.t())",
    "torch.linalg.eigh(m @ m.t())[1]", "torch.linalg.lu_factor(m)[0]", "torch.geqrf(m)[0]",
    "torch.ones_like(a, dtype=torch.int64)", "torch.linalg.vector_norm(a, dim=1)",
)  # fmt: skip
LAID = ("x.permute(2, 1, 0)", "x.permute(0, 2, 1)", "x[0].t()", "x[0][:, ::2]", "x[:, 1:]")


def steps_of(module: Any, laid: str, call: str) -> Any:
    """The steps in memory of a result, of its dimensions longer than one."""
    x = module.arange(1.0, 25.0).reshape(2, 3, 4) / 7 - 1
    names: dict[str, Any] = {"torch": module, "F": module.nn.functional, "x": x * 1}
    names["a"] = eval(laid, names)
    names["i"] = module.tensor([0, 1, 0])[: max(1, names["a"].shape[1])]
    names["i"] = names["i"] % names["a"].shape[0]
    names["j"] = module.zeros(tuple(names["a"].shape), dtype=module.int64)
    names["b"] = names["a"].contiguous()
    names["m"] = module.eye(3) * 4 + x[0, :, :3]
    names["p"] = x[:, :, None].repeat(1, 1, 2, 1)
    found = eval(call, names)
    return [s for s, n in zip(found.stride(), found.shape, strict=True) if n > 1]


@pytest.mark.parametrize("call", [*(f"a.{step}" for step in STEPS), *CALLS])
def test_a_result_lies_in_memory_as_pytorchs_does(call: str) -> None:
    for laid in LAID:
        assert steps_of(engine, laid, call) == steps_of(torch, laid, call), laid


@pytest.mark.parametrize(
    "product",
    ["t(3) @ t(2, 3)[..., None].detach()", "t(1, 2, 3) @ t(4, 3, 2)", "t(4, 2, 3) @ t(1, 3, 2)",
     "t(0, 2, 3) @ t(3).detach()", "t(1, 2, 3) @ t(3)",
     "t(3, 2).mT[None] @ t(4, 3, 2)", "t(2, 3)[None] @ t(2, 2, 2)", "t(3).detach() @ t(2, 3, 1)",
     "t(3).detach() @ t(2, 2)[..., None]"],
)  # fmt: skip
def test_a_product_is_one_of_matrices_where_pytorchs_is(product: str) -> None:
    assert_same(f"p = {product}; p")
