"""Distributions on separate values."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, ClassVar

from engine.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast, probs_to_logits
from engine.grad_modes import enable_grad, no_grad
from engine.ops.loss import binary_cross_entropy_with_logits as cross_entropy_of_bits
from engine.size import Size


def lazily(method: Callable[[Any], Any]) -> Any:
    """A parameter computed from another when it is first asked for, always recorded."""

    @wraps(method)
    def compute(self: Any) -> Any:
        with enable_grad.quietly():
            return method(self)

    return cached_property(compute)


def _check_one(name: str, probs: Any, logits: Any) -> None:
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class Bernoulli(Distribution):
    """One with a probability, else zero."""

    has_enumerate_support = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "probs": constraints.unit_interval, "logits": constraints.real,
    }  # fmt: skip
    support = constraints.boolean

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        _check_one("Bernoulli", probs, logits)
        given = probs if probs is not None else logits
        number = not hasattr(given, "shape")
        self._name = "probs" if probs is not None else "logits"
        (self.__dict__[self._name],) = broadcast(given)
        shape = () if number else self.__dict__[self._name].size()
        super().__init__(shape, validate_args=validate_args)

    @lazily
    def probs(self) -> Any:
        """The probability of one."""
        return self.logits.sigmoid()

    @lazily
    def logits(self) -> Any:
        """The log-odds of one."""
        return probs_to_logits(self.probs, is_binary=True)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.probs

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.probs * (1 - self.probs)

    @property
    def mode(self) -> Any:
        """The more probable of both: NaN where neither is."""
        even = FUNCTIONS["full_like"](self.probs, float("nan"))
        return (self.probs >= 0.5).to(self.probs).where(self.probs != 0.5, even)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter given."""
        return self.__dict__[self._name].size()  # type: ignore[no-any-return]

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples outside of every graph."""
        shape = self._extended_shape(sample_shape)
        with no_grad.quietly():
            return FUNCTIONS["bernoulli"](self.probs.expand(shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        logits, given = broadcast(self.logits, value)
        return -cross_entropy_of_bits(logits, given, reduction="none")

    def entropy(self) -> Any:
        """The entropy."""
        return cross_entropy_of_bits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Any:
        """Zero and one."""
        values = FUNCTIONS["arange"](2, dtype=self.__dict__[self._name].dtype)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class Categorical(Distribution):
    """One of several classes, by number."""

    has_enumerate_support = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "probs": constraints.simplex, "logits": constraints.real_vector,
    }  # fmt: skip

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        _check_one("Categorical", probs, logits)
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
        """The shape of the parameter given."""
        return self.__dict__[self._name].size()  # type: ignore[no-any-return]

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
        """Samples outside of every graph."""
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
        """The entropy."""
        lowest = {"float64": -1.7976931348623157e308}.get(
            self.logits.dtype.name, -3.4028234663852886e38
        )
        return -(self.logits.clamp(min=lowest) * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Any:
        """The numbers of all classes."""
        values = FUNCTIONS["arange"](self._num_events)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class Poisson(Distribution):
    """How often something happens at a rate."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        number = not hasattr(rate, "shape")
        (self.rate,) = broadcast(rate)
        super().__init__(() if number else self.rate.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.rate

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.rate

    @property
    def mode(self) -> Any:
        """The most probable number."""
        return self.rate.floor()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples outside of every graph."""
        with no_grad.quietly():
            return FUNCTIONS["poisson"](self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        rate, given = broadcast(self.rate, value)
        return FUNCTIONS["xlogy"](given, rate) - rate - (given + 1).lgamma()
