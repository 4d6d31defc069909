"""The operations that PyTorch's losses and similarities are made of, node for node.

Written in C++ there, ``tensor + number`` is another overload than in Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.errors import not_cast, refused, shape_mismatch
from engine.formula import exp, expand_to, total, where, with_dims
from engine.numbers.alike import kind_name
from engine.op import OPS
from engine.ops.loss import reduced
from engine.ops.reduction import norm_rule, vector_norm
from engine.ops.shares import spread as shared
from engine.placed import part, scatter_add
from engine.tensor import Tensor, new_tensor


def number_minus(number: float, tensor: Tensor) -> Any:
    """``number - tensor``, as a subtraction of tensors."""
    return new_tensor(np.asarray(number, tensor._data.dtype)) - tensor


@operation(
    "norm", name="norm.ScalarOpt_dim", node="NormBackward1",
    self=lambda grad, self, result, self_shape, p, dim, keepdim: norm_rule(
        with_dims(grad, self_shape, dim, keepdim), self,
        with_dims(result, self_shape, dim, keepdim), p, dim,
    ),
)  # fmt: skip
def norm_along(self: Any, p: float, dim: Any, keepdim: bool = False) -> Any:
    """The length of vectors along a dimension."""
    return vector_norm.op.forward(self, p, dim, keepdim)


@operation(
    "soft margin", name="soft_margin_loss", backward_node="SoftMarginLossBackwardBackward0",
    inputs=("self", "target"),
    self=lambda grad, self, target, self_shape, reduction: (
        shared(grad, self_shape, reduction) * (-target * (1 - 1 / (1 + exp(-target * self))))
    ),
)  # fmt: skip
def soft_margin(self: Any, target: Any, reduction: str = "mean") -> Any:
    """ln(1 + e^(−y · x))."""
    if self.dtype.kind == "b":
        raise refused(OPS["neg"], target)
    if self.dtype.kind in "iu":
        raise not_cast("Float", kind_name(self))
    sign = target.astype(self.dtype)
    try:
        product = -sign * self
    except ValueError:
        raise shape_mismatch(self.shape, target.shape) from None
    return reduced(np.log1p(np.exp(product)), reduction)


def like(value: Any, array: Any) -> Any:
    """An array as what ``value`` is: an array or a tensor."""
    return new_tensor(np.asarray(array)) if isinstance(value, Tensor) else array


def by_row(grad: Any, rows: int, reduction: Any) -> Any:
    """What reaches the loss of each row, as a column."""
    if reduction == "none":
        return grad.reshape((rows, 1))
    whole = expand_to(grad.reshape((1, 1)), (rows, 1))
    return whole / rows if reduction == "mean" else whole


def lacks(self: Any, target: Any, margin: float) -> Any:
    """By how much every class of each row lies too near to (or above) the row's own."""
    own = part(self, (np.arange(len(target)), target))
    return self + margin - own.reshape((len(target), 1))


def multi_margin_rule(
    grad: Any, self: Any, target: Any, weight: Any, p: int, margin: float, reduction: str
) -> Any:
    """Every class that lies too near goes down, the row's own goes up by as much."""
    shape, rows, classes = self.shape, len(target), self.shape[-1] if self.ndim else 1
    self = self.reshape((rows, classes))
    gap = lacks(self, target, margin)
    others = np.ones((rows, classes), bool)
    others[np.arange(rows), target] = False
    counts = like(self, others) & (gap > 0)
    slopes = where(counts, gap * 2 if p == 2 else gap * 0 + 1, 0.0)
    scale = np.ones((rows, 1)) if weight is None else weight[target].reshape(rows, 1)
    dtype = np.asarray(self._data if isinstance(self, Tensor) else self).dtype
    sent = by_row(grad, rows, reduction) * (slopes * like(self, (scale / classes).astype(dtype)))
    taken = total(sent, (1,)).reshape((rows,))
    whole = sent - scatter_add(taken, (rows, classes), (np.arange(rows), target))
    return whole.reshape(tuple(shape))


@operation(
    "multi-margin", name="multi_margin_loss", backward_node="NotImplemented",
    self=lambda grad, self, target, weight, p, margin, reduction: multi_margin_rule(
        grad, self, target, weight, p, margin, reduction
    ),
)  # fmt: skip
def multi_margin(
    self: Any, target: Any, weight: Any = None, p: int = 1, margin: float = 1.0,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """What each other class lacks to lie ``margin`` below the row's own, over the classes."""
    classes = self.shape[-1] if self.ndim else 1
    single, self = self.ndim < 2, self.reshape(len(target), classes)
    gap = np.maximum(lacks(self, target, margin), 0)
    losses = gap**p if weight is None else gap**p * weight[target].reshape(-1, 1)
    losses[np.arange(len(target)), target] = 0
    each = (losses.sum(axis=1) / self.shape[1]).astype(self.dtype)
    return reduced(each[0] if single else each, reduction)


def label_pairs(target: Any) -> list[tuple[int, int]]:
    """The (row, class) of every label; a row's labels end at the first negative one."""
    found = []
    for row, labels in enumerate(target):
        for label in labels:
            if label < 0:
                break
            found.append((row, int(label)))
    return found


def multilabel_rule(grad: Any, self: Any, target: Any, reduction: str) -> Any:
    """Every class that lies too near to a label goes down, that label goes up by as much."""
    (rows, classes), shape = target.shape, self.shape
    data = np.asarray(self._data if isinstance(self, Tensor) else self).reshape(rows, classes)
    slopes = np.zeros((rows, classes), data.dtype)
    pairs = label_pairs(target)
    labelled = np.zeros((rows, classes), bool)
    for row, label in pairs:
        labelled[row, label] = True
    for row, label in pairs:
        near = (1 - data[row, label] + data[row] > 0) & ~labelled[row]
        slopes[row] += near
        slopes[row, label] -= near.sum()
    whole = by_row(grad, rows, reduction) * like(self, slopes / data.dtype.type(classes))
    return whole.reshape(tuple(shape))


@operation(
    "multi-label margin", name="multilabel_margin_loss",
    self=lambda grad, self, target, reduction: multilabel_rule(grad, self, target, reduction),
)  # fmt: skip
def multilabel_margin(self: Any, target: Any, reduction: str = "mean") -> Any:
    """What each other class lacks to lie 1 below each of the row's labels, over the classes."""
    single, self, pairs = self.ndim < 2, self.reshape(target.shape), label_pairs(target)
    losses = np.zeros(len(self), self.dtype)
    for row, label in pairs:
        others = np.ones(self.shape[1], bool)
        others[[each for owner, each in pairs if owner == row]] = False
        losses[row] += np.maximum(1 - self[row, label] + self[row, others], 0).sum()
    losses /= self.dtype.type(self.shape[1])
    return reduced(losses[0] if single else losses, reduction)
