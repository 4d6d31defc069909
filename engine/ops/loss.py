"""Losses: how far a prediction is from its target."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.declare import composite, operation
from engine.formula import expand_to, gather_negative, sign
from engine.tensor import Tensor

REDUCTIONS: dict[str, Callable[[Any], Any]] = {
    "none": lambda values: values,
    "mean": np.mean,
    "sum": np.sum,
}


def spread(grad: Any, shape: tuple[int, ...], reduction: str) -> Any:
    """The share of each element in a reduced loss's gradient."""
    if reduction == "none":
        return grad
    whole = expand_to(grad, shape)
    return whole / float(np.prod(shape)) if reduction == "mean" else whole


@operation(
    "MSE", name="mse_loss", inputs=("self", "target"),
    self=lambda grad, self, target, self_shape, reduction: (
        spread(grad, self_shape, reduction) * (2 * (self - target))
    ),
    target=lambda grad, self, target, self_shape, reduction: (
        spread(grad, self_shape, reduction) * (2 * (target - self))
    ),
)  # fmt: skip
def squared_error(self: Any, target: Any, reduction: str = "mean") -> Any:
    """The squared differences."""
    return REDUCTIONS[reduction]((self - target) ** 2)


@operation(
    "L1", name="l1_loss.abs", node="AbsBackward0",
    self=lambda grad, self: grad * sign(self),
)  # fmt: skip
def absolute(self: Any) -> Any:
    """The absolute values."""
    return np.abs(self)


@operation(
    "BCE", name="binary_cross_entropy", inputs=("self", "target", "weight"),
    self=lambda grad, self, target, self_shape, reduction: (
        spread(grad, self_shape, reduction)
        * (self - target) / at_least((1 - self) * self, 1e-12)
    ),
)  # fmt: skip
def cross_entropy_of_probability(
    self: Any, target: Any, weight: Any = None, reduction: str = "mean"
) -> Any:
    """−(y ln p + (1 − y) ln(1 − p)), each logarithm at least −100."""
    if ((self < 0) | (self > 1)).any():
        raise RuntimeError("all elements of input should be between 0 and 1")
    losses = (target - 1) * np.maximum(np.log1p(-self), -100) - target * np.maximum(
        np.log(self), -100
    )
    losses = losses if weight is None else losses * weight
    return REDUCTIONS[reduction](losses.astype(self.dtype))


def at_least(value: Any, low: float) -> Any:
    """``value``, but nowhere less than ``low``."""
    return value.clip(low)


@operation(
    "BCE", name="binary_cross_entropy_with_logits", inputs=("self", "target", "weight", "pos_weight"),
    self=lambda grad, self, target, weight, pos_weight, self_shape, reduction: (
        spread(grad, self_shape, reduction) * logits_rule(self, target, weight, pos_weight)
    ),
)  # fmt: skip
def cross_entropy_of_logits(
    self: Any, target: Any, weight: Any = None, pos_weight: Any = None, reduction: str = "mean"
) -> Any:
    """Binary cross entropy of the sigmoid of ``self``, computed without overflow."""
    log_sigmoid = np.minimum(self, 0) - np.log1p(np.exp(-np.abs(self)))
    factor = 1 if pos_weight is None else (pos_weight - 1) * target + 1
    losses = (1 - target) * self - factor * log_sigmoid
    losses = losses if weight is None else losses * weight
    return REDUCTIONS[reduction](losses.astype(self.dtype))


def logits_rule(self: Any, target: Any, weight: Any, pos_weight: Any) -> Any:
    """σ(x) − y, weighted."""
    probability = self.sigmoid() if isinstance(self, Tensor) else 1 / (1 + np.exp(-self))
    if pos_weight is None:
        rule = probability - target
    else:
        positive = pos_weight * target
        rule = (positive + 1 - target) * probability - positive
    return rule if weight is None else rule * weight


@operation(
    "NLL", name="nll_loss.picked", node="NllLossBackward0", inputs=("self", "target", "weight"),
    self=lambda grad, self_shape, target, weight, reduction, ignore_index: (
        gather_negative(grad, self_shape, target, weight, reduction, ignore_index)
    ),
)  # fmt: skip
def picked_loss(
    self: Any, target: Any, weight: Any = None, reduction: str = "mean", ignore_index: int = -100
) -> Any:
    """Minus the log-probability of each target class."""
    valid = target != ignore_index
    safe = np.where(valid, target, 0)
    if safe.size and (safe.min() < 0 or safe.max() >= self.shape[1]):
        wrong = int(safe.max()) if safe.max() >= self.shape[1] else int(safe.min())
        raise IndexError(f"Target {wrong} is out of bounds.")
    weights = (np.ones(self.shape[1], self.dtype) if weight is None else weight)[safe] * valid
    losses = -np.take_along_axis(self, safe[:, None], axis=1)[:, 0] * weights
    if reduction == "mean":
        return (losses.sum() / weights.sum()).astype(self.dtype)
    return REDUCTIONS[reduction](losses.astype(self.dtype))


@composite(method=False)
def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Any = None,
) -> Any:  # fmt: skip
    """The mean (or sum, or each) of the squared differences."""
    input, target = same_size(input, target)
    return squared_error(input, target, reduction)


def same_size(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both broadcast together, with PyTorch's warning where that was needed."""
    if input.shape == target.shape:
        return input, target
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size "
        f"({input.shape}). This will likely lead to incorrect results due to broadcasting. Please "
        "ensure they have the same size.",
        UserWarning,
        stacklevel=3,
    )
    shape = np.broadcast_shapes(input.shape, target.shape)
    return input.expand(shape), target.expand(shape)


@composite(method=False)
def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean", pos_weight: Any = None,
) -> Any:  # fmt: skip
    """Binary cross entropy of the sigmoid of ``input``."""
    if target.shape != input.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    return cross_entropy_of_logits(input, target, weight, pos_weight, reduction)


@composite(method=False)
def nll_loss(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """Minus the log-probability that ``input`` gives each target class."""
    return picked_loss(input, target, weight, reduction, ignore_index)


@composite(method=False)
def cross_entropy(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:  # fmt: skip
    """The loss of class scores: log-softmax, then the loss of the target classes."""
    scores = input.log_softmax(1)
    return picked_loss(scores, target, weight, reduction, ignore_index)
