"""Inverses of matrices and the solutions of linear equations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import composite, operation, packaged
from engine.calls.out_rules import OWN_DTYPE
from engine.errors import shared_shape
from engine.numbers.alike import require_alike
from engine.ops.matrices import LinAlgError, adjoint, by_columns, check_square, is_array
from engine.tensor import Tensor

SINGULAR = (
    "{who}: {where}The diagonal element {place} is zero, the inversion could not be completed "
    "because the input matrix is singular."
)
UNSOLVABLE = "{who}: {where}The solver failed because the input matrix is singular."


def zero_pivots(matrices: Any) -> Any:
    """Which pivot of each elimination is the first to be zero, counted from 1; 0 for none."""
    rows = np.array(matrices).reshape(-1, *matrices.shape[-2:])
    found = np.zeros(len(rows), np.int32)
    for number, each in enumerate(rows):
        for step in range(each.shape[-1]):
            pivot = step + int(np.argmax(np.abs(each[step:, step])))
            if each[pivot, step] == 0:
                found[number] = step + 1
                break
            each[[step, pivot]] = each[[pivot, step]]
            each[step + 1 :] -= np.outer(each[step + 1 :, step] / each[step, step], each[step])
    return found.reshape(matrices.shape[:-2])[()]


def raise_if_singular(info: Any, who: str, text: str) -> None:
    """Raise LinAlgError naming the first matrix for which ``info`` is not zero."""
    counts = np.asarray(info)
    if not counts.any():
        return
    first = int(np.flatnonzero(counts)[0])
    where = f"(Batch element {first}): " if counts.ndim else ""
    raise LinAlgError(text.format(who=who, where=where, place=int(counts.reshape(-1)[first])))


def _undone(self: Any) -> tuple[Any, Any]:
    try:
        return by_columns(np.linalg.inv(self)), np.zeros(self.shape[:-2], np.int32)[()]
    except np.linalg.LinAlgError:
        info = zero_pivots(self)
        regular = np.where(np.asarray(info)[..., None, None] == 0, self, np.eye(self.shape[-1]))
        return by_columns(np.linalg.inv(regular)).astype(self.dtype), info


@operation(
    "⁻¹", name="linalg_inv_ex.A", inputs=("A",), outputs=("inverse", "info"),
    A=lambda grad, inverse: -(adjoint(inverse) @ (grad[0] @ adjoint(inverse))),
    conjugates=True,
)  # fmt: skip
def inverse_and_info(A: Any) -> Any:
    """The matrix that undoes another, and which pivot was zero."""
    return _undone(A)


@packaged("linalg", samples=("torch.linalg.inv_ex(m)", "torch.linalg.inv_ex(b).inverse"))
def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:
    """The inverse, and instead of an error the number of the pivot that was zero."""
    check_square(A, "linalg.inv")
    found = inverse_and_info(A)
    if check_errors:
        raise_if_singular(found[1]._data, "linalg.inv_ex", SINGULAR)
    return return_types.linalg_inv_ex(*found)


@packaged("linalg", out=OWN_DTYPE, samples=("torch.linalg.inv(m)", "torch.linalg.inv(b)"))
def inv(A: Tensor) -> Any:
    """The matrix that undoes this one."""
    check_square(A, "linalg.inv")
    found, info = inverse_and_info(A)
    raise_if_singular(info._data, "linalg.inv", SINGULAR)
    return found


@composite(samples=("m.inverse()", "torch.inverse(m)", "x.inverse()", "(m * 0).inverse()"))
def inverse(self: Tensor) -> Any:
    """The matrix that undoes this one."""
    return inv(self)


def is_vector(A: Any, B: Any) -> bool:
    """Is the right side of an equation a vector (or a batch of them)?"""
    return bool(B.ndim == 1 or (B.ndim == A.ndim - 1 and B.shape == A.shape[:-1]))


def _solve_arrays(A: Any, B: Any, left: bool) -> Any:
    if left:
        return by_columns(np.linalg.solve(A, B))
    turned = by_columns(np.linalg.solve(A.swapaxes(-1, -2), B.swapaxes(-1, -2)))
    return turned.swapaxes(-1, -2)


def solved(A: Any, B: Any, left: bool = True) -> Any:
    """The X with A @ X = B (X @ A = B where not ``left``), on arrays and tensors."""
    if is_array(A):
        return _solve_arrays(A, B, left)
    if isinstance(A, Tensor):
        return solution_and_info(A, B, left=left)[0]
    return B @ A.inverse() if left is False else A.solve(B)


def _right_rule(grad: Any, A: Any, B_shape: Any, left: bool) -> Any:
    if is_column(A, B_shape):
        return solved(adjoint(A), grad[..., None])[..., 0]
    return solved(adjoint(A), grad, left)


def _matrix_rule(grad: Any, A: Any, B_shape: Any, result: Any, left: bool) -> Any:
    part = _right_rule(grad, A, B_shape, left)
    if is_column(A, B_shape):
        return -(part[..., None] @ adjoint(result[..., None]))
    return -(adjoint(result) @ part) if left is False else -(part @ adjoint(result))


def is_column(A: Any, shape: Any) -> bool:
    """Was the right side, of that shape, a vector?"""
    return isinstance(shape, tuple) and (
        len(shape) == 1 or (len(shape) == A.ndim - 1 and shape == tuple(A.shape[:-1]))
    )


@operation(
    "solve", name="linalg_solve_ex.A", inputs=("A", "B"), outputs=("result", "info"),
    A=lambda grad, A, B_shape, result, left: _matrix_rule(grad[0], A, B_shape, result, left),
    B=lambda grad, A, B_shape, left: _right_rule(grad[0], A, B_shape, left),
    conjugates=True,
)  # fmt: skip
def solution_and_info(A: Any, B: Any, left: bool = True) -> Any:
    """The X with A @ X = B, and which pivot was zero."""
    info = zero_pivots(A) if not np.all(np.linalg.det(A)) else np.zeros(A.shape[:-2], np.int32)[()]
    regular = A
    if np.any(info):
        regular = np.where(np.asarray(info)[..., None, None] == 0, A, np.eye(A.shape[-1]))
    if is_vector(A, B):
        return _solve_arrays(regular, B[..., None], left)[..., 0].astype(A.dtype), info
    return _solve_arrays(regular, B, left).astype(A.dtype), info


@packaged("linalg", samples=("torch.linalg.solve_ex(m, v)", "torch.linalg.solve_ex(m, n)"))
def solve_ex(A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False) -> Any:
    """The X with A @ X = B, and instead of an error the number of the pivot that was zero."""
    check_square(A, "linalg.solve")
    _check_sides(A, B, left)
    found = solution_and_info(A, B, left=left)
    if check_errors:
        raise_if_singular(found[1]._data, "torch.linalg.solve_ex", UNSOLVABLE)
    return return_types.linalg_solve_ex(*found)


@packaged(
    "linalg",
    out=OWN_DTYPE,
    samples=(
        "torch.linalg.solve(m, v)",
        "torch.linalg.solve(b, m)",
        "torch.linalg.solve(m, n, left=False)",
        "torch.linalg.solve(x, v)",
        "torch.linalg.solve(m * 0, v)",
        "torch.linalg.solve(b, x)",
    ),
)
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Any:
    """The X with A @ X = B, or X @ A = B where not ``left``."""
    check_square(A, "linalg.solve")
    _check_sides(A, B, left)
    require_alike(
        "linalg.solve: Expected A and B to have the same dtype, but found A of type {0} and B of "
        "type {1} instead",
        A, B,
    )  # fmt: skip
    found, info = solution_and_info(A, B, left=left)
    raise_if_singular(info._data, "torch.linalg.solve", UNSOLVABLE)
    return found


def _check_sides(A: Tensor, B: Tensor, left: bool) -> None:
    """Raise RuntimeError where a right side does not fit its matrix."""
    vector = is_vector(A, B)
    if not vector and B.ndim < 2:
        raise RuntimeError("linalg.solve: The input tensor B must have at least 2 dimensions.")
    shape = (*B.shape, 1) if vector else tuple(B.shape)
    if shape[-2 if left else -1] != A.shape[-1]:
        one, other = (f"{each[-2]}x{each[-1]}" for each in (A.shape, shape))
        raise RuntimeError(
            "linalg.solve: Incompatible shapes of A and B for the equation "
            f"{'AX' if left else 'XA'} = B ({one} and {other})"
        )
    shared_shape(shape[:-2], tuple(A.shape[:-2]))


@packaged("linalg", samples=("torch.linalg.tensorinv(m.reshape(3, 3), ind=1)",))
def tensorinv(A: Tensor, ind: int = 2) -> Any:
    """The tensor that undoes the product over the first ``ind`` dimensions with another."""
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    end, start = tuple(A.shape[ind:]), tuple(A.shape[:ind])
    rows, columns = math.prod(end), math.prod(start)
    if rows != columns:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == "
            f"prod(self.shape[:ind]), but got {rows} != {columns}"
        )
    return inv(A.reshape(rows, columns)).reshape((*end, *start))


@packaged("linalg", samples=("torch.linalg.tensorsolve(m, v)",))
def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Any:
    """The X whose product with A over all its dimensions is B."""
    turned = (
        A if dims is None else A.movedim(tuple(dims), tuple(range(A.ndim - len(dims), A.ndim)))
    )
    shape = tuple(turned.shape[B.ndim :])
    size = math.prod(shape)
    rows = math.prod(turned.shape[: B.ndim])
    if rows != size:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
            f"prod(self.shape[:other.ndim]), but got {size} != {rows}"
        )
    return solve(turned.reshape(-1, size), B.flatten()).reshape(shape)
