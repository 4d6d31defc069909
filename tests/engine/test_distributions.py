"""Distributions print, sample, weigh and differentiate as PyTorch's."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

KINDS = (
    "D.Normal(m, s)",
    "D.Normal(0., 1.)",
    "D.Normal(torch.zeros(2, 1), s)",
    "D.Laplace(m, s)",
    "D.Uniform(m - 3, m + 2)",
    "D.Uniform(0, 1)",
    "D.Exponential(s)",
    "D.Bernoulli(p)",
    "D.Bernoulli(logits=m)",
    "D.Bernoulli(.3)",
    "D.Categorical(torch.stack([p, 1 - p]))",
    "D.Categorical(logits=torch.stack([m, s]))",
    "D.Categorical(p)",
    "D.MultivariateNormal(m, torch.diag(s))",
    "D.MultivariateNormal(m, scale_tril=torch.tensor([[1., 0, 0], [.5, 2., 0], [.1, .2, .3]]))",
    "D.MultivariateNormal(m, precision_matrix=torch.diag(s))",
    "D.Independent(D.Normal(m, s), 1)",
    "D.Poisson(s)",
    "D.Beta(s, p)",
    "D.Binomial(7, p)",
    "D.Cauchy(m, s)",
    "D.Chi2(s)",
    "D.ContinuousBernoulli(p)",
    "D.Dirichlet(torch.stack([s, p]))",
    "D.FisherSnedecor(s + 5, s + 6)",
    "D.Gamma(s, p)",
    "D.GeneralizedPareto(m, s, p * .5)",
    "D.Geometric(p)",
    "D.Gumbel(m, s)",
    "D.HalfCauchy(s)",
    "D.HalfNormal(s)",
    "D.InverseGamma(s, p)",
    "D.Kumaraswamy(s + 1, p + 1)",
    "D.LKJCholesky(3, s)",
    "D.LogNormal(m, p)",
    "D.LogisticNormal(m, s)",
    "D.LowRankMultivariateNormal(m, s.unsqueeze(1), p)",
    "D.MixtureSameFamily(D.Categorical(p), D.Normal(m, s))",
    "D.Multinomial(5, p)",
    "D.NegativeBinomial(s, p)",
    "D.OneHotCategorical(p)",
    "D.OneHotCategoricalStraightThrough(p)",
    "D.Pareto(s, p + 3)",
    "D.RelaxedBernoulli(torch.tensor(.7), p)",
    "D.RelaxedOneHotCategorical(torch.tensor(.7), p)",
    "D.StudentT(s + 4, m, p)",
    "D.TransformedDistribution(D.Normal(m, s), [D.TanhTransform(cache_size=1), D.AffineTransform(m, s)])",
    "D.VonMises(m, s)",
    "D.Weibull(s, p + 1)",
    "D.Wishart(torch.tensor(4.), torch.diag(s.detach()))",
)
PROGRAM = """
import torch.distributions as D
torch.manual_seed(0)
m = torch.tensor([.5, -1., 2.], requires_grad=True); s = torch.tensor([.5, 1., 2.], requires_grad=True)
p = torch.tensor([.2, .5, .3], requires_grad=True)
d = {kind}
print(d, d.batch_shape, d.event_shape, d.has_rsample)
x = d.sample(); print(x, x.requires_grad, d.sample((2,)), d.sample(torch.Size([2, 1])).shape)
print(d.log_prob(x))
if d.has_rsample:
    y = d.rsample((2,)); print(y)
    if y.requires_grad: print([None if g is None else [round(v, 4) for v in g.tolist()] for g in torch.autograd.grad((y * y).sum(), [m, s, p], allow_unused=True)])
l = d.log_prob(x).sum()
if l.requires_grad: print(l.grad_fn.name(), [None if g is None else [round(v, 4) + 0. for v in g.tolist()] for g in torch.autograd.grad(l, [m, s, p], allow_unused=True)])
for of in (lambda: d.mean, lambda: d.variance, lambda: d.mode, lambda: d.support, lambda: d.entropy(), lambda: D.kl_divergence(d, d), lambda: d.expand((2, *d.batch_shape)).sample(), lambda: d.cdf(x), lambda: d.icdf(p)):
    try: print(of())
    except (NotImplementedError, ValueError, AttributeError) as error: print(type(error).__name__, error)
d.log_prob('x')
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_distribution_is_pytorchs(kind: str) -> None:
    assert_same(PROGRAM.format(kind=kind))


@pytest.mark.parametrize(
    "program",
    [
        "D.Normal(0., -1.)",
        "D.Normal(torch.zeros(2), torch.tensor([1., -1.]))",
        "D.Normal('a', 1.)",
        "D.Bernoulli(torch.tensor([.2, 1.5]))",
        "D.Bernoulli()",
        "D.Categorical(torch.tensor([-.2, 1.5]))",
        "D.Categorical(torch.tensor(1.))",
        "D.Uniform(1., 0.)",
        "D.Exponential(torch.tensor([-1.]))",
        "D.MultivariateNormal(torch.zeros(2), torch.tensor([[1., 2.], [0., 1.]]))",
        "D.MultivariateNormal(torch.zeros(2))",
        "D.Independent(D.Normal(0., 1.), 1)",
        "D.Categorical(torch.ones(3)).log_prob(torch.tensor(5))",
        "D.Bernoulli(.5).log_prob(torch.tensor(.5))",
        "D.Normal(torch.zeros(2), torch.ones(2)).log_prob(torch.zeros(3))",
        "D.Uniform(0., 1.).log_prob(torch.tensor(2.))",
        "print(D.Normal(0., 1., validate_args=False).log_prob(torch.tensor(float('nan'))))",
        "print(D.Gamma(2., 3.).log_prob(torch.tensor(.4)), D.Beta(2., 3.).log_prob(torch.tensor(.4)), D.Dirichlet(torch.tensor([1., 2.])).log_prob(torch.tensor([.4, .6])))",
        "print(D.Gamma(2., 3.), D.Beta(2., 3.), D.Normal(0., 1.).cdf(torch.tensor(.5)), D.Normal(0., 1.).icdf(torch.tensor(.7)), D.Normal(0., 2.).stddev)",
        "print(D.kl_divergence(D.Normal(0., 1.), D.Normal(1., 2.)), D.kl_divergence(D.Bernoulli(.3), D.Bernoulli(.6)), D.kl_divergence(D.Categorical(torch.ones(3)), D.Categorical(torch.tensor([1., 2., 3.]))))",
        "print(D.Categorical(torch.ones(3)).enumerate_support(), D.Bernoulli(.5).enumerate_support(), D.Categorical(torch.ones(3)).logits, D.Bernoulli(.3).logits)",
        "print(D.Normal(torch.zeros(2), torch.ones(2)).expand((3, 2)), D.constraints.positive, D.Categorical(torch.ones(2)).support)",
    ],
)
def test_what_surrounds_distributions_is_as_in_pytorch(program: str) -> None:
    assert_same("import torch.distributions as D\n" + program)
