"""What every distribution is: parameters within bounds, samples, log-probabilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from engine.declare import FUNCTIONS
from engine.distributions.constraints import Constraint, _Dependent
from engine.errors import absent
from engine.grad_modes import no_grad
from engine.size import Size
from engine.tensor import Tensor

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
                if name in self.__dict__ and not isinstance(constraint, _Dependent):
                    self._check_parameter(name, self.__dict__[name], constraint)

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Choose whether parameters and samples are checked."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def _check_parameter(self, name: str, value: Any, constraint: Constraint) -> None:
        if not constraint.check(value).all():
            raise ValueError(
                f"Expected parameter {name} ({type(value).__name__} of shape "
                f"{tuple(value.shape)}) of distribution {self!r} to satisfy the constraint "
                f"{constraint!r}, but found invalid values:\n{value}"
            )

    @property
    def batch_shape(self) -> Size:
        """The shape of the distributions held side by side."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one sample."""
        return self._event_shape

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples outside of every graph."""
        with no_grad.quietly():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density (or probability) at ``value``."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """The probability of less than ``value``."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """The value with a probability of less."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values there can be."""
        raise NotImplementedError

    @property
    def mean(self) -> Any:
        """The mean."""
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """What is most probable."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Any:
        """The variance."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.variance.sqrt()

    def perplexity(self) -> Any:
        """E to the entropy."""
        return self.entropy().exp()

    def entropy(self) -> Any:
        """The entropy."""
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
        if self.support is not None and not self.support.check(value).all():
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
    """Parameters as tensors of one shape; numbers take the dtype of the tensors among them."""
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


def probs_to_logits(probs: Any, is_binary: bool = False) -> Any:
    """Log-odds (or log-probabilities) of probabilities, kept away from 0 and 1."""
    eps = FUNCTIONS_FINFO[probs.dtype.name]
    clamped = probs.clamp(eps, 1 - eps)
    return clamped.log() - (-clamped).log1p() if is_binary else clamped.log()


FUNCTIONS_FINFO = {
    "float32": 2.0**-23,
    "float64": 2.0**-52,
    "float16": 2.0**-10,
    "bfloat16": 2.0**-7,
}


def cannot_sample(name: str) -> Any:
    """Raise NotImplementedError for draws that this engine cannot make bit for bit."""
    raise absent(f"sampling from torch.distributions.{name} (its log_prob is here; the sampling)")
