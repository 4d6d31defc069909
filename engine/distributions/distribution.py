"""The base of all distributions: checked parameters, samples, log-probabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from functools import cached_property, wraps
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions.constraints import Constraint, _Dependent, holds
from engine.foundation.warn import warn
from engine.numbers.limits import finfo
from engine.storage.size import Size
from engine.switches.grad_modes import enable_grad, no_grad
from engine.tensor import Tensor

SAMPLE_N = "`sample_n(n)` will be deprecated. Use `sample((n,))` instead."
NOT_A_TENSOR = "The value argument to log_prob must be a Tensor"


class Distribution:
    """Base of the distributions; ``arg_constraints`` : what each parameter must satisfy."""

    has_rsample = False
    has_enumerate_support = False
    arg_constraints: ClassVar[dict[str, Constraint]] = {}
    support: Any = None
    _validate_args = True

    def __init__(
        self, batch_shape: Iterable[int] = (), event_shape: Iterable[int] = (),
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            for name, constraint in self.arg_constraints.items():
                if not (isinstance(constraint, _Dependent) or self._is_awaited(name)):
                    self._check_parameter(name, getattr(self, name), constraint)

    def _is_awaited(self, name: str) -> bool:
        """Is a parameter one to be computed from another?"""
        return name not in self.__dict__ and isinstance(
            getattr(type(self), name, None), cached_property
        )

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distribution with another batch shape."""
        fresh = copy(self)
        shape, own = Size(batch_shape), len(self._batch_shape)
        fresh._batch_shape = shape
        for name, value in self.__dict__.items():
            if isinstance(value, Distribution):
                fresh.__dict__[name] = value.expand((*shape, *value.batch_shape[own:]))
            elif isinstance(value, Tensor) and name in self.arg_constraints:
                start = value.ndim - self.arg_constraints[name].event_dim
                fresh.__dict__[name] = value.expand((*shape, *value.shape[start:]))
        return fresh

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Choose whether parameters and samples are checked by default."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def _check_parameter(self, name: str, value: Any, constraint: Constraint) -> None:
        if not holds(constraint.check(value), value):
            raise ValueError(
                f"Expected parameter {name} ({type(value).__name__} of shape "
                f"{tuple(value.shape)}) of distribution {self!r} to satisfy the constraint "
                f"{constraint!r}, but found invalid values:\n{value}"
            )

    @property
    def batch_shape(self) -> Size:
        """The shape of the batch: of distributions with parameters of their own, side by side."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one sample."""
        return self._event_shape

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        with no_grad.quietly():
            return self.rsample(sample_shape)

    def sample_n(self, n: int) -> Any:
        """``n`` samples, as older programs ask for them."""
        warn(SAMPLE_N, FutureWarning)
        return self.sample((n,))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters (reparametrised)."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density (or probability) at ``value``."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """The value that a sample is at most with a given probability; the inverse of ``cdf``."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values that a sample can have."""
        raise NotImplementedError

    @property
    def mean(self) -> Any:
        """The expected value."""
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """The most probable value."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Any:
        """The expected squared distance from the mean."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The standard deviation: the square root of the variance."""
        return self.variance.sqrt()

    def perplexity(self) -> Any:
        """The exponential of the entropy."""
        return self.entropy().exp()

    def entropy(self) -> Any:
        """The entropy in nats: the expected value of −log p."""
        raise NotImplementedError

    def _extended_shape(self, sample_shape: Any = ()) -> Size:
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _validate_sample(self, value: Any) -> None:
        """Raise ValueError where ``value`` can be no sample."""
        if not isinstance(value, Tensor):
            raise ValueError(NOT_A_TENSOR)
        start = value.ndim - len(self._event_shape)
        if value.shape[start:] != self._event_shape:
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.shape} vs "
                f"{self._event_shape}."
            )
        expected = Size((*self._batch_shape, *self._event_shape))
        pairs = zip(reversed(value.shape), reversed(expected), strict=False)
        if any(1 not in (own, other) and own != other for own, other in pairs):
            raise ValueError(
                "Value is not broadcastable with batch_shape+event_shape: "
                f"{value.shape} vs {expected}."
            )
        if self.support is not None and not holds(self.support.check(value), value):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape "
                f"{tuple(value.shape)}) to be within the support ({self.support!r}) of the "
                f"distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}: {value if value.numel() == 1 else value.size()}"
            for name in self.arg_constraints
            if (value := self.__dict__.get(name)) is not None
        )
        return f"{type(self).__name__}({shown})"


def broadcast(*values: Any) -> tuple[Any, ...]:
    """Parameters as tensors broadcast to one shape; numbers take the dtype of the tensors."""
    tensors = [each for each in values if isinstance(each, Tensor)]
    if any(not isinstance(each, Tensor | int | float) for each in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects "
            "implementing __torch_function__."
        )
    dtype = tensors[0].dtype if tensors else None
    make = FUNCTIONS["tensor"]
    as_tensors = [
        each
        if isinstance(each, Tensor)
        else make(float(each) if dtype is None else each, dtype=dtype)
        for each in values
    ]
    return tuple(FUNCTIONS["broadcast_tensors"](*as_tensors))


def lazily(method: Callable[[Any], Any]) -> Any:
    """A parameter computed from another when it is first asked for, always recorded."""

    @wraps(method)
    def compute(self: Any) -> Any:
        with enable_grad.quietly():
            return method(self)

    return cached_property(compute)


def is_number(*values: Any) -> bool:
    """Whether all parameters are numbers, so that there is one distribution."""
    return all(isinstance(each, int | float) for each in values)


def batch_of(tensor: Any, *given: Any) -> Any:
    """The batch shape of parameters as they were given: () if all were numbers."""
    return () if is_number(*given) else tensor.size()


def check_one(probs: Any, logits: Any) -> None:
    """Raise ValueError unless exactly one of two parameters was given."""
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


def sum_rightmost(value: Any, dims: int) -> Any:
    """The sum over the last dimensions."""
    return value.reshape(*value.shape[: value.ndim - dims], -1).sum(-1) if dims else value


def smallest(tensor: Any) -> float:
    """The smallest normal number of a tensor's dtype."""
    return float(finfo(tensor.dtype).tiny)


def precision(tensor: Any) -> float:
    """The distance from 1 to the next number of a tensor's dtype."""
    return float(finfo(tensor.dtype).eps)


def clamp_probs(probs: Any) -> Any:
    """Probabilities kept away from 0 and 1."""
    eps = precision(probs)
    return probs.clamp(eps, 1 - eps)


def probs_to_logits(probs: Any, is_binary: bool = False) -> Any:
    """Log-odds (or log-probabilities) of probabilities, kept away from 0 and 1."""
    clamped = clamp_probs(probs)
    return clamped.log() - (-clamped).log1p() if is_binary else clamped.log()


def logits_to_probs(logits: Any, is_binary: bool = False) -> Any:
    """Probabilities of log-odds (or of log-probabilities)."""
    return logits.sigmoid() if is_binary else logits.softmax(-1)
