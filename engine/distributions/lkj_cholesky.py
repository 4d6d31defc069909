"""The LKJ distribution of correlation matrices, as Cholesky factors."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.beta import Beta
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast, smallest
from engine.switches.grad_modes import no_grad


class LKJCholesky(Distribution):
    """Cholesky factors of correlation matrices, by the onion method (Lewandowski et al., 2009)."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {"concentration": constraints.positive}
    support = constraints.corr_cholesky

    def __init__(
        self, dim: int, concentration: Any = 1.0, validate_args: bool | None = None
    ) -> None:
        if dim < 2:
            raise ValueError(
                f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}."
            )
        self.dim = dim
        (self.concentration,) = broadcast(concentration)
        marginal = self.concentration + 0.5 * (dim - 2)
        steps = FUNCTIONS["arange"](dim - 1, dtype=self.concentration.dtype)
        offset = FUNCTIONS["cat"]([steps.new_zeros((1,)), steps])
        self._beta = Beta(offset + 0.5, marginal.unsqueeze(-1) - 0.5 * offset)
        super().__init__(self.concentration.size(), (dim, dim), validate_args)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        radius = self._beta.sample(sample_shape).unsqueeze(-1)
        shape = tuple(self._extended_shape(sample_shape))
        with no_grad.quietly():
            plain = FUNCTIONS["randn"](shape, dtype=radius.dtype).tril(-1)
            turned = plain / plain.norm(dim=-1, keepdim=True)
            turned[..., 0, :].fill_(0.0)
            found = radius.sqrt() * turned
            left = (1 - (found**2).sum(-1)).clamp(min=smallest(found))
            found += left.sqrt().diag_embed()
        return found

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        order = FUNCTIONS["arange"](2, self.dim + 1)
        order = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - order
        plain, count = (order * diagonal.log()).sum(-1), self.dim - 1
        alpha = self.concentration + 0.5 * count
        constant = 0.5 * count * math.log(math.pi) + (alpha - 0.5).mvlgamma(count)
        return plain - (constant - alpha.lgamma() * count)
