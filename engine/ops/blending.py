"""``lerp``, ``addcmul`` and ``addcdiv``: elementwise blends of several operands."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation, overloaded
from engine.dtypes import F32
from engine.formula import fused
from engine.ops.arithmetic import Choice
from engine.tensor import Tensor, new_tensor


def _times(value: Any, factor: Any) -> Any:
    """A multiple of an operand; on arrays and symbols itself where that is once."""
    return value * factor if isinstance(value, Tensor) or factor != 1 else value


def _over(number: Any, value: Any) -> Any:
    """A number over an operand; of a tensor the number is one too, as PyTorch wraps it."""
    if isinstance(value, Tensor):
        return new_tensor(value._data.dtype.type(number)) / value
    return number / value


@operation(
    "lerp", name="lerp.Scalar", node="LerpBackward0", inputs=("self", "end"), elementwise=True,
    self=lambda grad, weight: grad * (1 - weight), end=lambda grad, weight: grad * weight,
)  # fmt: skip
def lerp_number(self: Any, end: Any, weight: Any) -> Any:
    """A number's share of the way from ``self`` to ``end``."""
    return _between(self, end, weight)


@operation(
    "lerp",
    name="lerp.Tensor",
    node="LerpBackward1",
    inputs=("self", "end", "weight"),
    elementwise=True,
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    weight=lambda grad, self, end: grad * (end - self),
)
def lerp_tensor(self: Any, end: Any, weight: Any) -> Any:
    """A share of the way from ``self`` to ``end``."""
    return _between(self, end, weight)


def _between(self: Any, end: Any, weight: Any) -> Any:
    if self.dtype is F32 and type(weight) is float:
        gap, share = end - self, F32.type(weight)
        return fused(gap, share, self) if abs(share) < 0.5 else fused(-gap, 1 - share, end)
    near = np.abs(weight) < 0.5
    found = np.where(near, self + weight * (end - self), end - (end - self) * (1 - weight))
    return found.astype(self.dtype)[()]


@overloaded(
    samples=(
        "torch.lerp(x, y, 0.3)",
        "torch.lerp(x, y, p)",
        "x.lerp(y, s)",
        "(x * 1).lerp_(y, 0.5)",
    )
)
def lerp(self: Any, end: Any, weight: Any) -> Choice:
    """A share of the way from ``self`` to ``end``."""
    for name, each in (("end", end), ("weight", weight)):
        scalar = name == "weight" and isinstance(each, Tensor) and not each.ndim
        if isinstance(each, Tensor) and each.dtype is not self.dtype and not scalar:
            raise RuntimeError(
                f"expected dtype {self.dtype.c_name} for `{name}` but got dtype "
                f"{each.dtype.c_name}"
            )
    if isinstance(weight, Tensor):
        return lerp_tensor, (self, end, weight), {}
    return lerp_number, (self, end), {"weight": weight}


@operation(
    "+×", inputs=("self", "tensor1", "tensor2"), elementwise=True,
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * _times(tensor2, value),
    tensor2=lambda grad, tensor1, value: grad * _times(tensor1, value),
    samples=(
        "torch.addcmul(x, y, p)", "x.addcmul(y, v, value=0.5)", "(x * 1).addcmul_(y, p, value=2)",
    ),
)  # fmt: skip
def addcmul(self: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> Any:
    """``self + value · tensor1 · tensor2``."""
    if self.dtype.kind in "biu":
        value = int(value)
    if self.dtype is tensor1.dtype is tensor2.dtype is F32:
        return fused(tensor1 if value == 1 else tensor1 * F32.type(value), tensor2, self)
    return self + (tensor1 * tensor2 if value == 1 else value * tensor1 * tensor2)


@operation(
    "+÷", inputs=("self", "tensor1", "tensor2"), elementwise=True,
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * _over(value, tensor2),
    tensor2=lambda grad, tensor1, tensor2, value: -grad * (value * tensor1 / (tensor2 * tensor2)),
    samples=(
        "torch.addcdiv(x, y, p)", "x.addcdiv(y, p, value=0.5)",
        "(x * 1).addcdiv_(y, p, value=-2)",
    ),
)  # fmt: skip
def addcdiv(self: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> Any:
    """``self + value · tensor1 / tensor2``."""
    return self + (tensor1 / tensor2 if value == 1 else value * tensor1 / tensor2)
