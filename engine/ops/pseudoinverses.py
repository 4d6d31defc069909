"""The nearest there is to an inverse, and to a solution, where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import composite, operation, packaged
from engine.calls.signing import UNSAID
from engine.errors import shared_shape
from engine.numbers.alike import require_alike
from engine.ops.inverses import is_vector
from engine.ops.matrices import added, adjoint, by_columns, check_matrix, check_square
from engine.ops.matrix_norms import cutoff
from engine.tensor import Tensor, new_tensor


def _undone(A: Any, limits: Any, hermitian: bool) -> Any:
    if not A.size:
        return np.zeros((*A.shape[:-2], A.shape[-1], A.shape[-2]), A.dtype)
    if hermitian:
        values, vectors = np.linalg.eigh(A)
        sizes, left, right = np.abs(values), vectors, adjoint(vectors)
    else:
        left, sizes, right = np.linalg.svd(A, full_matrices=False)
        values = sizes
    limit = limits(sizes)
    with np.errstate(all="ignore"):
        inverted = np.where(sizes > limit, 1 / values, 0).astype(A.dtype)
    return adjoint(right) * inverted[..., None, :] @ adjoint(left)


def pseudo_rule(grad: Any, self: Any, result: Any) -> Any:
    """Golub and Pereyra: −Pᴴ gPᴴ and what the left and the right null spaces add."""
    back, across = adjoint(result), adjoint(grad)
    outer = (across - self @ (result @ across)) @ result @ back
    inner = back @ result @ (across - (across @ result) @ self)
    return -back @ grad @ back + outer + inner


@operation("⁺", name="linalg_pinv.A", self=lambda grad, self, result: (
    pseudo_rule(grad, self, result)
), conjugates=True)  # fmt: skip
def pseudoinverse(self: Any, limits: Any, hermitian: bool = False) -> Any:
    """The inverse on all that is not mapped to zero."""
    return _undone(self, limits, hermitian)


@packaged("linalg", samples=(
    "torch.linalg.pinv(x)", "torch.linalg.pinv(b)", "torch.linalg.pinv(m + m.t(), hermitian=True)",
    "torch.linalg.pinv(m, atol=0.5)", "torch.linalg.pinv(v)",
))  # fmt: skip
def pinv(
    A: Tensor, rcond: Any = UNSAID, *, atol: Any = None, rtol: Any = None, hermitian: bool = False
) -> Any:
    """The inverse on all that is not mapped to zero."""
    check_matrix(A, "linalg.pinv")
    if rcond is None:
        raise TypeError("None is not a number")
    if A.dtype.name not in ("float32", "float64", "complex64", "complex128"):
        raise RuntimeError(
            f"linalg.pinv({A.dtype.kind_name}{{{list(A.shape)}}}): expected a tensor with 2 or "
            "more dimensions of float, double, cfloat or cdouble types"
        )
    if hermitian:
        check_square(A, "linalg.pinv")
    relative = rtol if rcond is UNSAID else rcond
    return pseudoinverse(A, lambda sizes: cutoff(A, atol, relative, sizes), hermitian)


@composite(samples=("x.pinverse()",))
def pinverse(self: Tensor, rcond: float = 1e-15) -> Any:
    """The inverse on all that is not mapped to zero."""
    if self.ndim < 2:
        raise RuntimeError(
            f"linalg.pinv({self.dtype.kind_name}{{{list(self.shape)}}}): expected a tensor with 2 "
            "or more dimensions of float, double, cfloat or cdouble types"
        )
    return pinv(self, rcond)


def _fitted(A: Any, B: Any, rcond: Any, driver: str) -> tuple[Any, Any, Any, Any]:
    sizes = np.linalg.svd(A, compute_uv=False) if A.size else np.zeros((*A.shape[:-2], 0))
    eps = np.finfo(A.dtype).eps * max(A.shape[-2:]) if rcond is None else rcond
    limit = eps * sizes.max(-1, keepdims=True, initial=0)
    column = B[..., None] if B.ndim == A.ndim - 1 else B
    solution = (_undone(A, lambda _: limit, False) @ column).astype(A.dtype)
    ranks = np.asarray((sizes > limit).sum(-1))
    residuals = np.zeros(0, sizes.dtype)
    sure = driver == "gels" or (driver != "gelsy" and bool((ranks == A.shape[-1]).all()))
    if A.shape[-2] > A.shape[-1] and sure:
        residuals = (np.abs(A @ solution - column) ** 2).sum(-2)
    solution = solution[..., 0] if B.ndim == A.ndim - 1 else by_columns(solution)
    return (
        solution,
        residuals,
        np.zeros(0, np.int64) if driver == "gels" else ranks[()],
        sizes if driver in ("gelsd", "gelss") else np.zeros(0, sizes.dtype),
    )


def _is_nothing(grad: Any) -> bool:
    return not isinstance(grad, np.ndarray | Tensor) or tuple(grad.shape) == (0,)


def _of_vector(grad: Any, self: Any, B: Any) -> bool:
    """Does the gradient come from the solution for one vector?"""
    return isinstance(grad, np.ndarray | Tensor) and B.ndim == self.ndim - 1


def _from_solution(grad: Any, self: Any, B: Any, solution: Any) -> Any:
    """What reaches the pseudoinverse, sent on to the matrix."""
    undone = self.pinverse() if not isinstance(self, np.ndarray) else np.linalg.pinv(self)
    if _of_vector(grad[0], self, B):
        return pseudo_rule(grad[0][..., None] @ adjoint(B[..., None]), self, undone)
    first = None if grad[0] is None else pseudo_rule(grad[0] @ adjoint(B), self, undone)
    if _is_nothing(grad[1]):
        return first
    left_over = self @ solution - B
    return added(first, 2 * (left_over * grad[1][..., None, :]) @ adjoint(solution))


def _from_solution_to_right(grad: Any, self: Any, B: Any, solution: Any) -> Any:
    undone = self.pinverse() if not isinstance(self, np.ndarray) else np.linalg.pinv(self)
    if _of_vector(grad[0], self, B):
        return (adjoint(undone) @ grad[0][..., None])[..., 0]
    first = None if grad[0] is None else adjoint(undone) @ grad[0]
    if _is_nothing(grad[1]):
        return first
    return added(first, -2 * (self @ solution - B) * grad[1][..., None, :])


@operation(
    "least squares", name="linalg_lstsq.A", inputs=("self", "B"),
    outputs=("solution", "residuals", "rank", "singular_values"),
    self=lambda grad, self, B, solution: _from_solution(grad, self, B, solution),
    B=lambda grad, self, B, solution: _from_solution_to_right(grad, self, B, solution),
    conjugates=True,
)  # fmt: skip
def _least_squares(self: Any, B: Any, rcond: Any, driver: str) -> Any:
    return _fitted(self, B, rcond, driver)


@packaged("linalg", samples=("torch.linalg.lstsq(x.mT, x.mT)[0]",))
def lstsq(A: Tensor, B: Tensor, rcond: Any = None, *, driver: str | None = None) -> Any:
    """The X for which A @ X comes nearest to B."""
    if A.ndim < 2:
        raise RuntimeError("torch.linalg.lstsq: input must have at least 2 dimensions.")
    if not B.ndim:
        raise RuntimeError("torch.linalg.lstsq: other must have at least 1 dimension.")
    dim = -1 if is_vector(A, B) else -2
    if A.shape[-2] != B.shape[dim]:
        raise RuntimeError(f"torch.linalg.lstsq: input.size(-2) should match other.size({dim})")
    if dim == -2:
        shared_shape(tuple(A.shape[:-2]), tuple(B.shape[:-2]))
    require_alike(
        "torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's "
        "dtype {0} and other's dtype {1}",
        A, B,
    )  # fmt: skip
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(
            "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)"
        )
    found = _least_squares(A, B, rcond, driver or "gelsy")
    return return_types.linalg_lstsq(*found[:3], new_tensor(found[3]._data))
