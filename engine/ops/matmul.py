"""Products of matrices and vectors, each shape by the node PyTorch makes for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.declare import composite, operation
from engine.formula import outer, swap
from engine.tensor import Tensor


@operation(
    "@",
    inputs=("self", "mat2"),
    self=lambda grad, mat2: grad @ swap(mat2),
    mat2=lambda grad, self: swap(self) @ grad,
)
def mm(self: Any, mat2: Any) -> Any:
    """The product of two matrices."""
    if self.ndim != 2 or mat2.ndim != 2:
        which = "self" if self.ndim != 2 else "mat2"
        raise RuntimeError(f"{which} must be a matrix")
    check_inner(self, mat2)
    return self @ mat2


def check_inner(left: Any, right: Any) -> None:
    """Raise RuntimeError if two matrices cannot be multiplied."""
    if left.dtype != right.dtype:
        names = [_c_name(each) for each in (left, right)]
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {names[0]} != {names[1]}"
        )
    if left.shape[1] != right.shape[0]:
        raise RuntimeError(
            "mat1 and mat2 shapes cannot be multiplied "
            f"({left.shape[0]}x{left.shape[1]} and {right.shape[0]}x{right.shape[1]})"
        )


def _c_name(array: Any) -> str:
    names = {"float32": "float", "float64": "double", "int64": "long", "int32": "int"}
    return names.get(array.dtype.name, array.dtype.name)


@operation(
    "@",
    inputs=("self", "vec"),
    self=lambda grad, vec: outer(grad, vec),
    vec=lambda grad, self: swap(self) @ grad,
)
def mv(self: Any, vec: Any) -> Any:
    """The product of a matrix and a vector."""
    if self.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({self.shape[0]}), mat ({self.shape[0]}x{self.shape[1]}), "
            f"vec ({vec.shape[0]})"
        )
    return self @ vec


@operation(
    "·",
    inputs=("self", "tensor"),
    self=lambda grad, tensor: grad * tensor,
    tensor=lambda grad, self: grad * self,
)
def dot(self: Any, tensor: Any) -> Any:
    """The inner product of two vectors."""
    if self.shape != tensor.shape:
        raise RuntimeError(
            "inconsistent tensor size, expected tensor "
            f"[{self.shape[0]}] and src [{tensor.shape[0]}] to have the same number of elements, "
            f"but got {self.shape[0]} and {tensor.shape[0]} elements respectively"
        )
    return self @ tensor


@operation(
    "@",
    inputs=("self", "mat2"),
    self=lambda grad, mat2: grad @ swap(mat2),
    mat2=lambda grad, self: swap(self) @ grad,
)
def bmm(self: Any, mat2: Any) -> Any:
    """The products of two batches of matrices."""
    if self.shape[0] != mat2.shape[0] or self.shape[2] != mat2.shape[1]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{self.shape[0]}, {self.shape[2]}] but got: [{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    return self @ mat2


@operation(
    "@+",
    inputs=("self", "mat1", "mat2"),
    self=lambda grad, beta: grad * beta if beta != 1 else grad,
    mat1=lambda grad, mat2, alpha: scaled(grad @ swap(mat2), alpha),
    mat2=lambda grad, mat1, alpha: scaled(swap(mat1) @ grad, alpha),
)
def addmm(self: Any, mat1: Any, mat2: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    """beta · self + alpha · (mat1 @ mat2): a linear layer's product and bias in one."""
    check_inner(mat1, mat2)
    return scaled(self, beta) + scaled(mat1 @ mat2, alpha)


def scaled(value: Any, factor: float) -> Any:
    """``value`` times ``factor``, and untouched where that is 1."""
    return value if factor == 1 else value * factor


@composite()
def matmul(self: Tensor, other: Tensor) -> Any:
    """The product of vectors, matrices or batches of matrices, as ``@``."""
    if not isinstance(other, Tensor):
        return NotImplemented
    ranks = (self._data.ndim, other._data.ndim)
    if ranks == (2, 2):
        return mm(self, other)
    if 0 in ranks:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {ranks[0]}D and "
            f"{ranks[1]}D"
        )
    if ranks == (1, 1):
        return dot(self, other)
    if ranks == (2, 1):
        return mv(self, other)
    if ranks == (1, 2):
        return mm(self.unsqueeze(0), other).squeeze(0)
    return _batched(self, other)


def _batched(self: Tensor, other: Tensor) -> Any:
    """Broadcast the leading dimensions and multiply as one batch."""
    left = self.unsqueeze(0) if self.ndim == 1 else self
    right = other.unsqueeze(1) if other.ndim == 1 else other
    if right.ndim == 2 and left.ndim > 2:
        rows = left.shape[:-1]
        flat = left.reshape(-1, left.shape[-1])
        product = mm(flat, right) if other.ndim == 2 else mv(flat, other).unsqueeze(-1)
        product = product.view(*rows, right.shape[-1])
        return product.squeeze(-1) if other.ndim == 1 else product
    lead = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    a = left.expand(*lead, *left.shape[-2:]).reshape(-1, *left.shape[-2:])
    b = right.expand(*lead, *right.shape[-2:]).reshape(-1, *right.shape[-2:])
    product = bmm(a, b).view(*lead, left.shape[-2], right.shape[-1])
    if self.ndim == 1:
        product = product.squeeze(-2)
    return product.squeeze(-1) if other.ndim == 1 else product
