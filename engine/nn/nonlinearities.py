"""The nonlinearities, which may also overwrite their input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, composite, in_place
from engine.calls.signing import NEEDED, sign
from engine.chance.generator import stream_of
from engine.foundation.mapped import RRELU, refuse_unbatched
from engine.ops import activation
from engine.ops.activation import SELU_ALPHA, SELU_SCALE
from engine.ops.softmax import implicit_dim
from engine.tensor import Tensor

__all__ = [
    "celu", "celu_", "elu", "elu_", "glu", "hardsigmoid", "hardsigmoid_", "hardswish",
    "hardswish_",
    "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "log_softmax", "logsigmoid", "mish",
    "mish_", "relu", "relu6", "relu_", "rrelu", "rrelu_", "selu", "selu_", "silu", "silu_",
    "softmax", "softmin", "softsign", "tanhshrink", "threshold", "threshold_",
]  # fmt: skip

logsigmoid = FUNCTIONS["log_sigmoid"]


def _switched(name: str, call: Any, twin: Any, **defaults: Any) -> Any:
    """A nonlinearity whose last argument says whether it overwrites its input."""
    count = len(defaults)

    def function(input: Tensor, *args: Any, inplace: bool = False, **options: Any) -> Any:
        if len(args) > count:
            *args, inplace = args  # type: ignore[assignment]
        return (twin if inplace else call)(input, *args, **options)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = call.__doc__
    return sign(function, ("input",), {**defaults, "inplace": False})


def _relu6(input: Tensor) -> Any:
    """The positive part, at most 6."""
    return activation.hardtanh(input, 0, 6)


def _relu6_(input: Tensor) -> Any:
    return in_place(activation.hardtanh.op)(input, 0, 6)


def relu(input: Tensor, inplace: bool = False) -> Any:
    """The positive part."""
    return input.relu_() if inplace else FUNCTIONS["relu"](input)


relu_ = FUNCTIONS.get("relu_") or in_place(FUNCTIONS["relu"].op)
silu_, mish_, hardswish_, hardsigmoid_, hardtanh_ = (
    in_place(FUNCTIONS[name].op)
    for name in ("silu", "mish", "hardswish", "hardsigmoid", "hardtanh")
)
elu_, leaky_relu_, celu_, threshold_ = (
    in_place(op)
    for op in (
        activation.elu_by_result.op, activation.leaky_relu_by_result.op,
        activation.celu_by_result.op, activation.threshold_in_place.op,
    )
)  # fmt: skip


@composite(method=False)
def selu_(input: Tensor) -> Any:
    """In place: selu, a scaled elu that keeps mean and variance."""
    return elu_(input, SELU_ALPHA, SELU_SCALE)


relu6 = _switched("relu6", _relu6, _relu6_)
leaky_relu = _switched("leaky_relu", activation.leaky_relu, leaky_relu_, negative_slope=0.01)
elu = _switched("elu", activation.elu, elu_, alpha=1.0)
selu = _switched("selu", activation.selu, selu_)
celu = _switched("celu", activation.celu, celu_, alpha=1.0)
silu = _switched("silu", FUNCTIONS["silu"], silu_)
mish = _switched("mish", FUNCTIONS["mish"], mish_)
_hardtanh = _switched("hardtanh", activation.hardtanh, hardtanh_, min_val=-1.0, max_val=1.0)
hardswish = _switched("hardswish", FUNCTIONS["hardswish"], hardswish_)
hardsigmoid = _switched("hardsigmoid", FUNCTIONS["hardsigmoid"], hardsigmoid_)
threshold = _switched(
    "threshold", activation.threshold, threshold_, threshold=NEEDED, value=NEEDED
)


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Any:
    """The elements, clamped between two bounds.

    Raises:
        ValueError: the lower is above the upper.
    """
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return _hardtanh(input, min_val, max_val, inplace=inplace)


def glu(input: Tensor, dim: int = -1) -> Any:
    """One half times the sigmoid of the other (Dauphin et al., 2016)."""
    return activation.glu(input, dim)


def softsign(input: Tensor) -> Any:
    """X / (1 + |x|)."""
    return input / (input.abs() + 1)


def tanhshrink(input: Tensor) -> Any:
    """X − tanh x."""
    return input - input.tanh()


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """Softmax along ``dim``."""
    return input.softmax(implicit_dim("softmax", dim, input.ndim), dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Any:
    """The logarithm of softmax along ``dim``."""
    return input.log_softmax(implicit_dim("log_softmax", dim, input.ndim), dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """Softmax of the negated input."""
    return (-input).softmax(implicit_dim("softmin", dim, input.ndim), dtype)


def _slopes(input: Tensor, lower: float, upper: float, training: bool) -> Any:
    """The slope of every element: 1 above zero, between two bounds elsewhere."""
    for name, bound in (("lower", lower), ("upper", upper)):
        if not math.isfinite(bound):
            raise RuntimeError(f"rrelu: {name} bound must be finite, got {bound}")
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    data = np.asarray(input._data)
    slopes = np.where(data > 0, 1.0, (lower + upper) / 2)
    below = data <= 0
    if training:
        drawn = stream_of(None).fractions(int(below.sum()))
        slopes[below] = drawn * (upper - lower) + lower
    return slopes.astype(data.dtype)


@composite(method=False)
def rrelu(
    input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False,
    inplace: bool = False,
) -> Any:  # fmt: skip
    """Leaky relu with slopes drawn at random while training."""
    refuse_unbatched(RRELU, input)
    if inplace:
        return rrelu_(input, lower, upper, training)
    slopes = _slopes(input, lower, upper, training)
    return activation.rrelu_by_noise(input, slopes, lower, upper, training)


@composite(method=False)
def rrelu_(
    input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False
) -> Any:
    """In place: leaky relu with slopes drawn at random while training."""
    twin = in_place(activation.rrelu_by_noise_in_place.op)
    slopes = _slopes(input, lower, upper, training)
    return twin(input, noise=slopes, lower=lower, upper=upper, training=training)
