"""Exponential families: what follows from the log-normaliser alone."""

from __future__ import annotations

from typing import Any

from engine.distributions.distribution import Distribution
from engine.graph.starting import grad as gradients


class ExponentialFamily(Distribution):
    """Base of distributions that are given by natural parameters and a log-normaliser."""

    _mean_carrier_measure: Any = 0

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def _log_normalizer(self, *natural_params: Any) -> Any:
        raise NotImplementedError

    def entropy(self) -> Any:
        """The entropy, by a Bregman divergence of the log-normaliser."""
        params, normaliser, slopes = steepness(self)
        found = -self._mean_carrier_measure + normaliser
        for param, slope in zip(params, slopes, strict=True):
            found -= (param * slope).reshape((*self._batch_shape, -1)).sum(-1)
        return found


def steepness(family: Any) -> tuple[list[Any], Any, Any]:
    """Natural parameters as leaves, the log-normaliser there, and its slope by each."""
    params = [each.detach().requires_grad_() for each in family._natural_params]
    normaliser = family._log_normalizer(*params)
    slopes = gradients((normaliser.sum(),), params, create_graph=True)
    return params, normaliser, slopes
