"""Distributions: samples, log-probabilities, divergences."""

from engine.absent import module_getattr
from engine.distributions import constraints, kl
from engine.distributions.continuous import Exponential, Gamma, Laplace, Normal, Uniform
from engine.distributions.discrete import Bernoulli, Categorical, Poisson
from engine.distributions.distribution import Distribution
from engine.distributions.joint import Beta, Dirichlet, Independent, MultivariateNormal
from engine.distributions.kl import kl_divergence

__getattr__ = module_getattr("torch.distributions")
__all__ = [
    "Bernoulli", "Beta", "Categorical", "Dirichlet", "Distribution", "Exponential", "Gamma",
    "Independent", "Laplace", "MultivariateNormal", "Normal", "Poisson", "Uniform", "constraints",
    "kl", "kl_divergence",
]  # fmt: skip
