"""The divergence between two distributions of different kinds."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.bernoulli import Bernoulli
from engine.distributions.beta import Beta
from engine.distributions.binomial import Binomial
from engine.distributions.continuous_bernoulli import ContinuousBernoulli
from engine.distributions.exponential import Exponential
from engine.distributions.gamma import Gamma
from engine.distributions.gumbel import EULER, Gumbel
from engine.distributions.kl import register_kl
from engine.distributions.laplace import Laplace
from engine.distributions.normal import Normal
from engine.distributions.pareto import Pareto
from engine.distributions.poisson import Poisson
from engine.distributions.uniform import Uniform

INF = math.inf
# Kinds that can give what the others cannot, and so are infinitely far away; a parameter of each.
BEYOND: dict[type, tuple[str, tuple[type, ...]]] = {
    Beta: ("concentration1", (Pareto,)),
    ContinuousBernoulli: ("probs", (Pareto,)),
    Exponential: ("rate", (Beta, ContinuousBernoulli, Pareto, Uniform)),
    Gamma: ("concentration", (Beta, ContinuousBernoulli, Pareto, Uniform)),
    Gumbel: ("loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    Laplace: ("loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    Normal: ("loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    Pareto: ("scale", (Beta, ContinuousBernoulli, Uniform)),
    Poisson: ("rate", (Bernoulli, Binomial)),
}


def _infinite(name: str) -> Any:
    def rule(p: Any, q: Any) -> Any:
        return FUNCTIONS["full_like"](getattr(p, name), INF)

    return rule


for _own, (_name, _others) in BEYOND.items():
    for _other in _others:
        register_kl(_own, _other)(_infinite(_name))


def _x_log_x(value: Any) -> Any:
    return FUNCTIONS["xlogy"](value, value)


@register_kl(Bernoulli, Poisson)
def _bernoulli_poisson(p: Any, q: Any) -> Any:
    return -p.entropy() - (p.probs * q.rate.log() - q.rate)


@register_kl(Beta, ContinuousBernoulli)
def _beta_continuous_bernoulli(p: Any, q: Any) -> Any:
    return -p.entropy() - p.mean * q.logits - (-q.probs).log1p() - q._cont_bern_log_norm()


@register_kl(Beta, Exponential)
def _beta_exponential(p: Any, q: Any) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(Beta, Gamma)
def _beta_gamma(p: Any, q: Any) -> Any:
    one, total = p.concentration1, p.concentration1 + p.concentration0
    normaliser = q.concentration.lgamma() - q.concentration * q.rate.log()
    slope = (q.concentration - 1) * (one.digamma() - total.digamma())
    return -p.entropy() + normaliser - slope + q.rate * one / total


@register_kl(Beta, Normal)
def _beta_normal(p: Any, q: Any) -> Any:
    mean, total, var = p.mean, p.concentration1 + p.concentration0, q.scale.pow(2)
    second = (mean * (1 - mean) / (total + 1) + mean.pow(2)) * 0.5
    apart = second - q.loc * mean + q.loc.pow(2) * 0.5
    return -p.entropy() + 0.5 * (var * 2 * math.pi).log() + apart / var


@register_kl(Beta, Uniform)
def _beta_uniform(p: Any, q: Any) -> Any:
    found = -p.entropy() + (q.high - q.low).log()
    found[(q.low > p.support.lower_bound) | (q.high < p.support.upper_bound)] = INF
    return found


@register_kl(ContinuousBernoulli, Exponential)
def _continuous_bernoulli_exponential(p: Any, q: Any) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(ContinuousBernoulli, Normal)
def _continuous_bernoulli_normal(p: Any, q: Any) -> Any:
    constant = 0.5 * (math.log(2.0 * math.pi) + (q.loc / q.scale).square()) + q.scale.log()
    apart = p.variance + p.mean.square() - 2.0 * q.loc * p.mean
    return -p.entropy() + constant + apart / (2.0 * q.scale.square())


@register_kl(ContinuousBernoulli, Uniform)
def _continuous_bernoulli_uniform(p: Any, q: Any) -> Any:
    found = -p.entropy() + (q.high - q.low).log()
    outside = FUNCTIONS["maximum"](
        q.low.ge(p.support.lower_bound), q.high.le(p.support.upper_bound)
    )
    return FUNCTIONS["where"](outside, FUNCTIONS["ones_like"](found) * INF, found)


@register_kl(Exponential, Gamma)
def _exponential_gamma(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    shape = q.concentration
    return -shape * ratio.log() + ratio + shape.lgamma() + shape * EULER - (1 + EULER)


@register_kl(Exponential, Gumbel)
def _exponential_gumbel(p: Any, q: Any) -> Any:
    product, ratio = p.rate * q.scale, q.loc / q.scale
    peak = ratio.exp() * product / (product + 1)
    return product.log() - 1 - ratio + peak + product.reciprocal()


@register_kl(Exponential, Normal)
def _exponential_normal(p: Any, q: Any) -> Any:
    var, square = q.scale.pow(2), p.rate.pow(2)
    constant = 0.5 * (square * var * 2 * math.pi).log()
    return constant - 1 + (square.reciprocal() - q.loc / p.rate + q.loc.pow(2) * 0.5) / var


@register_kl(Gamma, Exponential)
def _gamma_exponential(p: Any, q: Any) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.concentration / p.rate


@register_kl(Gamma, Gumbel)
def _gamma_gumbel(p: Any, q: Any) -> Any:
    shape, product, ratio = p.concentration, p.rate * q.scale, q.loc / q.scale
    own = (shape - 1) * shape.digamma() - shape.lgamma() - shape
    peak = ratio.exp() * (1 + product.reciprocal()).pow(-shape) - ratio
    return own + (product.log() + shape / product) + peak


@register_kl(Gamma, Normal)
def _gamma_normal(p: Any, q: Any) -> Any:
    shape, var, square = p.concentration, q.scale.pow(2), p.rate.pow(2)
    own = 0.5 * (square * var * 2 * math.pi).log() - shape - shape.lgamma()
    second = 0.5 * (shape.pow(2) + shape) / square
    apart = second - q.loc * shape / p.rate + 0.5 * q.loc.pow(2)
    return own + (shape - 1) * shape.digamma() + apart / var


@register_kl(Gumbel, Normal)
def _gumbel_normal(p: Any, q: Any) -> Any:
    ratio = p.scale / q.scale
    log = (ratio / math.sqrt(2 * math.pi)).log()
    spread = (math.pi * ratio * 0.5).pow(2) / 3
    shift = ((p.loc + p.scale * EULER - q.loc) / q.scale).pow(2) * 0.5
    return -log + spread + shift - (EULER + 1)


@register_kl(Laplace, Normal)
def _laplace_normal(p: Any, q: Any) -> Any:
    var = q.scale.pow(2)
    ratio = p.scale.pow(2) / var
    apart = 0.5 * p.loc.pow(2) - p.loc * q.loc + 0.5 * q.loc.pow(2)
    return -(0.5 * (2 * ratio / math.pi).log()) + ratio + apart / var - 1


@register_kl(Normal, Gumbel)
def _normal_gumbel(p: Any, q: Any) -> Any:
    own, spread, other = p.loc / q.scale, (p.scale / q.scale).pow(2), q.loc / q.scale
    peak = (-own + 0.5 * spread + other).exp()
    constant = 0.5 * (1 + math.log(2 * math.pi))
    return -(spread.log() * 0.5) + (own - other) + peak - constant


@register_kl(Normal, Laplace)
def _normal_laplace(p: Any, q: Any) -> Any:
    apart = p.loc - q.loc
    scaled = apart / p.scale
    bell = math.sqrt(2 / math.pi) * p.scale * (-0.5 * scaled.pow(2)).exp()
    sides = apart * (math.sqrt(0.5) * scaled).erf()
    log = (p.scale / q.scale).log()
    return -log + (bell + sides) / q.scale - 0.5 * (1 + math.log(0.5 * math.pi))


@register_kl(Pareto, Exponential)
def _pareto_exponential(p: Any, q: Any) -> Any:
    product = p.scale * q.rate
    tail = p.alpha * product / (p.alpha - 1)
    found = (p.alpha / product).log() - p.alpha.reciprocal() + tail - 1
    found[p.alpha <= 1] = INF
    return found


@register_kl(Pareto, Gamma)
def _pareto_gamma(p: Any, q: Any) -> Any:
    common = p.scale.log() + p.alpha.reciprocal()
    normaliser = q.concentration.lgamma() - q.concentration * q.rate.log()
    tail = q.rate * p.alpha * p.scale / (p.alpha - 1)
    slope = (1 - q.concentration) * common
    found = p.alpha.log() - common + normaliser + slope + tail - 1
    found[p.alpha <= 1] = INF
    return found


@register_kl(Pareto, Normal)
def _pareto_normal(p: Any, q: Any) -> Any:
    common = p.scale / (p.alpha - 1)
    log = (math.sqrt(2 * math.pi) * q.scale * p.alpha / p.scale).log()
    second = p.alpha * common.pow(2) / (p.alpha - 2) + (p.alpha * common - q.loc).pow(2)
    found = log - p.alpha.reciprocal() + second / (2 * q.scale.pow(2)) - 1
    found[p.alpha <= 2] = INF
    return found


@register_kl(Uniform, Beta)
def _uniform_beta(p: Any, q: Any) -> Any:
    width, one, none = p.high - p.low, q.concentration1, q.concentration0
    up = (one - 1) * (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    down = (none - 1) * (_x_log_x(1 - p.high) - _x_log_x(1 - p.low) + width) / width
    found = down + (one.lgamma() + none.lgamma() - (one + none).lgamma()) - width.log() - up
    found[(p.high > q.support.upper_bound) | (p.low < q.support.lower_bound)] = INF
    return found


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_continuous_bernoulli(p: Any, q: Any) -> Any:
    found = -p.entropy() - p.mean * q.logits - (-q.probs).log1p() - q._cont_bern_log_norm()
    outside = FUNCTIONS["maximum"](
        p.high.ge(q.support.upper_bound), p.low.le(q.support.lower_bound)
    )
    return FUNCTIONS["where"](outside, FUNCTIONS["ones_like"](found) * INF, found)


@register_kl(Uniform, Exponential)
def _uniform_exponential(p: Any, q: Any) -> Any:
    found = q.rate * (p.high + p.low) / 2 - ((p.high - p.low) * q.rate).log()
    found[p.low < q.support.lower_bound] = INF
    return found


@register_kl(Uniform, Gamma)
def _uniform_gamma(p: Any, q: Any) -> Any:
    width = p.high - p.low
    normaliser = q.concentration.lgamma() - q.concentration * q.rate.log()
    slope = (1 - q.concentration) * (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    found = -width.log() + normaliser + slope + q.rate * (p.high + p.low) / 2
    found[p.low < q.support.lower_bound] = INF
    return found


@register_kl(Uniform, Gumbel)
def _uniform_gumbel(p: Any, q: Any) -> Any:
    ratio = q.scale / (p.high - p.low)
    high, low = (p.high - q.loc) / q.scale, (p.low - q.loc) / q.scale
    return ratio.log() + 0.5 * (high + low) - ratio * ((-high).exp() - (-low).exp())


@register_kl(Uniform, Normal)
def _uniform_normal(p: Any, q: Any) -> Any:
    width = p.high - p.low
    log = (math.sqrt(math.pi * 2) * q.scale / width).log()
    shift = ((p.high + p.low - 2 * q.loc) / 2).pow(2)
    return log + 0.5 * (width.pow(2) / 12 + shift) / q.scale.pow(2)


@register_kl(Uniform, Pareto)
def _uniform_pareto(p: Any, q: Any) -> Any:
    width = p.high - p.low
    log = (q.alpha * q.scale.pow(q.alpha) * width).log()
    mean = (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    found = mean * (q.alpha + 1) - log
    found[p.low < q.support.lower_bound] = INF
    return found
