"""Every draw gives the number that PyTorch draws."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

DRAWS = (
    """
torch.manual_seed(0)
print(torch.rand(3))
print(torch.randn(3))
print(torch.randn(16)[:3])
print(torch.randint(10,(5,)))
print(torch.randperm(5))
print(torch.empty(2).uniform_(-1,1))
print(torch.empty(2).normal_())
print(torch.bernoulli(torch.full((4,),.5)))
""",
    """
torch.manual_seed(0)
print(torch.multinomial(torch.ones(4),2))
print(torch.multinomial(torch.tensor([[.1,.2,.7],[1,2,3.]]),2))
print(torch.multinomial(torch.tensor([.1,.2,.7]),6,True))
print(torch.empty(3).exponential_())
print(torch.normal(torch.zeros(3),torch.ones(3)))
print(torch.normal(1.,2.,(3,)))
print(torch.normal(torch.zeros(3),2.))
print(torch.empty(4).bernoulli_(.3))
""",
    """
torch.manual_seed(0)
print(torch.empty(4).bernoulli_(torch.tensor(.3)))
print(torch.empty(3,dtype=torch.int64).random_(10))
print(torch.empty(3).random_())
print(torch.empty(3,dtype=torch.uint8).random_())
print(torch.rand(2,dtype=torch.float64))
print(torch.randn(2,dtype=torch.complex64))
print(torch.randn(20,dtype=torch.float64)[:3])
print(torch.randn(18)[-3:])
""",
    """
torch.manual_seed(0)
print(torch.rand(2,generator=torch.Generator().manual_seed(3)))
print(torch.randint(0,2**40,(2,)))
print(torch.rand_like(torch.ones(2,3)))
print(torch.randn_like(torch.ones(2)))
print(torch.randint_like(torch.ones(2),3))
print(torch.empty(3).log_normal_())
print(torch.empty(3).geometric_(.3))
print(torch.rand(2,dtype=torch.complex64))
""",
    """
torch.manual_seed(0)
print(torch.rand(3,dtype=torch.float16))
print(torch.bernoulli(torch.zeros(3),.5))
print(torch.rand(0))
print(torch.rand(()))
print(torch.randn(()))
print(torch.empty(3,dtype=torch.float64).uniform_(2,3))
print(torch.nn.init.normal_(torch.empty(3),1,2))
print(torch.nn.init.xavier_uniform_(torch.empty(3,2)))
""",
    """
torch.manual_seed(0)
print(torch.nn.init.kaiming_normal_(torch.empty(3,2)))
print(torch.nn.init.trunc_normal_(torch.empty(4)))
print(torch.nn.init.orthogonal_(torch.empty(2,2)))
print(torch.nn.functional.dropout(torch.ones(6)))
print(torch.nn.Dropout(.3)(torch.ones(6)))
print(torch.nn.functional.dropout(torch.ones(2,2,requires_grad=True),.3))
print(torch.nn.Linear(3,2).weight)
print(torch.nn.Embedding(3,2).weight)
""",
    """
torch.manual_seed(0)
print(torch.nn.Conv2d(1,2,2).weight)
""",
    "g = torch.Generator().manual_seed(3); s = g.get_state(); a = torch.rand(2, generator=g); g.set_state(s); print(torch.equal(a, torch.rand(2, generator=g)), g.initial_seed(), type(g))",
    "torch.bernoulli(torch.tensor([2.]))",
    "torch.multinomial(torch.tensor([1., 1.]), 3)",
    "torch.randint(5, 2, (2,))",
    """
from torch.utils.data import DataLoader, TensorDataset, random_split
torch.manual_seed(0); print([b.tolist() for b in DataLoader(list(range(6)), batch_size=2, shuffle=True)]); print([list(s.indices) for s in random_split(range(6), [4, 2])]); print(list(DataLoader(TensorDataset(torch.arange(4), torch.arange(4.)), batch_size=3)))
""",
)


@pytest.mark.parametrize("program", DRAWS)
def test_a_seed_draws_pytorchs_numbers(program: str) -> None:
    assert_same(program)


@pytest.mark.parametrize(
    "fill", ["normal_", "uniform_", "bernoulli_", "exponential_", "random_", "cauchy_"]
)
def test_what_is_overwritten_by_draws_passes_no_gradient_on(fill: str) -> None:
    assert_same(
        f"x = torch.ones(3, requires_grad=True)\ny = x * 1\ny.{fill}()\n"
        "print(y.grad_fn.name(), torch.autograd.grad(y.sum(), x))\n"
        f"y = x * 1\ny[:2].{fill}()\nprint(torch.autograd.grad(y.sum(), x))\n"
    )
