"""Losses: how far a prediction is from its target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.dtypes import BOOL, FLOAT, of, promote_types
from engine.errors import not_cast, outgrown, shared_shape
from engine.formula import (
    close_exp,
    close_log,
    close_log1p,
    log,
    sigmoid,
    sign,
    where,
)
from engine.foundation.warn import warn
from engine.ops.combinations import broadcast_shapes
from engine.ops.shares import at_each, share
from engine.ops.targets import refuse_slopes
from engine.tensor import Tensor

REDUCTIONS: dict[str, Callable[[Any], Any]] = {
    "none": lambda values: values,
    "mean": later("engine.kernels.summing", "average"),
    "sum": later("engine.kernels.summing", "total"),
}
DIFFERENT = (
    "Using a target size ({target}) that is different to the input size ({input}). This will "
    "likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
)


def reduced(values: Any, reduction: str) -> Any:
    """The losses reduced as asked for: each of them, their mean or their sum."""
    return REDUCTIONS[reduction](values)


def reduction_of(size_average: Any, reduce: Any, reduction: str) -> str:
    """The reduction that the present and the deprecated arguments ask for.

    Raises:
        ValueError: there is no such reduction.
    """
    if size_average is not None or reduce is not None:
        summed = "sum" if size_average is False else "mean"
        reduction = "none" if reduce is False else summed
        warn(
            "size_average and reduce args will be deprecated, please use "
            f"reduction='{reduction}' instead."
        )
    if reduction not in REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def kind_check(kernel: str) -> Callable[[Any], None]:
    """A check that refuses whole numbers in the words of PyTorch's kernel."""

    def check(array: Any) -> None:
        if array.dtype.kind not in "fc":
            raise NotImplementedError(f"\"{kernel}\" not implemented for '{of(array).kind_name}'")

    return check


_check_mse = kind_check("mse_cpu")


@operation(
    "MSE", name="mse_loss", inputs=("self", "target"), promotes=True,
    backward_node="MseLossBackwardBackward0",
    self=lambda grad, self, target, self_shape, reduction: (
        at_each(grad, self_shape, reduction)
        * (share(2, self_shape, reduction, self) * (self - target))
    ),
    target=lambda grad, self, target, self_shape, reduction: (
        at_each(grad, self_shape, reduction)
        * (share(2, self_shape, reduction, self) * (target - self))
    ),
)  # fmt: skip
def squared_error(self: Any, target: Any, reduction: str = "mean") -> Any:
    """The squared differences."""
    _check_mse(self)
    return reduced((self - target) ** 2, reduction)


def smooth_rule(difference: Any, beta: Any) -> Any:
    """The slope of the smooth absolute value."""
    size = difference.abs() if isinstance(difference, Tensor) else np.abs(difference)
    return where(size >= beta, sign(difference), difference / (beta or 1.0))


@operation(
    "smooth L1", name="smooth_l1_loss", inputs=("self", "target"), promotes=True,
    backward_node="SmoothL1LossBackwardBackward0",
    self=lambda grad, self, target, self_shape, reduction, beta: (
        at_each(grad, self_shape, reduction)
        * (share(1, self_shape, reduction) * smooth_rule(self - target, beta))
    ),
    target=lambda grad, self, target, self_shape, reduction, beta: (
        -at_each(grad, self_shape, reduction)
        * (share(1, self_shape, reduction) * smooth_rule(self - target, beta))
    ),
)  # fmt: skip
def smooth_error(self: Any, target: Any, reduction: str = "mean", beta: float = 1.0) -> Any:
    """Half the square of small differences, the absolute value of large ones."""
    size = np.abs(self - target)
    losses = np.where(size < beta, 0.5 * size * size / (beta or 1.0), size - 0.5 * beta)
    return reduced(losses.astype(size.dtype), reduction)


def huber_rule(difference: Any, delta: Any) -> Any:
    """The slope of Huber's loss."""
    size = difference.abs() if isinstance(difference, Tensor) else np.abs(difference)
    return where(size > delta, sign(difference) * delta, difference)


@operation(
    "Huber", name="huber_loss", inputs=("self", "target"),
    backward_node="HuberLossBackwardBackward0",
    self=lambda grad, self, target, self_shape, reduction, delta: (
        at_each(grad, self_shape, reduction)
        * (share(1, self_shape, reduction, self) * huber_rule(self - target, delta))
    ),
    target=lambda grad, self, target, self_shape, reduction, delta: (
        at_each(grad, self_shape, reduction)
        * (share(1, self_shape, reduction, self) * huber_rule(target - self, delta))
    ),
)  # fmt: skip
def huber_error(self: Any, target: Any, reduction: str = "mean", delta: float = 1.0) -> Any:
    """Half the square of small differences, delta times the absolute value of large ones.

    They are computed in the common dtype, and are of that of ``self``.
    """
    common = promote_types(of(self), of(target)).numpy
    size = np.abs(self.astype(common) - target.astype(common))
    losses = np.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta))
    return reduced(losses.astype(self.dtype), reduction)


def weighed(value: Any, weight: Any) -> Any:
    """``value`` times a weight, if there is one."""
    return value if weight is None else value * weight


def at_least(value: Any, low: float) -> Any:
    """``value``, but nowhere less than ``low``."""
    return where(value < low, low, value)


@operation(
    "BCE", name="binary_cross_entropy", inputs=("self", "target", "weight"),
    backward_node="BinaryCrossEntropyBackwardBackward0",
    self=lambda grad, self, target, weight, self_shape, reduction: share(weighed(
        at_each(grad, self_shape, reduction)
        * (self - target) / at_least((1 - self) * self, 1e-12), weight
    ), self_shape, reduction),
    target=lambda grad, self, weight, self_shape, reduction: share(weighed(
        (log(1 - self) - log(self)) * at_each(grad, self_shape, reduction), weight
    ), self_shape, reduction),
    backward_derivatives={
        "self": lambda grad, grad_output, self, target, weight, self_shape, reduction: share(
            weighed(
                grad * at_each(grad_output, self_shape, reduction)
                * (self * self - self * target * 2 + target)
                / ((self + 1e-12) ** 2 * (1 - self + 1e-12) ** 2), weight
            ), self_shape, reduction),
    },
)  # fmt: skip
def cross_entropy_of_probability(
    self: Any, target: Any, weight: Any = None, reduction: str = "mean"
) -> Any:
    """−(y ln p + (1 − y) ln(1 − p)), each logarithm at least −100."""
    if ((self < 0) | (self > 1)).any():
        raise RuntimeError("all elements of input should be between 0 and 1")
    if ((target < 0) | (target > 1)).any():
        raise RuntimeError("all elements of target should be between 0 and 1")
    low = self.dtype.type(-100)
    without = np.maximum(close_log1p(-self), low)
    losses = (target - 1) * without - target * np.maximum(close_log(self), low)
    return reduced(_in_place(losses, weight).astype(self.dtype), reduction)


def _in_place(losses: Any, weight: Any) -> Any:
    """Losses times a weight that does not enlarge them: PyTorch multiplies in place."""
    common = losses.shape if weight is None else shared_shape(losses.shape, weight.shape)
    if common != losses.shape:
        raise outgrown(losses.shape, common)
    return weighed(losses, weight)


@operation(
    "BCE", name="binary_cross_entropy_with_logits.default",
    inputs=("self", "target", "weight", "pos_weight"),
    self=lambda grad, self, target, weight, pos_weight, self_shape, reduction: (
        share(weighed(
            at_each(grad, self_shape, reduction) * logits_rule(self, target, pos_weight), weight
        ), self_shape, reduction)
    ),
    target=lambda grad, self, weight, pos_weight, self_shape, reduction: share(weighed(
        at_each(grad, self_shape, reduction) * target_rule(self, pos_weight), weight
    ), self_shape, reduction),
)  # fmt: skip
def cross_entropy_of_logits(
    self: Any, target: Any, weight: Any = None, pos_weight: Any = None, reduction: str = "mean"
) -> Any:
    """Binary cross entropy of the sigmoid of ``self``, computed without overflow."""
    log_sigmoid = np.minimum(self, 0) - close_log1p(close_exp(-np.abs(self)))
    if pos_weight is not None and target.shape != (
        common := shared_shape(pos_weight.shape, target.shape)
    ):
        raise outgrown(self.shape, common)
    factor = 1 if pos_weight is None else (pos_weight - 1) * target + 1
    losses = (1 - target) * self - factor * log_sigmoid
    return reduced(_in_place(losses, weight).astype(target.dtype), reduction)


def logits_rule(self: Any, target: Any, pos_weight: Any) -> Any:
    """σ(x) − y, weighted where y is 1."""
    probability = sigmoid(self)
    if pos_weight is None:
        return probability - target
    positive = pos_weight * target
    return (positive + 1 - target) * probability - positive


def target_rule(self: Any, pos_weight: Any) -> Any:
    """The slope of the loss in its target."""
    if pos_weight is None:
        return -self
    return log(1 - sigmoid(self)) - pos_weight * log(sigmoid(self))


def same_size(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both broadcast together, with PyTorch's warning where that was needed."""
    if input._data.shape == target._data.shape:
        return input, target
    warn(DIFFERENT.format(target=target.shape, input=input.shape))
    shape = shared_shape(input.shape, target.shape)
    return tuple(t if t._data.shape == shape else t.expand(shape) for t in (input, target))  # type: ignore[return-value]


@composite(method=False, samples=("torch.nn.functional.mse_loss(x, y)",))
def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Any = None,
) -> Any:  # fmt: skip
    """The mean (or sum, or each) of the squared differences."""
    reduction = reduction_of(size_average, reduce, reduction)
    if weight is None:
        return squared_error(*same_size(input, target), reduction)
    one, two = same_size(input, target)
    return weighted((one - two).pow(2), weight, input, reduction)


def weighted(losses: Tensor, weight: Tensor, input: Tensor, reduction: str) -> Any:
    """Losses, each times its weight; the mean is divided by the sum of the weights."""
    if weight.shape != input.shape:
        raise ValueError("Weights and input must have the same size.")
    losses = losses * weight
    if reduction == "mean":
        return losses.sum() / weight.sum()
    return losses.sum() if reduction == "sum" else losses


def total(losses: Tensor, reduction: str) -> Any:
    """Losses computed by other operations, reduced as asked for."""
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses


@composite(method=False)
def l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Any = None,
) -> Any:  # fmt: skip
    """The mean (or sum, or each) of the absolute differences."""
    reduction = reduction_of(size_average, reduce, reduction)
    one, two = same_size(input, target)
    sizes = (one - two).abs()
    return total(sizes, reduction) if weight is None else weighted(sizes, weight, input, reduction)


@composite(method=False)
def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Any:  # fmt: skip
    """The smooth absolute error."""
    reduction = reduction_of(size_average, reduce, reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if not beta:
        return l1_loss(input, target, reduction=reduction)
    return smooth_error(*same_size(input, target), reduction, beta)


@composite(method=False)
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Any = None
) -> Any:
    """Huber's loss."""
    reduction = reduction_of(None, None, reduction)
    if input.dtype.category < target.dtype.category:
        raise not_cast(target.dtype.kind_name, input.dtype.kind_name)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    if weight is None:
        return huber_error(*same_size(input, target), reduction, delta)
    if weight.shape != input.shape:
        raise ValueError("Weights and input must have the same size.")
    return total(huber_error(*same_size(input, target), "none", delta) * weight, reduction)


@composite(method=False)
def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """Binary cross entropy of probabilities."""
    reduction = reduction_of(size_average, reduce, reduction)
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    _matching_kinds(input, target)
    refuse_slopes("binary_cross_entropy", weight=weight)
    if weight is not None:
        weight = weight.expand(broadcast_shapes(target.shape, weight.shape))
    return cross_entropy_of_probability(input, target, weight, reduction)


def _matching_kinds(input: Tensor, target: Tensor) -> None:
    if input._data.dtype != target._data.dtype:
        raise RuntimeError(
            f"Found dtype {target.dtype.kind_name} but expected {input.dtype.kind_name}"
        )


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean", pos_weight: Any = None,
) -> Any:  # fmt: skip
    """Binary cross entropy of the sigmoid of ``input``."""
    reduction = reduction_of(size_average, reduce, reduction)
    if target.shape != input.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    if target.dtype.category < FLOAT <= input.dtype.category:
        raise _whole_target(input, target)
    refuse_slopes("binary_cross_entropy_with_logits", weight=weight, pos_weight=pos_weight)
    return cross_entropy_of_logits(input, target, weight, pos_weight, reduction)


def _whole_target(input: Tensor, target: Tensor) -> RuntimeError:
    """The error of targets that cannot be subtracted from one as they are."""
    if target.dtype.category == BOOL:
        return RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` "
            "or `logical_xor()` operator instead."
        )
    return not_cast(input.dtype.kind_name, target.dtype.kind_name)


BY_NUMBER = ("none", "mean", "sum")
"""By PyTorch's numbers, how losses under ``torch.*`` are brought together; by default not."""


@composite(name="binary_cross_entropy_with_logits", method=False)
def numbered_cross_entropy(
    input: Tensor, target: Tensor, weight: Any = None, pos_weight: Any = None, reduction: int = 0
) -> Any:
    """Binary cross entropy of the sigmoid of ``input``."""
    return binary_cross_entropy_with_logits(
        input, target, weight, reduction=BY_NUMBER[reduction], pos_weight=pos_weight
    )
