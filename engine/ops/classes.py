"""Losses of class scores: negative log-likelihood and cross entropy."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.numbers.alike import SCALARS, require_alike
from engine.numbers.promotion import as_float
from engine.ops.indexing import are_below
from engine.ops.loss import reduction_of
from engine.ops.softmax import log_softmax_along
from engine.ops.targets import check_targets, check_weights, refuse_slopes
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

in_levels = later("engine.kernels.in_order", "in_levels")
PROBABILITIES = "Expected floating point type for target with class probabilities, got {}"


def _array(value: Any) -> Any:
    return value._data if isinstance(value, Tensor) else value


def class_weights(
    shape: tuple[int, ...], target: Any, weight: Any, ignored: int, dtype: Any
) -> Any:
    """The weight of each target's class, zero where it is ignored; shaped like ``target``."""
    classes = shape[0] if len(shape) == 1 else shape[1]
    valid = target != ignored
    safe = np.where(valid, target, 0)
    if safe.size and (safe.min() < 0 or safe.max() >= classes):
        wrong = int(safe.max()) if safe.max() >= classes else int(safe.min())
        raise IndexError(f"Target {wrong} is out of bounds.")
    every = np.ones(classes, dtype) if weight is None else weight
    return every[safe] * valid


def is_simple(shape: tuple[int, ...], target: Any, weight: Any) -> bool:
    """Is it the everyday case: a row of scores for each target, all of which count alike?"""
    return (
        len(shape) == 2
        and weight is None
        and target.ndim == 1
        and target.size > 0
        and are_below(target, shape[1])
    )


@lru_cache(maxsize=16)
def _rows(count: int) -> Any:
    """The numbers of so many rows."""
    rows = np.arange(count)
    rows.flags.writeable = False
    return rows


def picked_rule(
    grad: Any, self_shape: Any, target: Any, weight: Any, reduction: Any, ignored: Any,
    total_weight: Any,
) -> Any:  # fmt: skip
    """Minus the gradient at each row's target class, zero elsewhere."""
    if isinstance(grad, Symbol):
        share = grad / total_weight if reduction == "mean" else grad
        return -((share if weight is None else share * weight) * target.one_hot())
    targets = _array(target)
    dtype = _array(grad).dtype
    counted = len(self_shape) == 2 and weight is None and ignored < 0
    if counted and _array(total_weight) == targets.size:  # so none is ignored
        mask = np.zeros(self_shape, dtype)
        share = dtype.type(-1 / len(targets) if reduction == "mean" else -1)
        if not isinstance(grad, Tensor):
            mask[_rows(len(targets)), targets] = grad * share
            return mask
        mask[_rows(len(targets)), targets] = share
        return (grad.reshape((-1, 1)) if reduction == "none" else grad) * new_tensor(mask)
    weights = class_weights(self_shape, targets, _array(weight), ignored, dtype)
    shares = (-(weights / weights.sum()) if reduction == "mean" else -weights).astype(dtype)
    axis, recorded = 0 if len(self_shape) == 1 else 1, isinstance(grad, Tensor)
    found = shares if recorded else grad.reshape(targets.shape if grad.ndim else ()) * shares
    mask = np.zeros(self_shape, dtype)
    place = np.expand_dims(np.where(targets == ignored, 0, targets), axis)
    # Where nothing counts, there is nothing to divide by: no such row has a slope.
    kept = np.where(targets == ignored, dtype.type(0), found)
    np.put_along_axis(mask, place, np.expand_dims(kept, axis), axis)
    if not recorded:
        return mask
    if reduction == "none":
        grad = grad.reshape((*self_shape[:axis], 1, *self_shape[axis + 1 :]))
    return grad * new_tensor(mask)


def _picked(self: Any, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    if is_simple(self.shape, target, weight) and ignore_index < 0:
        total = self.dtype.type(len(target))
        found = self[_rows(len(target)), target]
        if reduction == "none":
            return -found, total
        summed = 0 - in_levels(found)  # PyTorch subtracts: a loss of zero has no sign
        return summed / (total if reduction == "mean" else 1), total
    require_alike(SCALARS, self, weight)
    weights = class_weights(self.shape, target, weight, ignore_index, self.dtype)
    axis = 0 if self.ndim == 1 else 1
    place = np.expand_dims(np.where(target == ignore_index, 0, target), axis)
    losses = -np.take_along_axis(self, place, axis).squeeze(axis) * weights
    total = np.asarray(in_levels(weights.reshape(-1))).astype(self.dtype)[()]
    if reduction == "none":
        return losses.astype(self.dtype), total
    summed = 0 + in_levels(losses.reshape(-1))  # which begins at a zero without a sign
    found = summed / (total if reduction == "mean" else 1)
    return np.asarray(found).astype(self.dtype)[()], total


def _declare(name: str, node: str) -> Any:
    @operation(
        "NLL", name=name, node=node, inputs=("self", "target", "weight"),
        backward_node=node.replace("0", "Backward0"),
        keeps=("total_weight",),
        self=lambda grad, self, self_shape, target, weight, reduction, ignore_index,
        total_weight: (
            picked_rule(grad, self_shape, target, weight, reduction, ignore_index, total_weight)
        ),
    )  # fmt: skip
    def picked(
        self: Any, target: Any, weight: Any = None, reduction: str = "mean",
        ignore_index: int = -100,
    ) -> Any:  # fmt: skip
        """Minus the log-probability of each target class."""
        return _picked(self, target, weight, reduction, ignore_index)

    return picked


picked_loss = _declare("nll_loss", "NllLossBackward0")
picked_loss_2d = _declare("nll_loss2d", "NllLoss2DBackward0")


@operation("·", name="mul.Scalar", node="MulBackward1", self=lambda grad, other: grad * other)
def multiplied(self: Any, other: float) -> Any:
    """The product with a number of the engine's own."""
    return (as_float(self) if isinstance(other, float) else self) * other


@operation("/", name="div.Scalar", node="DivBackward1", self=lambda grad, other: grad / other)
def divided(self: Any, other: float) -> Any:
    """The quotient by a number of the engine's own."""
    return as_float(self) / other


@operation("+", name="add.Scalar", node="AddBackward1", self=lambda grad: grad * 1)
def plus_number(self: Any, other: float) -> Any:
    """The sum with a number of the engine's own."""
    return self + self.dtype.type(other)


@operation("−", name="sub.Scalar", node="SubBackward1", self=lambda grad: grad * 1)
def minus_number(self: Any, other: float) -> Any:
    """The difference to a number of the engine's own."""
    return self - self.dtype.type(other)


@composite(method=False)
def nll_loss(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """Minus the log-probability that ``input`` gives each target class."""
    reduction = reduction_of(size_average, reduce, reduction)
    check_targets(input, target, weight)
    return _picked_of(input, target, weight, reduction, ignore_index)


def _picked_of(scores: Tensor, target: Tensor, weight: Any, reduction: str, ignored: int) -> Any:
    """The loss of rows or pictures; other shapes are made pictures of one row, as in PyTorch."""
    shape = scores._data.shape
    if weight is not None:
        refuse_slopes(f"nll_loss{'2d' * (len(shape) > 2)}_forward", weight=weight)
    if len(shape) == 1:
        sole = "sum" if reduction == "none" else reduction
        return picked_loss(scores, target.view(()), weight, sole, ignored)
    if len(shape) == 2:
        return picked_loss(scores, target, weight, reduction, ignored)
    if len(shape) == 4 or not target._data.size:
        return picked_loss_2d(scores, target, weight, reduction, ignored)
    rows = scores.contiguous().view(*shape[:2], 1, -1)
    places = target.contiguous().view(shape[0], 1, -1)
    found = picked_loss_2d(rows, places, weight, reduction, ignored)
    return found.view(shape[0], *shape[2:]) if reduction == "none" else found


@composite(method=False)
def cross_entropy(
    input: Tensor, target: Tensor, weight: Any = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:  # fmt: skip
    """The loss of class scores: log-softmax, then the loss of the target classes.

    ``target`` : class numbers, or a probability for each class.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(
            f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}"
        )
    shape = input._data.shape
    axis = 0 if len(shape) == 1 else 1
    if shape == target._data.shape:
        if not target.is_floating_point():
            raise RuntimeError(PROBABILITIES.format(target.dtype.kind_name))
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        scores = log_softmax_along(input, wrap(axis, len(shape)))
        return _of_probabilities(scores, target, weight, reduction, label_smoothing, axis)
    scores = log_softmax_along(input, wrap(axis, len(shape)))
    check_targets(input, target, weight)
    plain = _picked_of(scores, target, weight, reduction, ignore_index)
    if not label_smoothing:
        return plain
    smooth = _smooth(scores, target, weight, reduction, ignore_index, axis)
    share = label_smoothing / input.shape[axis]
    return multiplied(plain, 1 - label_smoothing) + multiplied(smooth, share)


def _weights_along(weight: Tensor, ndim: int, axis: int) -> Tensor:
    shape = [1] * ndim
    shape[axis] = weight.numel()
    return weight.view(shape)


def _of_probabilities(
    scores: Tensor, target: Tensor, weight: Any, reduction: str, smoothing: float, axis: int
) -> Any:
    classes = scores.shape[axis]
    check_weights(classes, weight, "cross_entropy: ")
    if smoothing:
        target = plus_number(multiplied(target, 1 - smoothing), smoothing / classes)
    products = scores * target
    if weight is not None:
        products = products * _weights_along(weight, scores.ndim, axis)
    if reduction == "none":
        return -products.sum(axis)
    if reduction == "sum":
        return -products.sum()
    return divided(-products.sum(), float(max(1, scores.numel() // classes)))


def _smooth(
    scores: Tensor, target: Tensor, weight: Any, reduction: str, ignored: int, axis: int
) -> Any:
    """Minus the mean log-probability of every class, for each target that counts."""
    if weight is not None:
        scores = scores * _weights_along(weight, scores.ndim, axis)
    losses = (-scores.sum(axis)).masked_fill(target == ignored, 0.0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    weights = class_weights(
        tuple(scores.shape), target._data, None if weight is None else weight._data, ignored,
        scores._data.dtype,
    )  # fmt: skip
    return losses.sum() / new_tensor(np.asarray(weights.sum(), scores._data.dtype)[()])
