"""The nonlinearities of neural networks, element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import FUNCTIONS, composite, operation, unary
from engine.calls.later import later
from engine.dtypes import of
from engine.formula import (
    close_exp,
    close_log1p,
    close_tanh,
    exp,
    exp_in_registers,
    expm1_in_registers,
    from_one,
    fused,
    less_square,
    log1p_in_registers,
    sigmoid,
    tanh,
    where,
)
from engine.numbers.alike import require_alike
from engine.numbers.half import is_half
from engine.op import OPS
from engine.tensor import Tensor, new_tensor

_ARRAYS = (np.ndarray, np.generic)
sent_back = later("engine.graph.backward_operations", "sent_back")


def slope_in_one_step(name: str, grad: Any, *values: Any) -> Any:
    """The gradient of an operation's input, as one operation where it is recorded."""
    op = OPS[name]
    if isinstance(grad, Tensor):
        return sent_back(grad, op, "self", *values)
    return op.derivatives["self"](grad, *values)


@operation(
    "leaky relu", backward_node="LeakyReluBackwardBackward0", name="leaky_relu", elementwise=True,
    self=lambda grad, self, negative_slope: where(self > 0, grad, grad * negative_slope),
)  # fmt: skip
def leaky_relu(self: Any, negative_slope: float = 0.01) -> Any:
    """The element where it is positive, a fraction of it elsewhere."""
    return where(self > 0, self, self * self.dtype.type(negative_slope))


@operation(
    "softplus", backward_node="SoftplusBackwardBackward0", elementwise=True,
    self=lambda grad, self, beta, threshold: where(
        self * beta > threshold, grad, grad * exp(self * beta) / (exp(self * beta) + 1)
    ),
    backward_derivatives={
        "self": lambda grad, grad_output, self, beta, threshold: (
            slope_in_one_step("sigmoid", grad * grad_output, sigmoid(self * beta))
            * (self * beta < threshold)
            * beta
        )
    },
)  # fmt: skip
def softplus(self: Any, beta: float = 1, threshold: float = 20) -> Any:
    """ln(1 + e^(beta · x)) / beta, a smooth relu."""
    scaled = self * beta
    smooth = (
        log1p_in_registers(exp_in_registers(np.minimum(scaled, threshold))).astype(self.dtype)
        / beta
    )
    return where(scaled > threshold, self, smooth).astype(self.dtype)


unary(
    "silu", "silu", lambda self: self / (exp_in_registers(-self) + 1),
    lambda grad, self: silu_rule(grad, self, sigmoid(self)),
)  # fmt: skip


def silu_rule(grad: Any, self: Any, gate: Any) -> Any:
    """The derivative of silu; ``gate`` : its sigmoid."""
    return grad * gate * fused(self, from_one(gate), 1)


@operation(
    "elu", backward_node="EluBackwardBackward0", name="elu", elementwise=True,
    self=lambda grad, self, alpha, scale, input_scale: where(
        self <= 0, grad * (alpha * scale * input_scale) * exp(self * input_scale), grad * scale
    ),
    backward_derivatives={
        "self": lambda grad, grad_output, self, alpha, scale, input_scale: (
            slope_in_one_step(
                "elu", grad * grad_output * input_scale, self, alpha, scale, input_scale
            )
            * (self < 0)
        )
    },
)  # fmt: skip
def elu(self: Any, alpha: float = 1.0, scale: float = 1, input_scale: float = 1) -> Any:
    """The element where it is positive, alpha · (eˣ − 1) elsewhere."""
    below = expm1_in_registers(np.minimum(0, self) * input_scale) * (alpha * scale)
    return where(self > 0, self * scale, below).astype(self.dtype)


SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


@composite(method=False, samples=("torch.selu(x)",))
def selu(input: Tensor) -> Any:
    """The elu that keeps mean and variance (Klambauer et al., 2017)."""
    return elu(input, SELU_ALPHA, SELU_SCALE)


@operation(
    "celu", backward_node="EluBackwardBackward0", elementwise=True,
    self=lambda grad, self, alpha: where(self <= 0, grad * exp(self / alpha), grad),
    backward_derivatives={
        "self": lambda grad, grad_output, self, alpha: (
            slope_in_one_step("celu", grad * grad_output / alpha, self, alpha) * (self < 0)
        )
    },
)  # fmt: skip
def celu(self: Any, alpha: float = 1.0) -> Any:
    """The element where it is positive, alpha · (e^(x / alpha) − 1) elsewhere."""
    if not alpha:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    below = expm1_in_registers(np.minimum(0, self) / alpha) * alpha
    return where(self > 0, self, below).astype(self.dtype)


unary(
    "mish", "mish", lambda self: self * close_tanh(log1p_in_registers(exp_in_registers(self))),
    lambda grad, self: mish_rule(grad, self, tanh(softplus_of(self))),
)  # fmt: skip


def mish_rule(grad: Any, self: Any, bent: Any) -> Any:
    """The derivative of mish; ``bent`` : tanh of its softplus."""
    if isinstance(self, Tensor):
        return grad * (bent + self * sigmoid(self) * less_square(bent))
    return grad * fused(self * sigmoid(self), less_square(bent), bent)


def softplus_of(value: Any) -> Any:
    """ln(1 + eˣ) of an array, a tensor or a symbol."""
    return (
        log1p_in_registers(close_exp(value)) if isinstance(value, _ARRAYS) else value._softplus()
    )


def _softplus_in_steps(value: Tensor) -> Any:
    return value.exp().log1p()


Tensor._softplus = _softplus_in_steps  # type: ignore[attr-defined]


@operation(
    "hardtanh", elementwise=True, backward_node="HardtanhBackwardBackward0",
    self=lambda grad, self, min_val, max_val: where(
        (self <= min_val) | (self >= max_val), 0.0, grad
    ),
)  # fmt: skip
def hardtanh(self: Any, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    """The element, kept between two bounds."""
    if self.dtype.kind == "u" and min(min_val, max_val) < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    kind = self.dtype.type
    return np.clip(self, kind(min_val), kind(max_val))


unary(
    "hardsigmoid", "hard σ", lambda self: np.clip(self + 3, 0, 6) / 6,
    lambda grad, self: where((self > -3) & (self < 3), grad / 6, 0.0),
    backward_node="NotImplemented",
)  # fmt: skip
unary(
    "hardswish", "hard swish", lambda self: self * np.clip(self + 3, 0, 6) / 6,
    lambda grad, self: where(
        self <= -3, 0.0, where(self < 3, grad * (self / 3 + 0.5), grad)
    ),
    backward_node="HardswishBackwardBackward0",
)  # fmt: skip
unary(
    "log_sigmoid", "ln σ",
    lambda self: np.minimum(self, 0) - close_log1p(exp_in_registers(-np.abs(self))),
    lambda grad, self: opposite_rule(grad, self),
    node="LogSigmoidBackward0", backward_node="LogSigmoidBackwardBackward0",
)  # fmt: skip


def opposite_rule(grad: Any, self: Any) -> Any:
    """Grad times σ(−x); of a half by the power as the forward pass has rounded it."""
    if not isinstance(self, Tensor) or not is_half(self._data.dtype):
        return grad * gate_of_opposite(self)
    wide = self.float()
    power = wide.abs().neg().exp().to(self.dtype).float()
    share = power / (1 + power)
    return (grad.float() * FUNCTIONS["where"](wide < 0, 1 - share, share)).to(self.dtype)


def gate_of_opposite(value: Any) -> Any:
    """σ(−x), by the power that does not overflow."""
    if not isinstance(value, _ARRAYS):
        return (-value).sigmoid()
    small: Any = close_exp(-np.abs(value))
    share = small / (small + 1)
    return where(np.less(value, 0), 1 - share, share)


@operation(
    "threshold", elementwise=True, backward_node="ThresholdBackwardBackward0",
    self=lambda grad, self, threshold: where(self <= threshold, 0.0, grad),
)  # fmt: skip
def threshold(self: Any, threshold: float, value: float) -> Any:
    """The element above a threshold, one value elsewhere."""
    return np.where(self <= threshold, self.dtype.type(value), self)


@operation(
    "prelu", name="_prelu_kernel", node="PreluKernelBackward0", inputs=("self", "weight"),
    backward_node="PreluKernelBackwardBackward0",
    promotes=True,
    self=lambda grad, self, weight: where(self > 0, grad, grad * weight),
    weight=lambda grad, self: where(self > 0, 0.0, grad * self),
)  # fmt: skip
def prelu_kernel(self: Any, weight: Any) -> Any:
    """The element where it is positive, a learnt fraction of it elsewhere."""
    return where(self > 0, self, self * weight)


@composite(samples=("torch.prelu(x, s)", "torch.prelu(x, w)"))
def prelu(input: Tensor, weight: Tensor) -> Any:
    """Leaky relu whose slope is a tensor: one number, or one a channel."""
    require_alike("prelu: Type promoting not supported. Got {0} and {1}", input, weight)
    slopes = weight.numel()
    if slopes != 1:
        _check_slopes(input, slopes)
    if weight.ndim > 1:
        raise RuntimeError(
            f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}"
        )
    if weight.ndim == input.ndim:
        return prelu_kernel(input, weight)
    shape = [slopes if dim == 1 else 1 for dim in range(input.ndim)]
    return prelu_kernel(input, weight.view(shape))


def _check_slopes(input: Tensor, slopes: int) -> None:
    if not input.ndim:
        raise RuntimeError("Not allow zero-dim input tensor.")
    channels = input.shape[1] if input.ndim > 1 else 1
    if slopes != channels:
        raise RuntimeError(
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
            f"{slopes} and channel size = {channels}."
        )


@operation(
    "glu", name="glu", backward_node="GluBackwardBackward0",
    self=lambda grad, self, dim: glu_rule(grad, self, dim),
)  # fmt: skip
def glu(self: Any, dim: int = -1) -> Any:
    """One half times the sigmoid of the other (Dauphin et al., 2016)."""
    if not self.ndim:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    axis = wrap(dim, self.ndim)
    if self.shape[axis] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {axis} is size {self.shape[axis]}"
        )
    first, second = np.split(self, 2, axis=dim)
    return first * sigmoid(second)


def glu_rule(grad: Any, self: Any, dim: int) -> Any:
    """The gradients of both halves, side by side."""
    if isinstance(self, _ARRAYS):
        first, second = np.split(self, 2, axis=dim)
        gate = sigmoid(second)
        return np.concatenate([grad * gate, (1 - gate) * gate * first * grad], axis=dim)
    if isinstance(self, Tensor):
        one, two = self.chunk(2, dim)
        passing = two.sigmoid()
        if is_half(self._data.dtype):
            wide = passing.float()
            slope = ((1 - wide) * wide * grad.float() * one.float()).to(self.dtype)
            return FUNCTIONS["cat"]([grad * passing, slope], dim)
        return FUNCTIONS["cat"]([grad * passing, grad * one * passing * (1 - passing)], dim)
    return grad * sigmoid(self)


@operation(
    "softshrink",
    backward_node="SoftshrinkBackwardBackward0",
    self=lambda grad, self, lambd: where((self >= -lambd) & (self <= lambd), 0.0, grad),
)
def softshrink(self: Any, lambd: float = 0.5) -> Any:
    """The element, brought nearer to zero by lambd."""
    if not lambd >= 0:
        raise RuntimeError(
            f"lambda must be in range [0, {np.finfo(self.dtype).max:g}] for input dtype "
            f"{of(self).kind_name}, but found {lambd:g}"
        )
    kind = self.dtype.type
    return np.where(
        self > lambd, self - kind(lambd), np.where(self < -lambd, self + kind(lambd), self * 0)
    )


@operation(
    "hardshrink",
    backward_node="HardshrinkBackwardBackward0",
    self=lambda grad, self, lambd: where((self >= -lambd) & (self <= lambd), 0.0, grad),
)
def hardshrink(self: Any, lambd: float = 0.5) -> Any:
    """The element, or zero where it lies within lambd."""
    return np.where((self >= -lambd) & (self <= lambd), self.dtype.type(0), self)


@operation(
    "elu", name="elu.in_place", node="EluBackward1",
    self=lambda grad, result, alpha, scale, input_scale: where(
        result > 0, grad * scale, grad * ((result + alpha * scale) * input_scale)
    ),
)  # fmt: skip
def elu_by_result(
    self: Any, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0
) -> Any:
    """The elu that overwrites its input, and so knows its slope by the result."""
    return elu.op.forward(self, alpha, scale, input_scale)


@operation(
    "leaky relu", name="leaky_relu.in_place", node="LeakyReluBackward1",
    self=lambda grad, result, negative_slope: where(result > 0, grad, grad * negative_slope),
)  # fmt: skip
def leaky_relu_by_result(self: Any, negative_slope: float = 0.01) -> Any:
    """The leaky relu that overwrites its input."""
    return leaky_relu.op.forward(self, negative_slope)


@operation(
    "celu", name="celu.in_place", node="CeluBackward1",
    self=lambda grad, result, alpha: where(result > 0, grad, grad * ((result + alpha) / alpha)),
)  # fmt: skip
def celu_by_result(self: Any, alpha: float = 1.0) -> Any:
    """The celu that overwrites its input."""
    return celu.op.forward(self, alpha)


@operation(
    "threshold", name="threshold.in_place", node="ThresholdBackward1",
    self=lambda grad, self, threshold: where(self <= threshold, 0.0, grad),
)  # fmt: skip
def threshold_in_place(self: Any, threshold: float, value: float) -> Any:
    """The threshold that overwrites its input."""
    return np.where(self <= threshold, self.dtype.type(value), self)


def _like(value: Any, array: Any) -> Any:
    return new_tensor(array) if isinstance(value, Tensor) else array


@operation(
    "rrelu", name="rrelu_with_noise", node="RreluWithNoiseBackward0",
    self=lambda grad, self, noise: grad * _like(grad, noise),
)  # fmt: skip
def rrelu_by_noise(self: Any, noise: Any, lower: float, upper: float, training: bool) -> Any:
    """The element where it is positive, a fraction of it drawn at random elsewhere."""
    return self * noise


@operation(
    "rrelu", name="rrelu_with_noise.in_place", node="RreluWithNoiseBackward1",
    self=lambda grad, result, noise: grad * _like(grad, noise),
)  # fmt: skip
def rrelu_by_noise_in_place(
    self: Any, noise: Any, lower: float, upper: float, training: bool
) -> Any:
    """The same, which overwrites its input."""
    return self * noise
