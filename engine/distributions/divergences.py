"""The divergence between two distributions of one kind."""

from __future__ import annotations

import math
from typing import Any

from engine import linalg
from engine.calls.declare import FUNCTIONS
from engine.distributions.bernoulli import Bernoulli
from engine.distributions.beta import Beta
from engine.distributions.binomial import Binomial
from engine.distributions.categorical import Categorical
from engine.distributions.cauchy import Cauchy
from engine.distributions.continuous_bernoulli import ContinuousBernoulli
from engine.distributions.dirichlet import Dirichlet
from engine.distributions.distribution import sum_rightmost
from engine.distributions.exp_family import ExponentialFamily, steepness
from engine.distributions.exponential import Exponential
from engine.distributions.gamma import Gamma
from engine.distributions.geometric import Geometric
from engine.distributions.gumbel import EULER, Gumbel
from engine.distributions.half_normal import HalfNormal
from engine.distributions.independent import Independent
from engine.distributions.kl import kl_divergence, register_kl
from engine.distributions.laplace import Laplace
from engine.distributions.lowrank_multivariate_normal import LowRankMultivariateNormal
from engine.distributions.mahalanobis import squared_distance, squares_in_all
from engine.distributions.multivariate_normal import MultivariateNormal
from engine.distributions.normal import Normal
from engine.distributions.one_hot_categorical import OneHotCategorical
from engine.distributions.pareto import Pareto
from engine.distributions.poisson import Poisson
from engine.distributions.transformed_distribution import TransformedDistribution
from engine.distributions.uniform import Uniform
from engine.nn.functional import softplus

INF = math.inf
SHAPES = (
    "KL-divergence between two {0} with                          different event shapes cannot "
    "be computed"
)


@register_kl(Normal, Normal)
def _normal(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    shift = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + shift - 1 - ratio.log())


@register_kl(HalfNormal, HalfNormal)
def _half_normal(p: Any, q: Any) -> Any:
    return _normal(p.base_dist, q.base_dist)


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p: Any, q: Any) -> Any:
    one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    one[q.probs == 0] = INF
    one[p.probs == 0] = 0
    none = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    none[q.probs == 1] = INF
    none[p.probs == 1] = 0
    return one + none


@register_kl(Beta, Beta)
def _beta(p: Any, q: Any) -> Any:
    total_p = p.concentration1 + p.concentration0
    total_q = q.concentration1 + q.concentration0
    above = q.concentration1.lgamma() + q.concentration0.lgamma() + total_p.lgamma()
    below = p.concentration1.lgamma() + p.concentration0.lgamma() + total_q.lgamma()
    one = (p.concentration1 - q.concentration1) * p.concentration1.digamma()
    none = (p.concentration0 - q.concentration0) * p.concentration0.digamma()
    return above - below + one + none + (total_q - total_p) * total_p.digamma()


@register_kl(Binomial, Binomial)
def _binomial(p: Any, q: Any) -> Any:
    if (p.total_count < q.total_count).any():
        raise NotImplementedError(
            "KL between Binomials where q.total_count > p.total_count is not implemented"
        )
    inner = p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p()
    found = p.total_count * inner
    more = p.total_count > q.total_count
    found[more] = FUNCTIONS["full_like"](found[more], INF)
    return found


@register_kl(Categorical, Categorical)
def _categorical(p: Any, q: Any) -> Any:
    terms = p.probs * (p.logits - q.logits)
    terms[(q.probs == 0).expand_as(terms)] = INF
    terms[(p.probs == 0).expand_as(terms)] = 0
    return terms.sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hot(p: Any, q: Any) -> Any:
    return _categorical(p._categorical, q._categorical)


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def _continuous_bernoulli(p: Any, q: Any) -> Any:
    own = p.mean * (p.logits - q.logits) + (p._cont_bern_log_norm() + (-p.probs).log1p())
    return own + (-q._cont_bern_log_norm() - (-q.probs).log1p())


@register_kl(Dirichlet, Dirichlet)
def _dirichlet(p: Any, q: Any) -> Any:
    total_p, total_q = p.concentration.sum(-1), q.concentration.sum(-1)
    apart = p.concentration - q.concentration
    slope = p.concentration.digamma() - total_p.digamma().unsqueeze(-1)
    logs = (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
    return total_p.lgamma() - total_q.lgamma() - logs + (apart * slope).sum(-1)


@register_kl(Exponential, Exponential)
def _exponential(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@register_kl(ExponentialFamily, ExponentialFamily)
def _family(p: Any, q: Any) -> Any:
    """By a Bregman divergence of the log-normaliser (Nielsen and Nock, 2010)."""
    if type(p) is not type(q):
        raise NotImplementedError(
            "The cross KL-divergence between different exponential families cannot "
            "                            be computed using Bregman divergences"
        )
    params, normaliser, slopes = steepness(p)
    others = q._natural_params
    found = q._log_normalizer(*others) - normaliser
    for own, other, slope in zip(params, others, slopes, strict=True):
        found -= sum_rightmost((other - own) * slope, len(q.event_shape))
    return found


@register_kl(Gamma, Gamma)
def _gamma(p: Any, q: Any) -> Any:
    rates = q.concentration * (p.rate / q.rate).log()
    logs = q.concentration.lgamma() - p.concentration.lgamma()
    slope = (p.concentration - q.concentration) * p.concentration.digamma()
    return rates + logs + slope + (q.rate - p.rate) * (p.concentration / p.rate)


@register_kl(Gumbel, Gumbel)
def _gumbel(p: Any, q: Any) -> Any:
    ratio, other, own = p.scale / q.scale, q.loc / q.scale, p.loc / q.scale
    peak = (other + (1 + ratio).lgamma() - own).exp()
    return -ratio.log() - other + own + ratio * EULER + peak - (1 + EULER)


@register_kl(Geometric, Geometric)
def _geometric(p: Any, q: Any) -> Any:
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


@register_kl(Laplace, Laplace)
def _laplace(p: Any, q: Any) -> Any:
    ratio, apart = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + apart / q.scale + ratio * (-apart / p.scale).exp() - 1


def _check_shapes(p: Any, q: Any, kind: str) -> None:
    if p.event_shape != q.event_shape:
        raise ValueError(SHAPES.format(kind))


def _half_logdet(root: Any) -> Any:
    return root.diagonal(dim1=-2, dim2=-1).log().sum(-1)


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate(p: Any, q: Any) -> Any:
    _check_shapes(p, q, "Multivariate Normals")
    one, two = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    batch = FUNCTIONS["broadcast_shapes"](one.shape[:-2], two.shape[:-2])
    wide = [each.expand((*batch, *each.shape[-2:])) for each in (two, one)]
    spread = squares_in_all(linalg.solve_triangular(*wide, upper=False))
    shift = squared_distance(two, q.loc - p.loc)
    logs = _half_logdet(two) - _half_logdet(one)
    return logs + 0.5 * (spread + shift - p.event_shape[0])


def _turned(q: Any) -> Any:
    scaled = q._unbroadcasted_cov_factor.mT / q._unbroadcasted_cov_diag.unsqueeze(-2)
    return linalg.solve_triangular(q._capacitance_tril, scaled, upper=False)


@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
def _low_rank(p: Any, q: Any) -> Any:
    _check_shapes(p, q, "Low Rank Multivariate Normals")
    own, other = p._unbroadcasted_cov_diag, q._unbroadcasted_cov_diag
    turned = _turned(q)
    spread = (
        (own / other).sum(-1)
        + squares_in_all(p._unbroadcasted_cov_factor * other.rsqrt().unsqueeze(-1))
        - squares_in_all(turned * own.sqrt().unsqueeze(-2))
        - squares_in_all(turned @ p._unbroadcasted_cov_factor)
    )
    logs = q.log_determinant() - p.log_determinant()
    return 0.5 * (logs + spread + q.distance(q.loc - p.loc) - p.event_shape[0])


@register_kl(MultivariateNormal, LowRankMultivariateNormal)
def _full_from_low_rank(p: Any, q: Any) -> Any:
    _check_shapes(p, q, "(Low Rank) Multivariate Normals")
    root = p._unbroadcasted_scale_tril
    own = squares_in_all(root * q._unbroadcasted_cov_diag.rsqrt().unsqueeze(-1))
    spread = own - squares_in_all(_turned(q) @ root)
    logs = q.log_determinant() - 2 * _half_logdet(root)
    return 0.5 * (logs + spread + q.distance(q.loc - p.loc) - p.event_shape[0])


@register_kl(LowRankMultivariateNormal, MultivariateNormal)
def _low_rank_from_full(p: Any, q: Any) -> Any:
    _check_shapes(p, q, "(Low Rank) Multivariate Normals")
    root, factor = q._unbroadcasted_scale_tril, p._unbroadcasted_cov_factor
    batch = FUNCTIONS["broadcast_shapes"](root.shape[:-2], factor.shape[:-2])
    parts = [factor, p._unbroadcasted_cov_diag.sqrt().diag_embed()]
    wide, *parts = [each.expand((*batch, *each.shape[-2:])) for each in (root, *parts)]
    solved = [squares_in_all(linalg.solve_triangular(wide, each, upper=False)) for each in parts]
    logs = 2 * _half_logdet(root) - p.log_determinant()
    shift = squared_distance(root, q.loc - p.loc)
    return 0.5 * (logs + (solved[0] + solved[1]) + shift - p.event_shape[0])


@register_kl(Pareto, Pareto)
def _pareto(p: Any, q: Any) -> Any:
    ratio = q.alpha / p.alpha
    found = q.alpha * (p.scale / q.scale).log() + -ratio.log() + ratio - 1
    found[p.support.lower_bound < q.support.lower_bound] = INF
    return found


@register_kl(Poisson, Poisson)
def _poisson(p: Any, q: Any) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p: Any, q: Any) -> Any:
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(Uniform, Uniform)
def _uniform(p: Any, q: Any) -> Any:
    found = ((q.high - q.low) / (p.high - p.low)).log()
    found[(q.low > p.low) | (q.high < p.high)] = INF
    return found


@register_kl(Independent, Independent)
def _independent(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return p._summed(kl_divergence(p.base_dist, q.base_dist))


@register_kl(Cauchy, Cauchy)
def _cauchy(p: Any, q: Any) -> Any:
    above = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return above.log() - (4 * p.scale * q.scale).log()
