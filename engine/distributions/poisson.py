"""The Poisson distribution: how many events of a constant rate happen in a unit of time."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast
from engine.distributions.exp_family import ExponentialFamily
from engine.switches.grad_modes import no_grad


class Poisson(ExponentialFamily):
    """The Poisson distribution: how many events of a rate happen in a unit of time."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        number = not hasattr(rate, "shape")
        (self.rate,) = broadcast(rate)
        super().__init__(() if number else self.rate.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.rate

    @property
    def variance(self) -> Any:
        return self.rate

    @property
    def mode(self) -> Any:
        """The most probable number."""
        return self.rate.floor()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        with no_grad.quietly():
            return FUNCTIONS["poisson"](self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        rate, given = broadcast(self.rate, value)
        return FUNCTIONS["xlogy"](given, rate) - rate - (given + 1).lgamma()

    _mean_carrier_measure = property(lambda self: _unknown(self))

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return (self.rate.log(),)

    def _log_normalizer(self, *natural_params: Any) -> Any:
        return natural_params[0].exp()


def _unknown(_: Any) -> Any:
    """Poisson's entropy has no closed form."""
    raise NotImplementedError
