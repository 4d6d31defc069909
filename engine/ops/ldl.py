"""A symmetric matrix as L D Lᴴ, D of blocks of one row or two: ``torch.linalg.ldl_factor``.

Bunch and Kaufman's diagonal pivoting (1977), whose steps and layout are LAPACK's ``sytf2`` and
``hetf2`` with the lower triangle: a block of two rows is told by two equal negative pivots.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import return_types
from engine.calls.axes import wrap
from engine.calls.declare import operation, packaged
from engine.dtypes import FLOAT
from engine.errors import no_derivative
from engine.ops.matrices import by_columns, check_square, stacked
from engine.tensor import Tensor

GROWTH = (1 + 17**0.5) / 8
"""The share of the largest element that a pivot must have: it bounds how much others grow."""


def _size(value: Any) -> Any:
    return np.abs(value.real) + np.abs(value.imag)


def _chosen(A: Any, k: int) -> tuple[int, int]:
    """How many rows the next block of D has, and which row is to be its last."""
    own = _size(A[k, k])
    if k == len(A) - 1:
        return 1, k
    below = _size(A[k + 1 :, k])
    far = k + 1 + int(np.argmax(below))
    largest = below.max()
    if max(own, largest) == 0 or own >= GROWTH * largest:
        return 1, k
    across = np.concatenate([_size(A[far, k:far]), _size(A[far + 1 :, far])])
    if own >= GROWTH * largest * (largest / across.max()):
        return 1, k
    return (1, far) if _size(A[far, far]) >= GROWTH * across.max() else (2, far)


def _exchanged(A: Any, one: int, two: int, turned: Any) -> None:
    """Exchange two rows (and columns) of what is left of a matrix given by its lower triangle."""
    A[two + 1 :, [one, two]] = A[two + 1 :, [two, one]]
    between = A[one + 1 : two, one].copy()
    A[one + 1 : two, one] = turned(A[two, one + 1 : two])
    A[two, one + 1 : two] = turned(between)
    A[two, one] = turned(A[two, one])
    A[one, one], A[two, two] = A[two, two], A[one, one]


def _eliminated(A: Any, hermitian: bool) -> tuple[Any, Any, Any]:
    """L below D in one matrix, the pivots counted from 1, and the first that is zero."""
    A, turned = np.tril(A), np.conj if hermitian else np.array
    pivots, info, k = np.zeros(len(A), np.int32), np.int32(0), 0
    if hermitian:
        np.fill_diagonal(A, np.diagonal(A).real)
    while k < len(A):
        rows, far = _chosen(A, k)
        last, end = k + rows - 1, k + rows
        if far != last:
            _exchanged(A, last, far, turned)
            A[[last, far], k:last] = A[[far, last], k:last]
        pivots[k:end] = far + 1 if rows == 1 else -(far + 1)
        if rows == 1 and A[k, k] == 0 and not A[end:, k].any():
            info = info or np.int32(k + 1)
        else:
            _reduced(A, k, end, turned)
        k = end
    return A, pivots, info


def _reduced(A: Any, k: int, end: int, turned: Any) -> None:
    """Divide what stands below a block by it, and take their product off what is left."""
    block = A[k:end, k:end].copy()
    if end - k == 2:
        block[0, 1] = turned(block[1, 0])
    below = A[end:, k:end].copy()
    A[end:, k:end] = np.linalg.solve(block.T, below.T).T
    A[end:, end:] -= np.tril(A[end:, k:end] @ turned(below).T)
    if turned is np.conj:
        np.fill_diagonal(A[end:, end:], np.diagonal(A[end:, end:]).real)


@operation(
    "LDL", name="linalg_ldl_factor_ex.self", node="NotImplemented",
    outputs=("LD", "pivots", "info"), self=lambda grad: no_derivative("linalg_ldl_factor_ex"),
)  # fmt: skip
def _factors(self: Any, hermitian: bool) -> Any:
    packed, pivots, info = stacked(lambda A: _eliminated(A, hermitian), self)
    return by_columns(packed), pivots, info


def _factored(A: Tensor, hermitian: bool, check_errors: bool, who: str) -> Any:
    check_square(A, "torch.linalg.ldl_factor_ex")
    if A.dtype.category < FLOAT:
        raise RuntimeError(
            "torch.linalg.ldl_factor_ex: Expected a floating point or complex tensor as input. "
            f"Got {A.dtype.kind_name}"
        )
    found = _factors(A, hermitian and A.is_complex())
    codes = found[2]._data
    if check_errors and codes.any():
        code = int(codes.reshape(-1)[np.flatnonzero(codes)[0]])
        raise RuntimeError(f"{who}: Unknown error code: {code}.")
    return found


@packaged("linalg", samples=("torch.linalg.ldl_factor_ex((m + m.mT).detach())",))
def ldl_factor_ex(A: Tensor, *, hermitian: bool = False, check_errors: bool = False) -> Any:
    """L and D in one matrix, the row exchanges, and the first pivot that is zero."""
    found = _factored(A, hermitian, check_errors, "torch.linalg.ldl_factor_ex")
    return return_types.linalg_ldl_factor_ex(*found)


@packaged("linalg", samples=("torch.linalg.ldl_factor((m + m.mT).detach())",))
def ldl_factor(A: Tensor, *, hermitian: bool = False) -> Any:
    """L and D in one matrix, and the row exchanges."""
    return return_types.linalg_ldl_factor(
        *_factored(A, hermitian, True, "torch.linalg.ldl_factor")[:2]
    )


def _blocks(pivots: Any) -> list[tuple[int, int, int]]:
    """Of each block of D its first row, the row after its last, and which its last was before."""
    found, k = [], 0
    while k < len(pivots):
        rows = 1 if pivots[k] > 0 else 2
        found.append((k, k + rows, abs(int(pivots[k])) - 1))
        k += rows
    return found


def _solution(given: tuple[Any, ...], hermitian: bool) -> tuple[Any]:
    """X with A X = B: down through L and D, then up through Lᴴ, as LAPACK's ``sytrs``.

    ``given`` : L and D in one matrix, the pivots as a column, and B.
    """
    LD, pivots, B = given
    X, turned = np.array(B), np.conj if hermitian else np.array
    for k, end, far in _blocks(pivots[:, 0]):
        X[[end - 1, far]] = X[[far, end - 1]]
        X[end:] -= LD[end:, k:end] @ X[k:end]
        block = LD[k:end, k:end].copy()
        if end - k == 2:
            block[0, 1] = turned(block[1, 0])
        X[k:end] = np.linalg.solve(block, X[k:end]) if block.all() or end - k == 2 else np.inf
    for k, end, far in reversed(_blocks(pivots[:, 0])):
        X[k:end] -= turned(LD[end:, k:end]).T @ X[end:]
        X[[end - 1, far]] = X[[far, end - 1]]
    return (X,)


@operation(
    "LDL solve", name="linalg_ldl_solve.LD", inputs=("LD", "pivots", "B"), node="NotImplemented",
    LD=lambda grad: no_derivative("linalg_ldl_solve"),
    B=lambda grad: no_derivative("linalg_ldl_solve"),
)  # fmt: skip
def _solved(LD: Any, pivots: Any, B: Any, hermitian: bool) -> Any:
    columns = pivots[..., None]
    (found,) = stacked(lambda *each: _solution(each, hermitian), LD, columns, B)
    return by_columns(found)


@packaged("linalg", samples=(
    "torch.linalg.ldl_solve(*torch.linalg.ldl_factor((m + m.mT).detach()), m.detach())",
))  # fmt: skip
def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False) -> Any:
    """X with A @ X = B, of the factors of A that ``ldl_factor`` gives.

    Raises:
        RuntimeError: shapes or dtypes do not fit.
    """
    check_square(LD, "torch.linalg.ldl_solve", "LD")
    if LD.shape[:-1] != pivots.shape:
        raise RuntimeError(
            "torch.linalg.ldl_solve: Expected LD.shape[:-1] and pivots.shape to be the same, but "
            f"got pivots with shape {list(pivots.shape)} instead"
        )
    if pivots.dtype.category >= FLOAT:
        raise RuntimeError(
            f"torch.linalg.ldl_solve: Expected pivots to be integers. Got {pivots.dtype.kind_name}"
        )
    if LD.dtype is not B.dtype:
        raise RuntimeError(
            "Expected b and A to have the same dtype, but found b of type "
            f"{B.dtype.kind_name} and A of type {LD.dtype.kind_name} instead."
        )
    if B.shape[wrap(-2, B.ndim)] != LD.shape[-1]:
        raise RuntimeError(
            f"Incompatible matrix sizes for torch.linalg.ldl_solve: each A matrix is "
            f"{LD.shape[-1]} by {LD.shape[-1]} but each b matrix is {B.shape[-2]} by {B.shape[-1]}"
        )
    return _solved(LD, pivots, B, hermitian and LD.is_complex())
