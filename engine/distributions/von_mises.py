"""The von Mises distribution: angles around a mean angle."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast, lazily
from engine.switches.grad_modes import no_grad

# Fits of the modified Bessel functions: Abramowitz and Stegun, 9.8.1 to 9.8.4.
NEAR = (
    (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813),
    (0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411),
)
FAR = (
    (0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537,
     -0.01647633, 0.00392377),
    (0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312,
     0.01787654, -0.00420059),
)  # fmt: skip


def _polynomial(y: Any, coefficients: tuple[float, ...]) -> Any:
    found: Any = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        found = coefficient + y * found
    return found


def log_bessel(x: Any, order: int = 0) -> Any:
    """The logarithm of the modified Bessel function of the first kind."""
    y = x / 3.75
    near = _polynomial(y * y, NEAR[order])
    near = (x.abs() * near if order else near).log()
    far = x - 0.5 * x.log() + _polynomial(3.75 / x, FAR[order]).log()
    return FUNCTIONS["where"](x < 3.75, near, far)


class VonMises(Distribution):
    """The von Mises distribution: angles around ``loc``, with a ``concentration``."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "loc": constraints.real, "concentration": constraints.positive,
    }  # fmt: skip
    support = constraints.real

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast(loc, concentration)
        super().__init__(self.loc.shape, (), validate_args)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        found = self.concentration * (value - self.loc).cos()
        return found - math.log(2 * math.pi) - log_bessel(self.concentration)

    @lazily
    def _proposal(self) -> Any:
        """The width of the wrapped Cauchy distribution that proposes angles."""
        kappa = self.concentration.double()
        tau = 1 + (1 + 4 * kappa**2).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
        width = (1 + rho**2) / (2 * rho)
        return FUNCTIONS["where"](kappa < 1e-5, 1 / kappa + kappa, width)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients, by rejection (Best and Fisher, 1979)."""
        shape = tuple(self._extended_shape(sample_shape))
        with no_grad.quietly():
            loc, kappa, width = self.loc.double(), self.concentration.double(), self._proposal
            x = FUNCTIONS["zeros"](shape, dtype=loc.dtype)
            done = x != x
            while not done.all():
                one, two, three = FUNCTIONS["rand"]((3, *shape), dtype=loc.dtype).unbind()
                z = (math.pi * one).cos()
                f = (1 + width * z) / (width + z)
                c = kappa * (width - f)
                accepted = (c * (2 - c) - two > 0) | ((c / two).log() + 1 - c >= 0)
                x = FUNCTIONS["where"](accepted, (three - 0.5).sign() * f.acos(), x)
                done = done | accepted
            angles = (x + math.pi + loc) % (2 * math.pi) - math.pi
            return angles.to(self.loc.dtype)

    @property
    def mean(self) -> Any:
        """The mean angle."""
        return self.loc

    mode = mean

    @lazily
    def variance(self) -> Any:
        """The circular variance: 1 minus the length of the mean direction."""
        return 1 - (log_bessel(self.concentration, 1) - log_bessel(self.concentration)).exp()
