# ruff: noqa: N803  (PyTorch calls matrices A and B)
"""Inverses, determinants, solutions and decompositions of matrices, and distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.declare import FUNCTIONS, NOT_METHODS, composite, operation
from engine.formula import swap
from engine.ops.matmul import matrix_power
from engine.ops.reduction import norm, vector_norm
from engine.tensor import Tensor


class LinAlgError(RuntimeError):
    """A matrix for which there is no answer."""


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"
LinAlgError.__module__ = "torch._C"


def _square(self: Any, who: str) -> None:
    if self.ndim < 2:
        raise RuntimeError(f"{who}: The input tensor A must have at least 2 dimensions.")
    if self.shape[-1] != self.shape[-2]:
        raise RuntimeError(
            f"{who}: A must be batches of square matrices, but they are {self.shape[-2]} by "
            f"{self.shape[-1]} matrices"
        )


@operation("⁻¹", name="linalg_inv_ex", node="LinalgInvExBackward0",
           self=lambda grad, result: -swap(result) @ grad @ swap(result))  # fmt: skip
def inverse_of(self: Any) -> Any:
    """The matrix that undoes another."""
    _square(self, "linalg.inv")
    try:
        return np.linalg.inv(self)
    except np.linalg.LinAlgError:
        place = _zero_pivot(self)
        raise LinAlgError(
            f"linalg.inv: The diagonal element {place} is zero, the inversion could not be "
            "completed because the input matrix is singular."
        ) from None


def _zero_pivot(matrix: Any) -> int:
    """Which pivot of the elimination is the first to be zero, counted from 1."""
    rows = np.array(matrix, dtype=float).reshape(-1, *matrix.shape[-2:])[0]
    for step in range(len(rows)):
        pivot = step + int(np.argmax(np.abs(rows[step:, step])))
        if rows[pivot, step] == 0:
            return step + 1
        rows[[step, pivot]] = rows[[pivot, step]]
        rows[step + 1 :] -= np.outer(rows[step + 1 :, step] / rows[step, step], rows[step])
    return len(rows)


@composite(samples=("m.inverse()", "torch.inverse(m)"))
def inverse(self: Tensor) -> Any:
    """The matrix that undoes this one."""
    return inverse_of(self)


@operation("det", name="linalg_det", node="LinalgDetBackward0",
           self=lambda grad, self, result: _determinant_rule(grad, self, result))  # fmt: skip
def determinant(self: Any) -> Any:
    """The volume that the columns of a matrix span."""
    _square(self, "linalg.det")
    return np.linalg.det(self)


def _determinant_rule(grad: Any, self: Any, result: Any) -> Any:
    undone = np.linalg.inv(self) if isinstance(self, np.ndarray) else self.inverse()
    scale = grad * result
    return scale.reshape((*scale.shape, 1, 1)) * swap(undone)


@composite(samples=("m.det()", "torch.det(b)"))
def det(self: Tensor) -> Any:
    """The determinant."""
    return determinant(self)


@composite(samples=("(m @ m.t() + 1).logdet() * 0",))
def logdet(self: Tensor) -> Any:
    """The logarithm of the determinant."""
    return det(self).log()


@operation("solve", name="linalg_solve_ex", node="LinalgSolveExBackward0", inputs=("A", "B"),
           A=lambda grad, A, result: _solved_left(grad, A, result),
           B=lambda grad, A: _solved(swap(A), grad))  # fmt: skip
def solution(A: Any, B: Any) -> Any:
    """The X with A @ X = B."""
    _square(A, "linalg.solve")
    vector = B.ndim == 1 or (B.ndim == A.ndim - 1 and B.shape == A.shape[:-1])
    return np.linalg.solve(A, B[..., None])[..., 0] if vector else np.linalg.solve(A, B)


def _solved(matrix: Any, right: Any) -> Any:
    if isinstance(matrix, np.ndarray):
        return solution.op.forward(matrix, right)
    return solution(matrix, right)


def _solved_left(grad: Any, matrix: Any, result: Any) -> Any:
    part = _solved(swap(matrix), grad)
    if part.ndim == matrix.ndim - 1:
        shape = (*part.shape[:-1], 1, part.shape[-1])
        return -part.reshape((*part.shape, 1)) * result.reshape(shape)
    return -part @ swap(result)


@operation("cholesky", name="linalg_cholesky_ex", node="LinalgCholeskyExBackward0",
           self=lambda grad, result: _cholesky_rule(grad, result))  # fmt: skip
def lower_root(self: Any) -> Any:
    """The lower triangular L with L @ Lᵀ = A."""
    _square(self, "linalg.cholesky")
    try:
        return np.linalg.cholesky(self)
    except np.linalg.LinAlgError:
        order = next(
            n for n in range(1, self.shape[-1] + 1) if np.linalg.det(self[..., :n, :n]) <= 0
        )
        raise LinAlgError(
            "linalg.cholesky: The factorization could not be completed because the input is not "
            f"positive-definite (the leading minor of order {order} is not positive-definite)."
        ) from None


def _cholesky_rule(grad: Any, result: Any) -> Any:
    """Murray's rule: symmetrise L⁻ᵀ Φ(Lᵀ grad) L⁻¹, Φ halving the diagonal of the lower part."""
    inner = swap(result) @ grad
    if isinstance(inner, Tensor):
        lower, undone = (
            inner.tril() - 0.5 * inner.diagonal(0, -2, -1).diag_embed(),
            result.inverse(),
        )
    else:
        halves = 0.5 * np.eye(inner.shape[-1], dtype=inner.dtype) * inner
        lower, undone = np.tril(inner) - halves, np.linalg.inv(result)
    whole = swap(undone) @ lower @ undone
    return 0.5 * (whole + swap(whole))


def _norm(
    A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Any:
    """The norm of a vector or a matrix."""
    if isinstance(ord, str) and ord != "fro":
        raise NotImplementedError(
            f"torch.linalg.norm of order {ord!r} exists in PyTorch but not here"
        )
    return norm(A, 2.0 if ord in (None, "fro") else ord, dim, keepdim, dtype)


def _vector_norm(
    x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Any:
    """The norm of all elements as one vector, or along ``dim``."""
    return norm(x, ord, dim, keepdim, dtype)


def _matrix_norm(A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False) -> Any:
    """The Frobenius norm of matrices."""
    if ord != "fro":
        raise NotImplementedError(
            f"torch.linalg.matrix_norm of order {ord!r} exists in PyTorch but not here"
        )
    return vector_norm(A, 2, tuple(dim), keepdim)


@operation(
    "×",
    name="linalg_cross",
    node="LinalgCrossBackward0",
    inputs=("self", "other"),
    promotes=True,
    self=lambda grad, other, dim: _crossed(other, grad, dim),
    other=lambda grad, self, dim: _crossed(grad, self, dim),
)
def cross_product(self: Any, other: Any, dim: int = -1) -> Any:
    """The vector at right angles to two others."""
    return np.cross(self, other, axis=dim)


def _crossed(left: Any, right: Any, dim: int) -> Any:
    if isinstance(left, Tensor):
        return cross_product(left, right, dim)
    return np.cross(left, right, axis=dim)


@composite(samples=("torch.cross(m, n, dim=1)", "m.cross(n, 0)"))
def cross(self: Tensor, other: Tensor, dim: int = -1) -> Any:
    """The vector at right angles to two others."""
    return cross_product(self, other, dim)


@composite(samples=("torch.cdist(x, m)", "torch.cdist(x, m, p=1)"), method=False)
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0) -> Any:
    """The distance of every row of one to every row of the other."""
    return norm(x1.unsqueeze(-2) - x2.unsqueeze(-3), p, -1)


NAMES: dict[str, Any] = {
    "inv": inverse,
    "det": det,
    "norm": _norm,
    "vector_norm": _vector_norm,
    "solve": solution,
    "matrix_norm": _matrix_norm,
    "matrix_power": matrix_power,
    "cross": cross,
    "cholesky": lower_root,
    "LinAlgError": LinAlgError,
    "diagonal": lambda A, **options: A.diagonal(**{"dim1": -2, "dim2": -1} | options),
}
_HIDDEN = ("linalg_inv_ex", "linalg_det", "linalg_solve_ex", "linalg_cholesky_ex", "linalg_cross")
NOT_METHODS.update(_HIDDEN)
for _hidden in _HIDDEN:
    FUNCTIONS.pop(_hidden, None)
