"""The Kullback-Leibler divergence between two distributions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine import linalg
from engine.declare import FUNCTIONS
from engine.distributions.continuous import Exponential, Gamma, Laplace, Normal, Uniform
from engine.distributions.discrete import Bernoulli, Categorical, Poisson
from engine.distributions.joint import Independent, MultivariateNormal


def _normal(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    shift = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + shift - 1 - ratio.log())


def _put(values: Any, where: Any, value: float) -> None:
    """Overwrite some of the values; a single one by another way, which PyTorch's index takes."""
    if values.ndim:
        values[where] = value
    else:
        values.masked_fill_(where, value)


def _bernoulli(p: Any, q: Any) -> Any:
    softplus = FUNCTIONS["softplus"]
    one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    _put(one, q.probs == 0, math.inf)
    _put(one, p.probs == 0, 0)
    none = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    _put(none, q.probs == 1, math.inf)
    _put(none, p.probs == 1, 0)
    return one + none


def _categorical(p: Any, q: Any) -> Any:
    terms = p.probs * (p.logits - q.logits)
    _put(terms, (q.probs == 0).expand_as(terms), math.inf)
    _put(terms, (p.probs == 0).expand_as(terms), 0)
    return terms.sum(-1)


def _uniform(p: Any, q: Any) -> Any:
    result = ((q.high - q.low) / (p.high - p.low)).log()
    _put(result, (q.low > p.low) | (q.high < p.high), math.inf)
    return result


def _exponential(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


def _laplace(p: Any, q: Any) -> Any:
    ratio, apart = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + apart / q.scale + ratio * (-apart / p.scale).exp() - 1


def _multivariate(p: Any, q: Any) -> Any:
    if p.event_shape != q.event_shape:
        raise ValueError("KL-divergence between two Multivariate Normals with different event "
                         "shapes cannot be computed")  # fmt: skip
    solve = linalg.solve_triangular
    one, two = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    halves = [each.diagonal(dim1=-2, dim2=-1).log().sum(-1) for each in (two, one)]
    spread = solve(two, one, upper=False).pow(2).sum((-2, -1))
    shift = solve(two, (q.loc - p.loc).unsqueeze(-1), upper=False).squeeze(-1).pow(2).sum(-1)
    return halves[0] - halves[1] + 0.5 * (spread + shift - p.event_shape[0])


def _independent(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return p._summed(kl_divergence(p.base_dist, q.base_dist))


EXPONENTIAL = (Normal, Bernoulli, Categorical, Exponential, Gamma, Poisson)
ACROSS = (
    "The cross KL-divergence between different exponential families cannot "
    "                            be computed using Bregman divergences"
)
RULES: dict[type, Callable[[Any, Any], Any]] = {
    Normal: _normal, Bernoulli: _bernoulli, Categorical: _categorical, Uniform: _uniform,
    Exponential: _exponential, Laplace: _laplace, MultivariateNormal: _multivariate,
    Independent: _independent,
}  # fmt: skip


def kl_divergence(p: Any, q: Any) -> Any:
    """How far ``q`` is from ``p``; both of one kind.

    Raises:
        NotImplementedError: they are of different kinds, or of one that has no formula here.
    """
    rule = RULES.get(type(p))
    if type(q) is not type(p) and type(p) in EXPONENTIAL and type(q) in EXPONENTIAL:
        raise NotImplementedError(ACROSS)
    if rule is None or type(q) is not type(p):
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type "
            f"{type(q).__name__}"
        )
    return rule(p, q)
