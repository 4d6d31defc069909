"""Triangular roots of matrices, and the equations that triangular matrices solve."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import composite, operation, packaged
from engine.errors import shared_shape
from engine.formula import swap, tril, triu
from engine.foundation.warn import warn
from engine.ops.inverses import solved
from engine.ops.matrices import (
    LinAlgError,
    added,
    adjoint,
    by_columns,
    check_square,
    diagonal,
    is_array,
    on_diagonal,
    stacked,
)
from engine.tensor import Tensor

NOT_POSITIVE = (
    "{who}: {where}The factorization could not be completed because the input is not "
    "positive-definite (the leading minor of order {order} is not positive-definite)."
)
OLD_CHOLESKY = (
    "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a "
    "future PyTorch release.\nL = torch.cholesky(A)\nshould be replaced with\nL = "
    "torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\nshould be replaced with\n"
    "U = torch.linalg.cholesky(A).mH\nThis transform will produce equivalent results for all "
    "valid (symmetric positive definite) inputs."
)

OLD_TRIANGLE = (
    "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be "
    "removed in a future PyTorch release.\ntorch.linalg.solve_triangular has its arguments "
    "reversed and does not return a copy of one of the inputs.\n"
    "X = torch.triangular_solve(B, A).solution\nshould be replaced with\n"
    "X = torch.linalg.solve_triangular(A, B)."
)


def _root(A: Any) -> tuple[Any, Any]:
    """The root of one matrix, and the order of its first minor that has none (or 0).

    Without one it is LAPACK's work up to there: the columns before, and on the diagonal what
    has no root; the rest is as it was given.
    """
    try:
        return np.linalg.cholesky(A), np.int32(0)
    except np.linalg.LinAlgError:
        order = next(n for n in range(1, len(A) + 1) if not _has_root(A[:n, :n]))
        found, last = np.tril(A), order - 1
        done = found[:last, :last] = np.linalg.cholesky(A[:last, :last])
        below = found[last:, :last] = adjoint(np.linalg.solve(done, adjoint(A[last:, :last])))
        found[last, last] -= below[0] @ below[0].conj()
        return found, np.int32(order)


def _has_root(A: Any) -> bool:
    try:
        np.linalg.cholesky(A)
    except np.linalg.LinAlgError:
        return False
    return True


def _roots(A: Any, upper: bool) -> tuple[Any, Any]:
    whole = adjoint(np.triu(A)) if upper else A
    try:
        found, info = np.linalg.cholesky(whole), np.zeros(A.shape[:-2], np.int32)[()]
    except np.linalg.LinAlgError:
        found, info = stacked(_root, whole)
    return by_columns(adjoint(found) if upper else found), info


def root_rule(grad: Any, root: Any, upper: bool) -> Any:
    """Murray's rule: symmetrise L⁻ᴴ Φ(Lᴴ grad) L⁻¹, Φ halving the diagonal of the lower part."""
    if isinstance(upper, bool) and upper:
        grad, root = adjoint(grad), adjoint(root)
    inner = tril(adjoint(root) @ grad, 0)
    lower = inner - 0.5 * on_diagonal(diagonal(inner))
    whole = solved(adjoint(root), lower @ solved(root, _one(root)))
    return 0.5 * (whole + adjoint(whole))


def _one(root: Any) -> Any:
    return on_diagonal(diagonal(root) * 0 + 1)


@operation(
    "cholesky", name="linalg_cholesky_ex.A", inputs=("self",), outputs=("L", "info"),
    self=lambda grad, L, upper: root_rule(grad[0], L, upper),
    conjugates=True,
)  # fmt: skip
def root_and_info(self: Any, upper: bool = False) -> Any:
    """The triangular L with L @ Lᴴ = A, and the order of the first minor that has none."""
    return _roots(self, upper)


@packaged("linalg", samples=("torch.linalg.cholesky_ex(m @ m.t() + torch.eye(3))",))
def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """The triangular root, and instead of an error the order of the minor that has none."""
    check_square(A, "linalg.cholesky")
    found = root_and_info(A, upper)
    if check_errors:
        _raise_if_not_positive(found[1]._data, "torch.linalg.cholesky_ex")
    return return_types.linalg_cholesky_ex(*found)


@packaged("linalg", samples=(
    "torch.linalg.cholesky(m @ m.t() + torch.eye(3))", "torch.linalg.cholesky(-m @ m.t())",
    "torch.linalg.cholesky(b @ b.mT + torch.eye(3), upper=True)", "torch.linalg.cholesky(x)",
))  # fmt: skip
def cholesky(A: Tensor, *, upper: bool = False) -> Any:
    """The lower triangular L with L @ Lᴴ = A (or the upper one)."""
    check_square(A, "linalg.cholesky")
    found, info = root_and_info(A, upper)
    _raise_if_not_positive(info._data, "linalg.cholesky")
    return found


def _raise_if_not_positive(info: Any, who: str) -> None:
    counts = np.asarray(info)
    if counts.any():
        first = int(np.flatnonzero(counts)[0])
        where = f"(Batch element {first}): " if counts.ndim else ""
        order = int(counts.reshape(-1)[first])
        raise LinAlgError(NOT_POSITIVE.format(who=who, where=where, order=order))


@operation("cholesky", name="cholesky.old", self=lambda grad, result, upper: (
    root_rule(grad, result, upper)
), conjugates=True)  # fmt: skip
def _old_root(self: Any, upper: bool = False) -> Any:
    """The triangular root, as PyTorch's older function makes it."""
    found, info = _roots(self, upper)
    _raise_if_not_positive(info, "cholesky")
    return found


@composite(name="cholesky", samples=("(m @ m.t() + torch.eye(3)).cholesky()",))
def _cholesky(self: Tensor, upper: bool = False) -> Any:
    """The triangular root (older than ``torch.linalg.cholesky``)."""
    warn(OLD_CHOLESKY, once=True)
    check_square(self, "cholesky")
    return _old_root(self, upper)


def _inverse_rule(grad: Any, self: Any, result: Any, upper: bool) -> Any:
    common = result @ (grad + adjoint(grad)) @ result
    return -self @ common if isinstance(upper, bool) and upper else -common @ self


@operation(
    "⁻¹", name="cholesky_inverse.L", samples=(
        "torch.cholesky_inverse(n.tril() + torch.eye(3))",
        "torch.cholesky_inverse(n.triu() + torch.eye(3), upper=True)",
    ),
    self=lambda grad, self, result, upper: _inverse_rule(grad, self, result, upper),
    aliases=("cholesky_inverse",),
    conjugates=True,
)  # fmt: skip
def cholesky_inverse(self: Any, upper: bool = False) -> Any:
    """The inverse of the matrix that has this root."""
    check_square(self, "cholesky_inverse")
    lower = adjoint(np.triu(self)) if upper else np.tril(self)
    return by_columns(np.linalg.inv(lower @ adjoint(lower))).astype(self.dtype)


def _by_root(root: Any, right: Any, upper: bool) -> Any:
    """The X with (L @ Lᴴ) @ X = right."""
    lower = adjoint(triu(root, 0)) if isinstance(upper, bool) and upper else tril(root, 0)
    return solved(adjoint(lower), solved(lower, right))


def check_sides(b: Any, A: Any, who: str) -> None:
    """Raise RuntimeError where the right side of older solvers does not fit its matrix."""
    rows, columns = A.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"A must be batches of square matrices, but they are {rows} by {columns} matrices"
        )
    if b.shape[-2] != rows:
        raise RuntimeError(
            f"Incompatible matrix sizes for {who}: each A matrix is {rows} by {columns} but each "
            f"b matrix is {b.shape[-2]} by {b.shape[-1]}"
        )
    shared_shape(b.shape[:-2], A.shape[:-2])


def _root_of_solution(grad: Any, input2: Any, result: Any, upper: bool) -> Any:
    part = _by_root(input2, grad, upper) @ adjoint(result)
    common = part + adjoint(part)
    return -input2 @ common if isinstance(upper, bool) and upper else -common @ input2


@operation(
    "solve", name="cholesky_solve.L", inputs=("self", "input2"), aliases=("cholesky_solve",),
    self=lambda grad, input2, upper: _by_root(input2, grad, upper),
    input2=lambda grad, input2, result, upper: _root_of_solution(grad, input2, result, upper),
    samples=("torch.cholesky_solve(m, n.tril() + torch.eye(3))",),
    conjugates=True,
)  # fmt: skip
def cholesky_solve(self: Any, input2: Any, upper: bool = False) -> Any:
    """The X with A @ X = self, given A's root."""
    for name, each in (("b", self), ("u", input2)):
        if each.ndim < 2:
            raise RuntimeError(
                f"{name} should have at least 2 dimensions, but has {each.ndim} dimensions instead"
            )
    check_sides(self, input2, "cholesky_solve")
    return _by_root(input2, self, upper).astype(self.dtype)


def _triangle(A: Any, upper: bool, unitriangular: bool) -> Any:
    kept = triu(A, 0) if isinstance(upper, bool) and upper else tril(A, 0)
    if isinstance(unitriangular, bool) and unitriangular:
        return kept - on_diagonal(diagonal(kept)) + _one(kept)
    return kept


def _triangle_rule(
    grad: Any, A: Any, result: Any, upper: Any, left: Any, unitriangular: Any
) -> Any:
    part = solved(adjoint(_triangle(A, upper, unitriangular)), grad, left)
    whole = -adjoint(result) @ part if left is False else -part @ adjoint(result)
    away = 1 if isinstance(unitriangular, bool) and unitriangular else 0
    return triu(whole, away) if isinstance(upper, bool) and upper else tril(whole, -away)


@operation(
    "solve", name="linalg_solve_triangular.A", inputs=("self", "B"),
    self=lambda grad, self, result, upper, left, unitriangular: _triangle_rule(
        grad, self, result, upper, left, unitriangular
    ),
    B=lambda grad, self, upper, left, unitriangular: solved(
        adjoint(_triangle(self, upper, unitriangular)), grad, left
    ),
    conjugates=True,
)  # fmt: skip
def triangular_solution(
    self: Any, B: Any, upper: bool = False, left: bool = True, unitriangular: bool = False
) -> Any:
    """The X with A @ X = B, of A only one triangle being read."""
    with np.errstate(all="ignore"):
        return solved(_triangle(self, upper, unitriangular), B, left).astype(self.dtype)


@packaged("linalg", samples=(
    "torch.linalg.solve_triangular(m, n, upper=True)",
    "torch.linalg.solve_triangular(m, b, upper=False, left=False)",
    "torch.linalg.solve_triangular(m, n, upper=False, unitriangular=True)",
))  # fmt: skip
def solve_triangular(
    A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Any:
    """The X with A @ X = B (X @ A = B where not ``left``), of A only one triangle being read."""
    check_square(A, "linalg.solve_triangular")
    return triangular_solution(A, B, upper, left, unitriangular)


@operation(
    "solve", name="triangular_solve.A", inputs=("self", "A"),
    outputs=("solution", "cloned_coefficient"),
    self=lambda grad, A, upper, transpose, unitriangular: solved(
        adjoint(_turned(A, upper, transpose, unitriangular)), grad[0]
    ),
    A=lambda grad, A, solution, upper, transpose, unitriangular: _old_triangle_rule(
        grad, A, solution, upper, transpose, unitriangular
    ),
    conjugates=True,
)  # fmt: skip
def _triangular_solve(
    self: Any, A: Any, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> Any:
    """The X with A @ X = self, and A again."""
    found = solved(_turned(A, upper, transpose, unitriangular), self)
    return found.astype(self.dtype), A.copy()


def _turned(A: Any, upper: Any, transpose: Any, unitriangular: Any) -> Any:
    kept = _triangle(A, upper, unitriangular)
    return swap(kept) if isinstance(transpose, bool) and transpose else kept


def _old_triangle_rule(
    grad: Any, A: Any, solution: Any, upper: Any, transpose: Any, unitriangular: Any
) -> Any:
    part = solved(adjoint(_turned(A, upper, transpose, unitriangular)), grad[0])
    whole = -part @ adjoint(solution)
    whole = swap(whole) if isinstance(transpose, bool) and transpose else whole
    away = 1 if isinstance(unitriangular, bool) and unitriangular else 0
    kept = triu(whole, away) if isinstance(upper, bool) and upper else tril(whole, -away)
    return added(kept, grad[1]) if is_array(A) else kept


@composite(samples=())
def triangular_solve(
    self: Tensor, A: Tensor, upper: bool = True, transpose: bool = False,
    unitriangular: bool = False,
) -> Any:  # fmt: skip
    """The X with A @ X = self, of A only one triangle being read (older than torch.linalg's)."""
    warn(OLD_TRIANGLE, once=True)
    for name, each in (("b", self), ("A", A)):
        if each.ndim < 2:
            raise RuntimeError(
                f"torch.triangular_solve: Expected {name} to have at least 2 dimensions, but it "
                f"has {each.ndim} dimensions instead"
            )
    check_sides(self, A, "triangular_solve")
    return return_types.triangular_solve(
        *_triangular_solve(self, A, upper, transpose, unitriangular)
    )
