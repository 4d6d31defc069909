"""Every distribution asked for all that it knows, here and there.

Answers, the nodes behind them and the gradients of all parameters are compared; so are warnings
and the words of errors.
"""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import torch

import engine
from tests.engine.opinfo_values import first_difference
from tests.engine.random_programs import whole_graph

KINDS = (
    """
Normal(a, b) | Normal(0., 1.) | Normal(torch.zeros(3, 1), b) | LogNormal(a, b) | Bernoulli(p) | Bernoulli(logits=a) | Bernoulli(.3)
Categorical(q) | Categorical(logits=m) | OneHotCategorical(logits=m) | OneHotCategoricalStraightThrough(q) | Uniform(a, a + b) | Uniform(0., 2.)
MultivariateNormal(v, S) | MultivariateNormal(torch.zeros(2, 3), scale_tril=L) | MultivariateNormal(v, precision_matrix=S) | MultivariateNormal(torch.ones(4, 2, 3), torch.stack([S, S + 1]))
LowRankMultivariateNormal(v, W, b) | Exponential(b) | Gamma(b, c) | Beta(b, c) | Dirichlet(b) | Dirichlet(torch.ones(2, 3) + b) | Poisson(b) | Geometric(logits=a)
Binomial(5, p) | Binomial(torch.tensor([1., 2., 5.]), logits=a) | NegativeBinomial(b, logits=a) | Multinomial(6, q) | Multinomial(4, logits=m)
Laplace(a, b) | Cauchy(a, b) | HalfNormal(b) | HalfCauchy(b) | Gumbel(a, b) | StudentT(b + 2, a, c) | Chi2(b) | FisherSnedecor(b + 4, c + 4) | Pareto(b, c + 2) | Weibull(b, c)
VonMises(a, b) | Kumaraswamy(b, c) | InverseGamma(b + 2, c) | ContinuousBernoulli(logits=a) | RelaxedBernoulli(torch.tensor(.7), p) | RelaxedOneHotCategorical(torch.tensor(.7), q)
LogisticNormal(a, b) | LKJCholesky(3, 1.5) | Wishart(torch.tensor(5.), S) | Independent(Normal(a, b), 1) | Independent(Bernoulli(torch.stack([p, p])), 1) | GeneralizedPareto(a, b, c)
MixtureSameFamily(Categorical(q), Normal(a, b)) | MixtureSameFamily(Categorical(q), Independent(Normal(torch.stack([a, b], 1), 1.), 1))
TransformedDistribution(Uniform(torch.zeros(3), torch.ones(3)), [D.transforms.SigmoidTransform().inv, D.transforms.AffineTransform(a, b)])
TransformedDistribution(Normal(a, b), D.transforms.TanhTransform()) | TransformedDistribution(Independent(Normal(a, b), 1), [D.transforms.StickBreakingTransform()])
Normal(a, -b) | Bernoulli(a * 9) | Categorical(-q) | Uniform(a + b, a) | Normal(a, torch.ones(2)) | Bernoulli() | Bernoulli(p, logits=a) | MultivariateNormal(v, -S)
MultivariateNormal(v) | Categorical(torch.tensor(1.)) | Gamma(b, -c) | Dirichlet(torch.tensor(1.)) | Beta(b, 0.) | Normal(a * float('nan'), b) | Multinomial(-1, q) | Poisson(-b)
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)
ASKED = (
    """
d.batch_shape | d.event_shape | d.support | d.has_rsample | d.has_enumerate_support | d.mean | d.variance | d.stddev | d.mode | d.entropy() | d.perplexity()
d.sample() | d.sample((4,)) | d.rsample((2, 2)) | d.log_prob(d.sample()) | d.log_prob(d.sample((3,))) | d.cdf(d.sample()) | d.icdf(torch.tensor(.3))
d.enumerate_support() | d.enumerate_support(expand=False) | d.expand((2,) + d.batch_shape).log_prob(d.sample()) | d.log_prob(torch.tensor(-7.5)) | d.log_prob(torch.full((3,), 2.))
d.log_prob(torch.zeros(7)) | d.log_prob(1.) | D.kl_divergence(d, d) | D.kl_divergence(d, Normal(a, b)) | D.kl_divergence(Bernoulli(p), d) | d.probs | d.logits | d.covariance_matrix
d.precision_matrix | d.scale_tril | d.param_shape | d.foo
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)
PARAMETERS = "abcpqmvLSW"
# PyTorch has no shape for this one's parameters, cannot go back through its own samples there,
# and expands a root that it could expand afterwards.
OTHERWISE = {
    ("Geometric(logits=a)", "d.param_shape"),
    ("Wishart(torch.tensor(5.), S)", "d.rsample((2, 2))"),
    ("Wishart(torch.tensor(5.), S)", "d.expand((2,) + d.batch_shape).log_prob(d.sample())"),
    ("Wishart(torch.tensor(5.), S)", "D.kl_divergence(d, d)"),
}


def names(side: Any) -> dict[str, Any]:
    """What the programs speak of: modules, distributions and parameters that require grad."""
    rows = {
        "a": [-0.5, 0.3, 1.2], "b": [0.7, 1.5, 2.0], "c": [1.3, 0.4, 2.2], "p": [0.2, 0.5, 0.9],
        "q": [0.2, 0.5, 0.3], "m": [[0.1, -1.0, 2.0], [0.0, 0.5, 0.5]], "v": [0.1, 0.2, 0.3],
        "L": [[1.0, 0.0, 0.0], [0.5, 1.2, 0.0], [-0.3, 0.2, 0.8]],
        "S": [[1.0, 0.5, -0.3], [0.5, 1.69, 0.09], [-0.3, 0.09, 0.77]],
        "W": [[0.5], [0.2], [-0.4]],
    }  # fmt: skip
    own = side.distributions
    found = {each: getattr(own, each) for each in torch.distributions.__all__ if each[0].isupper()}
    found |= {name: side.tensor(each).requires_grad_() for name, each in rows.items()}
    return found | {"torch": side, "D": own}


def answer(side: Any, kind: str, asked: str) -> list[Any]:
    """What is answered, the nodes behind it, all gradients, what was warned; or the error."""
    scope = names(side)
    with warnings.catch_warnings(record=True) as said, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        try:
            scope["d"] = eval(kind, scope)
            side.manual_seed(5)
            found = eval(asked, scope)
            if not isinstance(found, side.Tensor):
                return [str(found)]
            told = [found, str(whole_graph(found.grad_fn))]
            if found.requires_grad:
                leaves = [scope[name] for name in PARAMETERS]
                root = (found * found).sum() + found.sum()
                told += side.autograd.grad(root, leaves, allow_unused=True)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return [f"{type(error).__name__}: {error}".replace("engine.", "torch.")]
    return [*told, str(sorted({str(each.message) for each in said}))]


def difference(kind: str, asked: str) -> str:
    """In what the two answers differ; empty where they are the same."""
    found, expected = answer(engine, kind, asked), answer(torch, kind, asked)
    if len(found) != len(expected):
        return f"{found} instead of {expected}"
    for one, two in zip(found, expected, strict=True):
        unlike = f"{one} instead of {two}" if isinstance(two, str) and one != two else ""
        unlike = unlike if isinstance(two, str) else first_difference(one, two)
        if unlike:
            return unlike
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_distribution_answers_what_pytorchs_answers(kind: str) -> None:
    asked = [each for each in ASKED if (kind, each) not in OTHERWISE]
    if answer(torch, kind, "repr(d)")[0].startswith(("ValueError", "TypeError", "_Linalg")):
        asked = []  # there is none that could be asked
    found = {each: difference(kind, each) for each in ["repr(d)", *asked]}
    assert {each: told for each, told in found.items() if told} == {}
