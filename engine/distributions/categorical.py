"""The categorical distribution: one of several classes, by number."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, check_one, lazily, probs_to_logits
from engine.storage.size import Size
from engine.switches.grad_modes import no_grad


class Categorical(Distribution):
    """The categorical distribution: one of several classes, by number."""

    has_enumerate_support = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "probs": constraints.simplex, "logits": constraints.real_vector,
    }  # fmt: skip

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        check_one(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        if given.ndim < 1:
            raise ValueError(f"`{name}` parameter must be at least one-dimensional.")
        self._name = name
        self.__dict__[name] = (
            given / given.sum(-1, keepdim=True)
            if name == "probs"
            else given - given.logsumexp(-1, keepdim=True)
        )
        self._num_events = int(given.shape[-1])
        super().__init__(given.shape[:-1], validate_args=validate_args)

    @lazily
    def probs(self) -> Any:
        """The probability of each class."""
        return self.logits.softmax(-1)

    @lazily
    def logits(self) -> Any:
        """The log-probability of each class."""
        return probs_to_logits(self.probs)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given: ``probs`` or ``logits``."""
        return self.__dict__[self._name].size()

    @property
    def support(self) -> Any:
        """The numbers of the classes."""
        return constraints.integer_interval(0, self._num_events - 1)

    @property
    def mean(self) -> Any:
        """Not defined."""
        nothing = FUNCTIONS["tensor"](float("nan"), dtype=self.probs.dtype)
        return nothing.expand(self._batch_shape)

    variance = mean

    @property
    def mode(self) -> Any:
        """The most probable class."""
        return self.probs.argmax(-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        shape = Size(sample_shape)
        rows = self.probs.reshape(-1, self._num_events)
        with no_grad.quietly():
            drawn = FUNCTIONS["multinomial"](rows, shape.numel(), True).T
            return drawn.reshape(self._extended_shape(shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        index, logs = FUNCTIONS["broadcast_tensors"](value.long().unsqueeze(-1), self.logits)
        return logs.gather(-1, index[..., :1]).squeeze(-1)

    def entropy(self) -> Any:
        lowest = {"float64": -1.7976931348623157e308}.get(
            self.logits.dtype.name, -3.4028234663852886e38
        )
        return -(self.logits.clamp(min=lowest) * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Any:
        """The numbers of all classes."""
        values = FUNCTIONS["arange"](self._num_events)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values
