"""Softmax and the nonlinearities of neural networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.axes import wrap
from engine.declare import composite, operation, unary
from engine.formula import exp, sigmoid, tanh, total, where
from engine.ops.pointwise import by_element
from engine.tensor import Tensor

ROOT_HALF, ROOT_TWO_OVER_PI = math.sqrt(0.5), math.sqrt(2 / math.pi)
INVERSE_ROOT_TWO_PI = 1 / math.sqrt(2 * math.pi)
SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


@operation("softmax", name="_softmax", node="SoftmaxBackward0",
           self=lambda grad, result, dim: result * (grad - total(grad * result, dim)))  # fmt: skip
def softmax_along(self: Any, dim: int) -> Any:
    """e to each element, divided by the sum of those along a dimension."""
    if not self.ndim:
        return self - self + 1
    powers = np.exp(self - self.max(axis=dim, keepdims=True))
    return powers / powers.sum(axis=dim, keepdims=True)


@operation("log softmax", name="_log_softmax", node="LogSoftmaxBackward0",
           self=lambda grad, result, dim: grad - exp(result) * total(grad, dim))  # fmt: skip
def log_softmax_along(self: Any, dim: int) -> Any:
    """The logarithm of softmax, computed without overflow."""
    if not self.ndim:
        return self - self
    shifted = self - self.max(axis=dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


@composite("special_softmax", samples=(
    "x.softmax(1)", "torch.softmax(x, 0)", "x.softmax(-1)", "s.softmax(0)", "x.softmax(2)", "i.softmax(0)", "(x * 1000).softmax(1)",
    "i.softmax(0, dtype=torch.float64)", "torch.softmax(x, dim=1)",
))  # fmt: skip
def softmax(self: Tensor, dim: int, dtype: Any = None) -> Any:
    """Softmax along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    _only_floats(source, "softmax_lastdim_kernel_impl")
    return softmax_along(source, wrap(dim, source.ndim))


@composite(samples=("x.log_softmax(1)", "torch.log_softmax(x, 0)", "x.log_softmax(-1)", "(x * 1000).log_softmax(1)"))
def log_softmax(self: Tensor, dim: int, dtype: Any = None) -> Any:
    """The logarithm of softmax along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    _only_floats(source, "log_softmax_lastdim_kernel_impl")
    return log_softmax_along(source, wrap(dim, source.ndim))


def _only_floats(source: Tensor, kernel: str) -> None:
    if source.dtype.category < 2:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{source.dtype.kind_name}'")


@operation("leaky relu", name="leaky_relu", elementwise=True,
           self=lambda grad, self, negative_slope: where(self > 0, grad, grad * negative_slope))  # fmt: skip
def leaky_relu(self: Any, negative_slope: float = 0.01) -> Any:
    """The element where it is positive, a fraction of it elsewhere."""
    return np.where(self > 0, self, self * negative_slope)[()]


@operation("softplus", self=lambda grad, self, beta, threshold: where(
    self * beta > threshold, grad, grad * sigmoid(self * beta)
))  # fmt: skip
def softplus(self: Any, beta: float = 1, threshold: float = 20) -> Any:
    """ln(1 + e^(beta · x)) / beta, a smooth relu."""
    scaled = self * beta
    smooth = np.log1p(np.exp(np.minimum(scaled, threshold))) / beta
    return np.where(scaled > threshold, self, smooth).astype(self.dtype)[()]


unary(
    "silu", "silu", lambda self: self / (1 + np.exp(-self)),
    lambda grad, self: grad * (sigmoid(self) * (1 + self * (1 - sigmoid(self)))), floats=False,
)  # fmt: skip

_erf = by_element(math.erf)


def _normal_share(self: Any) -> Any:
    """How much of a normal distribution lies below."""
    if isinstance(self, np.ndarray | np.generic):
        return 0.5 * (1 + _erf(self * ROOT_HALF))
    return 0.5 * (1 + (self * ROOT_HALF).erf())


def _gelu_rule(grad: Any, self: Any, approximate: Any) -> Any:
    if approximate == "tanh":
        inner = tanh(ROOT_TWO_OVER_PI * (self + 0.044715 * self**3))
        slope = ROOT_TWO_OVER_PI * (1 + 3 * 0.044715 * self**2)
        return grad * (0.5 * (1 + inner) + 0.5 * self * (1 - inner * inner) * slope)
    density = INVERSE_ROOT_TWO_PI * exp(-0.5 * self**2)
    return grad * (_normal_share(self) + self * density)


@operation("gelu", elementwise=True, self=lambda grad, self, approximate: _gelu_rule(grad, self, approximate))
def gelu(self: Any, *, approximate: str = "none") -> Any:
    """The element times the share of a normal distribution below it."""
    if approximate == "tanh":
        inner = np.tanh(ROOT_TWO_OVER_PI * (self + 0.044715 * self**3))
        return (0.5 * self * (1 + inner)).astype(self.dtype)
    return (self * _normal_share(self)).astype(self.dtype)


@operation("elu", elementwise=True, self=lambda grad, self, alpha, scale, input_scale: where(
    self > 0, grad * scale, grad * (scale * input_scale * alpha * exp(self * input_scale))
))  # fmt: skip
def elu(self: Any, alpha: Any = 1.0, scale: Any = 1, input_scale: Any = 1) -> Any:
    """The element where it is positive, alpha · (eˣ − 1) elsewhere."""
    low = np.expm1(np.minimum(self, 0) * input_scale) * (alpha * scale)
    return np.where(self > 0, self * scale, low).astype(self.dtype)[()]


@composite(samples=("torch.selu(x)", "torch.selu(o)"), method=False)
def selu(input: Tensor, inplace: bool = False) -> Any:
    """Scaled elu, which keeps mean and variance."""
    return elu(input, SELU_ALPHA, SELU_SCALE)


@operation("celu", elementwise=True, self=lambda grad, self, alpha: where(self > 0, grad, grad * exp(self / alpha)),
           samples=("torch.celu(x)", "torch.celu(x, 0.5)"))  # fmt: skip
def celu(self: Any, alpha: Any = 1.0) -> Any:
    """The element where it is positive, alpha · (e^(x/alpha) − 1) elsewhere."""
    return np.where(self > 0, self, np.expm1(np.minimum(self, 0) / alpha) * alpha).astype(self.dtype)[()]


def _softened(self: Any) -> Any:
    return np.tanh(np.logaddexp(self, 0))


unary(
    "mish", "mish", lambda self: (self * _softened(self)).astype(self.dtype),
    lambda grad, self: grad * _mish_slope(self), floats=False,
)  # fmt: skip


def _mish_slope(self: Any) -> Any:
    inner = tanh(_softplus(self))
    return inner + self * sigmoid(self) * (1 - inner * inner)


def _softplus(self: Any) -> Any:
    if isinstance(self, np.ndarray | np.generic):
        return np.logaddexp(self, 0).astype(self.dtype)
    return (1 + exp(self)).log()


@operation("hardtanh", elementwise=True, self=lambda grad, self, min_val, max_val: where(
    (self > min_val) & (self < max_val), grad, 0.0
))  # fmt: skip
def hardtanh(self: Any, min_val: Any = -1.0, max_val: Any = 1.0) -> Any:
    """The element, no smaller and no larger than two limits."""
    return np.clip(self, self.dtype.type(min_val), self.dtype.type(max_val))


unary("hardsigmoid", "hardσ", lambda self: (np.clip(self + 3, 0, 6) / 6).astype(self.dtype),
      lambda grad, self: where((self > -3) & (self < 3), grad / 6, 0.0), floats=False)  # fmt: skip
unary("hardswish", "hardswish", lambda self: (self * np.clip(self + 3, 0, 6) / 6).astype(self.dtype),
      lambda grad, self: where(self <= -3, 0.0, where(self < 3, grad * (self / 3 + 0.5), grad)), floats=False)  # fmt: skip


@operation("threshold", elementwise=True, self=lambda grad, self, threshold: where(self > threshold, grad, 0.0),
           samples=("torch.threshold(x, 0.1, -1.)",))  # fmt: skip
def threshold(self: Any, threshold: Any, value: Any) -> Any:
    """The element where it lies above a threshold, a value elsewhere."""
    return np.where(self > threshold, self, self.dtype.type(value))[()]


@operation("ln σ", name="log_sigmoid", node="LogSigmoidBackward0", elementwise=True,
           self=lambda grad, self: grad * sigmoid(-self))  # fmt: skip
def log_sigmoid(self: Any) -> Any:
    """The logarithm of sigmoid, computed without overflow."""
    return (np.minimum(self, 0) - np.log1p(np.exp(-np.abs(self)))).astype(self.dtype)


@operation("prelu", name="prelu.kernel", node="PreluKernelBackward0", inputs=("self", "weight"),
           self=lambda grad, self, weight: where(self > 0, grad, grad * weight),
           weight=lambda grad, self: where(self > 0, 0.0, grad * self))  # fmt: skip
def prelu_kernel(self: Any, weight: Any) -> Any:
    """The element where it is positive, a learned fraction of it elsewhere."""
    return np.where(self > 0, self, self * weight)


@composite(samples=("torch.prelu(x, v[:1])", "torch.prelu(x, v)"))
def prelu(self: Tensor, weight: Tensor) -> Any:
    """The element where it is positive, a learned fraction of it elsewhere."""
    own = [1] * self.ndim
    if self.ndim > 1:
        own[1] = weight.numel()
    return prelu_kernel(self, weight.view(tuple(own)))


def _glu_rule(grad: Any, self: Any, dim: int) -> Any:
    half = self.shape[dim] // 2
    cuts = [(*(slice(None),) * (dim % self.ndim), each) for each in (slice(half), slice(half, None))]
    first, second = (self[cut] for cut in cuts)
    gate = sigmoid(second)
    parts = (grad * gate, grad * first * gate * (1 - gate))
    if isinstance(self, Tensor):
        return parts[0]._joined_with(parts[1], dim)
    return np.concatenate(parts, axis=dim)


@operation("glu", self=lambda grad, self, dim: _glu_rule(grad, self, dim))
def glu(self: Any, dim: int = -1) -> Any:
    """One half times the sigmoid of the other."""
    if self.shape[dim] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {self.shape[dim]}")
    first, second = np.split(self, 2, axis=dim)
    return first * sigmoid(second)


@operation("shrink", name="hardshrink", elementwise=True, self=lambda grad, self, lambd: where(
    (self >= -lambd) & (self <= lambd), 0.0, grad
), samples=("x.hardshrink()", "torch.hardshrink(o)"))  # fmt: skip
def hardshrink(self: Any, lambd: Any = 0.5) -> Any:
    """Zero where the element is small, the element elsewhere."""
    return np.where(np.abs(self) <= lambd, self.dtype.type(0), self)[()]


@operation("shrink", name="softshrink", self=lambda grad, self, lambd: where((self >= -lambd) & (self <= lambd), 0.0, grad))
def softshrink(self: Any, lambd: Any = 0.5) -> Any:
    """The element brought nearer to zero by a fixed amount, as far as zero."""
    return (np.sign(self) * np.maximum(np.abs(self) - lambd, 0)).astype(self.dtype)[()]
