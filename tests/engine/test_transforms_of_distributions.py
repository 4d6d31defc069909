"""Transforms of random numbers, and divergences across kinds, are PyTorch's."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

TRANSFORMS = (
    "AbsTransform()",
    "AffineTransform(1., 2.)",
    "ComposeTransform([ExpTransform(), AffineTransform(1., -2.)])",
    "CumulativeDistributionTransform(D.Normal(0., 1.))",
    "ExpTransform()",
    "IndependentTransform(ExpTransform(), 1)",
    "PowerTransform(2.)",
    "ReshapeTransform((3,), (1, 3))",
    "SigmoidTransform()",
    "SoftmaxTransform()",
    "SoftplusTransform()",
    "StickBreakingTransform()",
    "TanhTransform()",
    "CorrCholeskyTransform()",
    "CatTransform([ExpTransform(), TanhTransform()], lengths=[1, 2])",
    "StackTransform([ExpTransform(), TanhTransform(), SigmoidTransform()])",
    "D.transform_to(D.constraints.interval(0, 2))",
    "D.biject_to(D.constraints.simplex)",
)
PROGRAM = """
import torch, torch.distributions as D
from torch.distributions.transforms import *
x = torch.tensor([.3, .4, .2], requires_grad=True)
f = {transform}
y = f(x); print(f, f.inv, y, f.domain, f.codomain, f.bijective, f.forward_shape((3,)))
print(f.inv(y))
for of in (lambda: f.log_abs_det_jacobian(x, y), lambda: f.sign):
    try: print(of())
    except NotImplementedError as error: print("not implemented", error)
"""
KINDS = """
import torch, torch.distributions as D
t = torch.tensor
kinds = [D.Bernoulli(t([.3])), D.Beta(t([.5]), t([.7])), D.Categorical(t([[.2, .8]])),
    D.ContinuousBernoulli(t([.3])), D.Exponential(t([2.])), D.Gamma(t([2.]), t([3.])),
    D.Gumbel(t([1.]), t([2.])), D.Laplace(t([1.]), t([2.])), D.Normal(t([1.]), t([2.])),
    D.Pareto(t([1.]), t([4.])), D.Poisson(t([2.])), D.Uniform(t([.2]), t([.9])),
    D.LowRankMultivariateNormal(t([1., 2.]), t([[1.], [.5]]), t([1., 2.])),
    D.MultivariateNormal(t([0., 1.]), t([[2., .5], [.5, 1.]]))]
for p in kinds:
    for q in kinds:
        try: print(type(p).__name__, type(q), (D.kl_divergence(p, q) + 1).round(decimals=4))
        except NotImplementedError as error: print(error)
"""


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_a_transform_is_pytorchs(transform: str) -> None:
    assert_same(PROGRAM.format(transform=transform))


def test_divergences_across_kinds_are_pytorchs() -> None:
    assert_same(KINDS)
