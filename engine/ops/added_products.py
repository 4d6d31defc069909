"""Matrix products added to a tensor: ``addmm`` and its like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, in_place, operation
from engine.calls.inplace import check_allowed
from engine.calls.out_rules import OWN_DTYPE
from engine.dtypes import of
from engine.formula import outer as outer_product
from engine.formula import swap, transposed
from engine.kernels.batches import products
from engine.kernels.products import product
from engine.numbers.alike import SCALARS, kind_name, require_alike
from engine.ops.matmul import check_batches, check_inner, paired, to_left, to_right
from engine.tensor import Tensor

BATCHES = "Input dtypes must be the same, got: input {c[0]}, batch1: {c[1]}, batch2: {c[2]}"
_ARRAYS, _NUMBERS = np.ndarray | np.generic, int | float
_NO_FRACTION = "For integral input tensors, argument {} must not be a floating point number."
VECTORS = "addmv input tensors must have the same dtype, but got {0}, {1}, and {2}"


def scaled(value: Any, factor: Any) -> Any:
    """``value`` times ``factor``, and untouched where that is 1.

    Of a factor of whole numbers only its whole part counts, as in PyTorch.
    """
    if type(factor) is int and factor == 1:
        return value
    if isinstance(factor, float) and isinstance(value, _ARRAYS) and value.dtype.kind in "iu":
        factor = int(factor)
    return value if isinstance(factor, _NUMBERS) and factor == 1 else value * factor


def begun(value: Any, factor: Any) -> Any:
    """``value`` times ``factor``, to begin a sum with; a factor of 0 makes 0 even of NaN."""
    if isinstance(factor, _NUMBERS) and factor == 0:
        return np.zeros_like(value)
    return scaled(value, factor)


@operation(
    "@+", out=OWN_DTYPE.in_step(), inputs=("self", "mat1", "mat2"),
    self=lambda grad, beta: scaled(grad, beta),
    mat1=lambda grad, mat2, mat1_shape, mat1_strides, alpha: scaled(
        to_left(grad, mat2, mat1_shape, mat1_strides), alpha
    ),
    mat2=lambda grad, mat1, mat2_shape, mat2_strides, alpha: scaled(
        to_right(mat1, grad, mat2_shape, mat2_strides), alpha
    ),
    samples=(
        "torch.addmm(v, x, m)", "torch.addmm(y, x, m, beta=0.5, alpha=2)", "y.addmm(x, m)",
        "torch.addmm(v, x, y)",
    ),
)  # fmt: skip
def addmm(self: Any, mat1: Any, mat2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """Beta · self + alpha · (mat1 @ mat2): a linear layer's product and bias in one."""
    if mat1.ndim != 2 or mat2.ndim != 2:
        name, rank = ("mat1", mat1.ndim) if mat1.ndim != 2 else ("mat2", mat2.ndim)
        raise RuntimeError(f"{name} must be a matrix, got {rank}-D tensor")
    if self.dtype != mat2.dtype:
        raise _mixed("self", self, mat2)
    if mat1.dtype != mat2.dtype:
        raise _mixed("mat1", mat1, mat2)
    if mat1.shape[1:] != mat2.shape[:1]:
        check_inner(mat1, mat2)
    found = scaled(product(mat1, mat2), alpha)
    try:
        found += scaled(self, beta)
    except ValueError:
        raise _not_expandable(self, (mat1.shape[0], mat2.shape[1])) from None
    return found


def _mixed(name: str, one: Any, mat2: Any) -> RuntimeError:
    kinds = f"{kind_name(one)} and {kind_name(mat2)}"
    return RuntimeError(f"{name} and mat2 must have the same dtype, but got {kinds}")


def _not_expandable(self: Any, shape: tuple[int, ...]) -> RuntimeError:
    if self.ndim > len(shape):
        given = f"{of(self).type_string}{{{list(self.shape)}}}"
        return RuntimeError(
            f"expand({given}, size={list(shape)}): the number of sizes provided ({len(shape)}) "
            f"must be greater or equal to the number of dimensions in the tensor ({self.ndim})"
        )
    own = (1,) * (len(shape) - self.ndim) + self.shape
    axis = next(n for n in reversed(range(len(shape))) if own[n] not in (1, shape[n]))
    return RuntimeError(
        f"The expanded size of the tensor ({shape[axis]}) must match the existing size "
        f"({own[axis]}) at non-singleton dimension {axis}.  Target sizes: {list(shape)}.  Tensor "
        f"sizes: {list(self.shape)}"
    )


def _length(value: Any, dim: int) -> int:
    if not value.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return int(value.shape[wrap(dim, value.ndim)])


def _reach(self: Any, lengths: Sequence[tuple[Any, int]]) -> None:
    """Raise PyTorch's first error: there is no such dimension, or ``self`` does not fit."""
    shape = tuple(_length(each, dim) for each, dim in lengths)
    own = (1,) * (len(shape) - self.ndim) + self.shape
    if self.ndim > len(shape) or any(n not in (1, m) for n, m in zip(own, shape, strict=True)):
        raise _not_expandable(self, shape)


@operation(
    "@+", out=OWN_DTYPE, inputs=("self", "batch1", "batch2"), elementwise=True, promotes=False,
    self=lambda grad, beta: scaled(grad, beta),
    batch1=lambda grad, batch2, alpha: scaled(paired(grad, swap(batch2)), alpha),
    batch2=lambda grad, batch1, alpha: scaled(paired(swap(batch1), grad), alpha),
    samples=("torch.baddbmm(b, b, c)", "torch.baddbmm(m, b, c, beta=2)"),
)  # fmt: skip
def baddbmm(self: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """Beta · self + alpha · (batch1 @ batch2), matrix by matrix."""
    _reach(self, [(batch1, 0), (batch1, 1), (batch2, 2)])
    if self.dtype != batch1.dtype:
        require_alike(BATCHES, self, batch1, batch2)
    check_batches(batch1, batch2)
    require_alike(SCALARS, batch1, batch2)
    return begun(self, beta) + scaled(products(batch1, batch2), alpha)


def _each(grad: Any, batch: Any) -> Any:
    """The gradient of a sum over a batch, for each of it."""
    if isinstance(grad, Tensor):
        return grad.unsqueeze(0).expand((batch.shape[0], *grad.shape))
    if type(grad) is np.ndarray:
        return np.broadcast_to(grad, (batch.shape[0], *grad.shape))
    return grad


@operation(
    "@+", out=OWN_DTYPE, inputs=("self", "batch1", "batch2"), elementwise=True, promotes=False,
    self=lambda grad, beta: scaled(grad, beta),
    batch1=lambda grad, batch2, alpha: scaled(paired(_each(grad, batch2), swap(batch2)), alpha),
    batch2=lambda grad, batch1, alpha: scaled(paired(swap(batch1), _each(grad, batch1)), alpha),
    samples=("torch.addbmm(m, b, c)",),
)  # fmt: skip
def addbmm(self: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """Beta · self + alpha · the sum of the products of two batches of matrices."""
    _reach(self, [(batch1, 1), (batch2, 2)])
    if self.dtype != batch2.dtype:
        raise _mixed("self", self, batch2)
    check_batches(batch1, batch2)
    return begun(self, beta) + scaled((batch1 @ batch2).sum(0, dtype=self.dtype), alpha)


@operation(
    "@+", out=OWN_DTYPE, inputs=("self", "mat", "vec"), elementwise=True, promotes=False,
    self=lambda grad, beta: scaled(grad, beta),
    mat=lambda grad, vec, alpha: scaled(outer_product(grad, vec), alpha),
    vec=lambda grad, mat, alpha: scaled(transposed(mat) @ grad, alpha),
    samples=("torch.addmv(v, m, w)", "torch.addmv(w[:2], x, v, alpha=3)"),
)  # fmt: skip
def addmv(self: Any, mat: Any, vec: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """Beta · self + alpha · (mat @ vec)."""
    if mat.ndim != 2 or vec.ndim != 1 or self.ndim > 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got {self.ndim}, {mat.ndim}, {vec.ndim}"
        )
    if mat.shape[1] != vec.shape[0] or self.shape not in ((), (1,), mat.shape[:1]):
        rows = self.shape[0] if self.ndim and self.shape[0] != 1 else mat.shape[0]
        raise RuntimeError(
            f"size mismatch, got input ({rows}), mat ({mat.shape[0]}x{mat.shape[1]}), "
            f"vec ({vec.shape[0]})"
        )
    require_alike(VECTORS, self, mat, vec)
    return begun(self, beta) + scaled(mat @ vec, alpha)


@operation(
    "⊗+", inputs=("self", "vec1", "vec2"), elementwise=True, in_rows=True,
    self=lambda grad, beta: scaled(grad, beta),
    vec1=lambda grad, vec2, alpha: scaled(grad @ vec2, alpha),
    vec2=lambda grad, vec1, alpha: scaled(transposed(grad) @ vec1, alpha),
    samples=("torch.addr(m, v, w)", "torch.addr(m, v, w, beta=2, alpha=0.5)"),
)  # fmt: skip
def addr(self: Any, vec1: Any, vec2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """Beta · self + alpha · (every element of vec1 times every element of vec2)."""
    for place, each in enumerate((vec1, vec2), start=1):
        if each.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument vec{place}, but got {each.ndim}-D")
    _reach(self, [(vec1, 0), (vec2, 0)])
    for name, factor in (("beta", beta), ("alpha", alpha)):
        if isinstance(factor, float) and self.dtype.kind in "iu":
            raise RuntimeError(_NO_FRACTION.format(name))
    if self.dtype.kind == "b":
        beta, alpha = bool(beta), bool(alpha)
    return begun(self, beta) + scaled(np.multiply.outer(vec1, vec2), alpha)


_addmm_in_place = in_place(addmm.op)


@composite(name="addmm_")
def _addmm_(self: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """In place: beta · self + alpha · (mat1 @ mat2)."""
    check_allowed(self, mat1, mat2)
    if mat1.ndim == mat2.ndim == 2:
        check_inner(mat1, mat2)
        shape = (mat1.shape[0], mat2.shape[1])
        if tuple(self.shape) != shape:
            raise RuntimeError(
                f"Bad in-place call: input tensor size {list(self.shape)} and output tensor size "
                f"{list(shape)} should match"
            )
    return _addmm_in_place(self, mat1, mat2, beta=beta, alpha=alpha)
