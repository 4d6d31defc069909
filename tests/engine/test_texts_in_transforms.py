"""What a function that is being transformed prints, and what it may not do."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

START = """
from torch.func import grad, hessian, jacrev, jvp, vjp, vmap
x = torch.arange(6.).reshape(2, 3)
def shown(value):
    print(value)
    return value
"""


@pytest.mark.parametrize(
    "call",
    [
        "grad(lambda a: shown(a).sum())(x)",
        "grad(lambda a: shown(a * 2).sum())(x)",
        "grad(lambda a: grad(lambda b: shown(a * b).sum())(x).sum() + shown(a).sum())(x)",
        "grad(lambda a: shown(grad(lambda b: (b.sum(), a * b), has_aux=True)(x)[1]).sum())(x)",
        "shown(hessian(lambda a: (a * a * a).sum())(x[0]))",
        "grad(lambda a: shown(x).sum() + a.sum())(x)",
        "vjp(lambda a: shown(a) * 2, x)[0]",
        "jacrev(lambda a: shown(a).sin())(x[0])",
        "vmap(lambda a: shown(a) * 2)(x)",
        "vmap(lambda a: shown(a) * 2, in_dims=1)(x)",
        "vmap(lambda a: a.sort())(x)",
        "vmap(lambda a: a.topk(2).values)(x)",
        "vmap(lambda a: torch.zeros_like(a).copy_(a))(x)",
        "vmap(lambda a: a.new_zeros(3).add_(a))(x)",
        "vmap(lambda a: a.unique())(x)",
        "vmap(lambda a: a.masked_select(a > 1))(x)",
        "vmap(lambda a: torch.where(a > 1))(x)",
        "vmap(lambda i: x[0][i])(torch.tensor([0, 2]))",
        "grad(lambda a: (a.sum().backward(), a.sum())[1])(x)",
    ],
)
def test_a_transformed_function_says_what_it_says_on_pytorch(call: str) -> None:
    assert_same(f"{START}\nprint({call})")
