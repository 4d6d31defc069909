"""Softmax and the nonlinearities of neural networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import wrap
from engine.declare import composite, operation, unary
from engine.formula import exp, total, where
from engine.tensor import Tensor


@operation(
    "softmax", name="_softmax", node="SoftmaxBackward0",
    self=lambda grad, result, dim: result * (grad - total(grad * result, dim)),
)  # fmt: skip
def softmax_along(self: Any, dim: int) -> Any:
    """e to each element, divided by the sum of those along a dimension."""
    powers = np.exp(self - self.max(axis=dim, keepdims=True))
    return powers / powers.sum(axis=dim, keepdims=True)


@operation(
    "log softmax", name="_log_softmax", node="LogSoftmaxBackward0",
    self=lambda grad, result, dim: grad - exp(result) * total(grad, dim),
)  # fmt: skip
def log_softmax_along(self: Any, dim: int) -> Any:
    """The logarithm of softmax, computed without overflow."""
    shifted = self - self.max(axis=dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


@composite()
def softmax(self: Tensor, dim: int, dtype: Any = None) -> Any:
    """Softmax along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    return softmax_along(source, wrap(dim, source.ndim))


@composite()
def log_softmax(self: Tensor, dim: int, dtype: Any = None) -> Any:
    """The logarithm of softmax along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    return log_softmax_along(source, wrap(dim, source.ndim))


@operation(
    "leaky relu", name="leaky_relu", elementwise=True,
    self=lambda grad, self, negative_slope: where(self > 0, grad, grad * negative_slope),
)  # fmt: skip
def leaky_relu(self: Any, negative_slope: float = 0.01) -> Any:
    """The element where it is positive, a fraction of it elsewhere."""
    return np.where(self > 0, self, self * negative_slope).astype(self.dtype)


@operation(
    "softplus",
    self=lambda grad, self, beta, threshold: where(
        self * beta > threshold, grad, grad / (1 + exp(-self * beta))
    ),
)
def softplus(self: Any, beta: float = 1, threshold: float = 20) -> Any:
    """ln(1 + e^(beta · x)) / beta, a smooth relu."""
    scaled = self * beta
    smooth = np.logaddexp(scaled, 0).astype(self.dtype) / beta
    return np.where(scaled > threshold, self, smooth).astype(self.dtype)


def _silu(self: Any) -> Any:
    return self / (1 + np.exp(-self))


unary(
    "silu",
    "silu",
    _silu,
    lambda grad, self: grad
    * ((1 / (1 + exp(-self))) * (1 + self * (1 - 1 / (1 + exp(-self))))),
)
