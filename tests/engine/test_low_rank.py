"""Singular values and principal components found among random directions are PyTorch's."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

START = """
import torch
torch.manual_seed(4)
a = torch.randn(7, 3, dtype=torch.float64) @ torch.randn(3, 5, dtype=torch.float64)
b = a + torch.randn(7, 5, dtype=torch.float64)
def show(found):
    u, s, v = found
    print(u.shape, s, v.shape, (u * s.unsqueeze(-2)) @ v.mH)
"""


@pytest.mark.parametrize(
    "call",
    [
        "svd_lowrank(a, 3)", "svd_lowrank(a.T, 3, niter=0)", "svd_lowrank(b)",
        "svd_lowrank(a, q=2, M=a.mean(0, keepdim=True))",
        "svd_lowrank(a.T, 2, None, a.mean(0)[:, None])",
        "pca_lowrank(b)", "pca_lowrank(a.T, 3, center=False)", "pca_lowrank(a, 2, niter=4)",
        "svd_lowrank(torch.stack([a, a * 2]), 3)", "svd_lowrank(a * (1 + 2j), 3)",
        "pca_lowrank(a, 6)", "pca_lowrank(a, niter=-1)", "pca_lowrank(a, -1)",
    ],
)  # fmt: skip
def test_what_is_found_is_what_pytorch_finds(call: str) -> None:
    assert_same(f"{START}\nshow(torch.{call})")


@pytest.mark.parametrize("more", ["", ", M=a.mean(0)"])
def test_the_values_have_pytorchs_gradient(more: str) -> None:
    assert_same(
        f"""{START}
x = a.clone().requires_grad_()
s = torch.svd_lowrank(x, 3{more})[1]
print(s.grad_fn.name(), s.grad_fn.next_functions)
s.sum().backward()
print(x.grad)
"""
    )
