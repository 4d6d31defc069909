"""A matrix as a permutation, a lower and an upper triangle: elimination with pivoting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import composite, operation, packaged
from engine.calls.untracked import untracked
from engine.formula import tril, triu
from engine.foundation.warn import warn
from engine.ops.inverses import solved
from engine.ops.matrices import (
    LinAlgError,
    added,
    adjoint,
    by_columns,
    check_matrix,
    diagonal,
    joined,
    on_diagonal,
    stacked,
)
from engine.tensor import Tensor, new_tensor

OLD_FACTORS = (
    "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and "
    "will be removed in a future PyTorch release.\nLU, pivots = torch.lu(A, compute_pivots)\n"
    "should be replaced with\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\n"
    "LU, pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\n"
    "LU, pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)"
)
OLD_SOLVE = (
    "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a "
    "future PyTorch release.\nNote that torch.linalg.lu_solve has its arguments reversed.\n"
    "X = torch.lu_solve(B, LU, pivots)\nshould be replaced with\n"
    "X = torch.linalg.lu_solve(LU, pivots, B)"
)


def _eliminated(A: Any) -> tuple[Any, Any, Any]:
    """Both triangles in one matrix, which row was exchanged at each step, the first zero pivot."""
    rows = np.array(A)
    count = min(rows.shape)
    pivots, info = np.arange(1, count + 1, dtype=np.int32), np.int32(0)
    for step in range(count):
        column = rows[step:, step]
        pivot = step + int(np.argmax(np.abs(column.real) + np.abs(column.imag)))
        pivots[step] = pivot + 1
        if rows[pivot, step] == 0:
            info = info or np.int32(step + 1)
            continue
        rows[[step, pivot]] = rows[[pivot, step]]
        rows[step + 1 :, step] /= rows[step, step]
        rows[step + 1 :, step + 1 :] -= np.outer(rows[step + 1 :, step], rows[step, step + 1 :])
    return rows, pivots, info


def permutation(pivots: Any, size: int) -> Any:
    """The matrix P of the row exchanges, so that P @ L @ U is the matrix."""
    flat = pivots.reshape(math.prod(pivots.shape[:-1]), pivots.shape[-1])
    found = np.zeros((len(flat), size, size))
    for matrix, exchanges in zip(found, flat, strict=True):
        order = np.arange(size)
        for step, pivot in enumerate(exchanges):
            order[[step, pivot - 1]] = order[[pivot - 1, step]]
        matrix[order, np.arange(size)] = 1
    return found.reshape(*pivots.shape[:-1], size, size)


def lower_of(LU: Any) -> Any:
    """L: what stands below the diagonal, with ones on it."""
    count = min(LU.shape[-2:])
    whole = tril(LU[..., :, :count], -1)
    top = whole[..., :count, :] + _ones(LU, count)
    return joined([top, whole[..., count:, :]], -2) if LU.shape[-2] > count else top


def _ones(LU: Any, count: int) -> Any:
    return on_diagonal(diagonal(LU[..., :count, :count]) * 0 + 1)


def upper_of(LU: Any) -> Any:
    """U: the diagonal and what stands above it."""
    return triu(LU[..., : min(LU.shape[-2:]), :], 0)


def factors_rule(to_lower: Any, to_upper: Any, P: Any, L: Any, U: Any) -> Any:
    """The gradient of A = P L U: P L⁻ᴴ (tril(Lᴴ gL, −1) + triu(gU Uᴴ)) U⁻ᴴ.

    Of a tall matrix the lower rows of L, of a wide one the right columns of U depend on the
    square part, so that their gradients are first brought there.
    """
    if not hasattr(L, "shape") or not isinstance(L.shape, tuple):
        return _square_rule(to_lower, to_upper, P, L, U)._noted("for the square part")
    count = min(L.shape[-2], U.shape[-1])
    square_l, square_u = L[..., :count, :], U[..., :, :count]
    below = right = None
    to_l = None if to_lower is None else to_lower[..., :count, :]
    to_u = None if to_upper is None else to_upper[..., :, :count]
    if to_lower is not None and L.shape[-2] > count:
        below = solved(adjoint(square_u), to_lower[..., count:, :], False)
        to_u = added(to_u, -adjoint(L[..., count:, :]) @ below)
    if to_upper is not None and U.shape[-1] > count:
        right = solved(adjoint(square_l), to_upper[..., :, count:])
        to_l = added(to_l, -right @ adjoint(U[..., :, count:]))
    whole = _square_rule(to_l, to_u, None, square_l, square_u)
    if L.shape[-2] > count:
        whole = joined([whole, whole[..., :1, :] * 0 + below if below is not None else
                        L[..., count:, :] * 0], -2)  # fmt: skip
    if U.shape[-1] > count:
        whole = joined([whole, right if right is not None else U[..., :, count:] * 0], -1)
    return P @ whole


def _square_rule(to_lower: Any, to_upper: Any, P: Any, L: Any, U: Any) -> Any:
    """``factors_rule`` where L and U are square; without ``P``, before rows are put back."""
    inner = added(
        None if to_lower is None else tril(adjoint(L) @ to_lower, -1),
        None if to_upper is None else triu(to_upper @ adjoint(U), 0),
    )
    whole = solved(adjoint(U), solved(adjoint(L), inner), False)
    return whole if P is None else P @ whole


def _as_permutation(pivots: Any, like: Any, size: int) -> Any:
    """P in the dtype of ``like``, as an array or as a tensor."""
    plain = pivots._data if isinstance(pivots, Tensor) else pivots
    data = (like._data if isinstance(like, Tensor) else like).dtype
    found = permutation(plain, size).astype(data)
    return new_tensor(found) if isinstance(like, Tensor) else found


def _compact_rule(grad: Any, LU: Any, pivots: Any) -> Any:
    count = min(LU.shape[-2:])
    size = LU.shape[-2]
    P = _as_permutation(pivots, LU, size)  #
    return factors_rule(
        tril(grad[0][..., :, :count], -1), triu(grad[0][..., :count, :], 0),
        P, lower_of(LU), upper_of(LU),
    )  # fmt: skip


@operation(
    "LU", name="linalg_lu_factor_ex.A", inputs=("A",), outputs=("LU", "pivots", "info"),
    A=lambda grad, LU, pivots: _compact_rule(grad, LU, pivots),
    conjugates=True,
)  # fmt: skip
def compact_factors(A: Any) -> Any:
    """Both triangles in one matrix, the row exchanges, and the first zero pivot."""
    found, pivots, info = stacked(_eliminated, A)
    return by_columns(found), pivots, info


@packaged("linalg", samples=("torch.linalg.lu_factor_ex(m)[0]",))
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> Any:
    """Both triangles in one matrix, the row exchanges, and the first zero pivot."""
    check_matrix(A, "torch.linalg.lu_factor")
    _must_pivot(pivot, "linalg.lu_factor")
    found = compact_factors(A)
    if check_errors:
        _raise_if_zero(found[2], "torch.linalg.lu_factor_ex")
    return return_types.linalg_lu_factor_ex(*found)


def _must_pivot(pivot: bool, who: str) -> None:
    if not pivot:
        raise RuntimeError(f"{who}: LU without pivoting is not implemented on the CPU")


def _raise_if_zero(info: Tensor, who: str) -> None:
    counts = np.asarray(info._data)
    if counts.any():
        first = int(np.flatnonzero(counts)[0])
        where = f"(Batch element {first}): " if counts.ndim else ""
        place = int(counts.reshape(-1)[first])
        raise LinAlgError(
            f"{who}: {where}U[{place},{place}] is zero and using it on lu_solve would result in a "
            "division by zero. If you still want to perform the factorization, consider calling "
            "linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
        )


@packaged("linalg", samples=("torch.linalg.lu_factor(m)[0]", "torch.linalg.lu_factor(x)[0]"))
def lu_factor(A: Tensor, *, pivot: bool = True) -> Any:
    """Both triangles in one matrix, and the row exchanges."""
    check_matrix(A, "torch.linalg.lu_factor")
    _must_pivot(pivot, "linalg.lu_factor")
    packed, pivots, info = compact_factors(A)
    _raise_if_zero(info, "torch.linalg.lu_factor")
    return return_types.linalg_lu_factor(packed, pivots)


@composite(name="lu", samples=("m.lu()[0]",))
def _lu(self: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """Both triangles in one matrix, and the row exchanges (older than torch.linalg's)."""
    warn(OLD_FACTORS, once=True)
    check_matrix(self, "torch.linalg.lu_factor")
    _must_pivot(pivot, "linalg.lu_factor")
    packed, pivots, info = compact_factors(self)
    return (packed, pivots, info) if get_infos else (packed, pivots)


@operation(
    "LU", name="linalg_lu.A", inputs=("A",), outputs=("P", "L", "U"),
    A=lambda grad, P, L, U: factors_rule(grad[1], grad[2], P, L, U),
    conjugates=True,
)  # fmt: skip
def three_factors(A: Any) -> Any:
    """The P, L and U with P @ L @ U = A."""
    packed, pivots, _ = stacked(_eliminated, A)
    return permutation(pivots, A.shape[-2]).astype(A.dtype), lower_of(packed), upper_of(packed)


@packaged("linalg", samples=("torch.linalg.lu(m)", "torch.linalg.lu(x)", "torch.linalg.lu(x.mT)"))
def lu(A: Tensor, *, pivot: bool = True) -> Any:
    """The P, L and U with P @ L @ U = A."""
    check_matrix(A, "linalg.lu")
    _must_pivot(pivot, "linalg.lu_factor")
    turned, lower, upper = three_factors(A)
    return return_types.linalg_lu(untracked(turned._data, turned), lower, upper)


def _unpacked_rule(grad: Any, shape: Any) -> Any:
    if not isinstance(shape, tuple):
        to_lower, to_upper = grad[1], grad[2]
        return added(
            None if to_lower is None else tril(to_lower, -1),
            None if to_upper is None else triu(to_upper, 0),
        )
    rows, columns = shape[-2:]
    to_lower, to_upper = grad[1], grad[2]
    if to_lower is not None:
        to_lower = tril(to_lower, -1)
        if columns > rows:
            to_lower = joined([to_lower, _blank(to_lower, (rows, columns - rows))], -1)
    if to_upper is not None:
        to_upper = triu(to_upper, 0)
        if rows > columns:
            to_upper = joined([to_upper, _blank(to_upper, (rows - columns, columns))], -2)
    return added(to_lower, to_upper)


def _blank(like: Any, shape: tuple[int, int]) -> Any:
    data = (like._data if isinstance(like, Tensor) else like).dtype
    zeros = np.zeros((*like.shape[:-2], *shape), data)
    return new_tensor(zeros) if isinstance(like, Tensor) else zeros


@operation(
    "LU", name="lu_unpack.LU", inputs=("LU_data",), outputs=("P", "L", "U"),
    LU_data=lambda grad, LU_data_shape: _unpacked_rule(grad, LU_data_shape),
)  # fmt: skip
def _unpacked(LU_data: Any, pivots: Any, data: bool = True, exchanges: bool = True) -> Any:
    empty = np.zeros(0, LU_data.dtype)
    turned = permutation(pivots, LU_data.shape[-2]).astype(LU_data.dtype) if exchanges else empty
    return (turned, lower_of(LU_data), upper_of(LU_data)) if data else (turned, empty, empty)


@composite(method=False, samples=("torch.lu_unpack(*torch.linalg.lu_factor(m))[1]",))
def lu_unpack(
    LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True
) -> Any:
    """The P, L and U that were packed into one matrix and a list of exchanges."""
    turned, lower, upper = _unpacked(LU_data, LU_pivots._data, unpack_data, unpack_pivots)
    return return_types.lu_unpack(untracked(turned._data, turned), lower, upper)


def _whole(LU: Any, pivots: Any) -> tuple[Any, Any]:
    """P and the matrix that was factored."""
    P = _as_permutation(pivots, LU, LU.shape[-1])  #
    return P, P @ lower_of(LU) @ upper_of(LU)


def _by_factors(LU: Any, pivots: Any, B: Any, left: bool, adjoint_: bool) -> Any:
    whole = _whole(LU, pivots)[1]
    return solved(adjoint(whole) if adjoint_ else whole, B, left)


def _solution_rule(grad: Any, LU: Any, pivots: Any, result: Any, left: bool, turned: bool) -> Any:
    part = _by_factors(LU, pivots, grad, left, not turned)
    to_whole = -part @ adjoint(result) if left else -adjoint(result) @ part
    to_whole = adjoint(to_whole) if turned else to_whole
    P = _as_permutation(pivots, LU, LU.shape[-1])  #
    inner = swap_rows(P, to_whole)
    lower, upper = lower_of(LU), upper_of(LU)
    return tril(inner @ adjoint(upper), -1) + triu(adjoint(lower) @ inner, 0)


def swap_rows(P: Any, value: Any) -> Any:
    """``value`` with the row exchanges undone."""
    return adjoint(P) @ value


@operation(
    "solve", name="linalg_lu_solve.LU", inputs=("LU", "B"),
    LU=lambda grad, LU, pivots, result, left, adjoint: _solution_rule(
        grad, LU, pivots, result, left, adjoint
    ),
    B=lambda grad, LU, pivots, left, adjoint: _by_factors(LU, pivots, grad, left, not adjoint),
    conjugates=True,
)  # fmt: skip
def _solution_by_factors(
    LU: Any, B: Any, pivots: Any, left: bool = True, adjoint: bool = False
) -> Any:
    return _by_factors(LU, pivots, B, left, adjoint).astype(LU.dtype)


@packaged("linalg", "lu_solve", samples=(
    "torch.linalg.lu_solve(*torch.linalg.lu_factor(m), n)",
    "torch.linalg.lu_solve(*torch.linalg.lu_factor(m), n, left=False, adjoint=True)",
))  # fmt: skip
def linalg_lu_solve(
    LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False
) -> Any:
    """The X with A @ X = B, given A's factors."""
    return _solution_by_factors(LU, B, pivots._data, left, adjoint)


@composite(samples=("n.lu_solve(*torch.linalg.lu_factor(m))",))
def lu_solve(self: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Any:
    """The X with A @ X = self, given A's factors (older than torch.linalg's)."""
    warn(OLD_SOLVE, once=True)
    return _solution_by_factors(LU_data, self, LU_pivots._data)
