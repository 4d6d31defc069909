"""The Dirichlet distribution: vectors of probabilities that sum to 1."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.autograd.function import Function
from engine.autograd.once import once_differentiable
from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.exp_family import ExponentialFamily
from engine.storage.size import Size


class _Dirichlet(Function):
    """Draws shares, through which gradients go to their shapes."""

    @staticmethod
    def forward(ctx: Any, concentration: Any) -> Any:
        """The shares."""
        drawn = FUNCTIONS["_sample_dirichlet"](concentration)
        ctx.save_for_backward(drawn, concentration)
        return drawn

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_output: Any) -> Any:
        """The gradient of the shapes."""
        drawn, shapes = ctx.saved_tensors
        total = shapes.sum(-1, True).expand_as(shapes)
        slope = FUNCTIONS["_dirichlet_grad"](drawn, shapes, total)
        return slope * (grad_output - (drawn * grad_output).sum(-1, True))


class Dirichlet(ExponentialFamily):
    """The Dirichlet distribution: vectors of probabilities that sum to 1."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration": constraints.independent(constraints.positive, 1)
    }
    support = constraints.simplex

    def __init__(self, concentration: Any, validate_args: bool | None = None) -> None:
        if concentration.ndim < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        shape = Size(concentration.shape)
        super().__init__(shape[:-1], shape[-1:], validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Any:
        """Where the density is highest: at one corner where no concentration is above 1."""
        above = (self.concentration - 1).clamp(min=0.0)
        mode = above / above.sum(-1, True)
        corner = (self.concentration < 1).all(dim=-1)
        best = FUNCTIONS["eye"](above.shape[-1])[mode[corner].argmax(-1)]
        mode[corner] = best.to(mode)
        return mode

    @property
    def variance(self) -> Any:
        """The variance of each component."""
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        return _Dirichlet.apply(self.concentration.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        shape = self.concentration
        powers = FUNCTIONS["xlogy"](shape - 1.0, value).sum(-1)
        return powers + shape.sum(-1).lgamma() - shape.lgamma().sum(-1)

    def entropy(self) -> Any:
        shape, count = self.concentration, self.concentration.size(-1)
        total = shape.sum(-1)
        return (
            shape.lgamma().sum(-1) - total.lgamma() - (count - total) * total.digamma()
            - ((shape - 1.0) * shape.digamma()).sum(-1)
        )  # fmt: skip

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return (self.concentration,)

    def _log_normalizer(self, *natural_params: Any) -> Any:
        (shape,) = natural_params
        return shape.lgamma().sum(-1) - shape.sum(-1).lgamma()
