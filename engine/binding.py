"""Where the tables become PyTorch's surface: methods, operators and in-place twins of Tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.declare import FUNCTIONS, NOT_METHODS
from engine.inplace import in_place_call
from engine.op import OPS
from engine.printing import tensor_repr
from engine.tensor import Tensor

OPERATORS = {
    "__add__": "add", "__radd__": "add", "__sub__": "sub", "__rsub__": "rsub",
    "__mul__": "mul", "__rmul__": "mul", "__truediv__": "div", "__rtruediv__": "__rdiv__",
    "__floordiv__": "floor_divide", "__rfloordiv__": "__rfloordiv__", "__mod__": "remainder",
    "__rmod__": "__rmod__", "__pow__": "pow", "__rpow__": "__rpow__", "__neg__": "neg",
    "__pos__": "positive", "__abs__": "abs", "__matmul__": "matmul", "__rmatmul__": "__rmatmul__",
    "__eq__": "eq", "__ne__": "ne", "__lt__": "lt", "__le__": "le", "__gt__": "gt",
    "__ge__": "ge", "__and__": "bitwise_and", "__rand__": "bitwise_and", "__or__": "bitwise_or",
    "__ror__": "bitwise_or", "__xor__": "bitwise_xor", "__rxor__": "bitwise_xor",
    "__invert__": "bitwise_not", "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_",
    "__itruediv__": "div_", "__ifloordiv__": "floor_divide_", "__imod__": "remainder_",
    "__ipow__": "pow_", "__iand__": "bitwise_and_", "__ior__": "bitwise_or_",
    "__ixor__": "bitwise_xor_", "__getitem__": "__getitem__", "__setitem__": "__setitem__",
}  # fmt: skip


def bind() -> None:
    """Hang every declared function on Tensor: under its name, in place, and behind its operator."""
    for name, function in in_place_twins().items():
        FUNCTIONS.setdefault(name, function)
    for name, function in FUNCTIONS.items():
        if name not in NOT_METHODS:
            setattr(Tensor, name, function)
    for dunder, name in OPERATORS.items():
        if name in FUNCTIONS:
            setattr(Tensor, dunder, FUNCTIONS[name])
    Tensor.__repr__ = tensor_repr  # type: ignore[method-assign,assignment]
    Tensor.__hash__ = object.__hash__  # type: ignore[method-assign,assignment]


def in_place_twins() -> dict[str, Callable[..., Any]]:
    """``name_`` for every operation that has one."""
    return {
        f"{name}_": in_place_call(op)
        for name, op in OPS.items()
        if op.elementwise and "." not in name
    }
