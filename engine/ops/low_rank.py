"""Singular values and principal components of large matrices, found among random directions.

Halko, Martinsson and Tropp, Finding structure with randomness (2011), algorithms 4.4 and 5.1.
"""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS, composite
from engine.dtypes import FLOAT
from engine.modes import default_float
from engine.ops.householder import qr
from engine.ops.spectra import svd
from engine.tensor import Tensor


def _applied(A: Any, M: Any, vectors: Any) -> Any:
    """The product of A − M with ``vectors``, without the difference itself."""
    return A @ vectors if M is None else A @ vectors - M @ vectors


def _basis(A: Any, count: int, rounds: int, M: Any) -> Any:
    """Orthonormal columns that nearly span what A's columns do."""
    kind = A.dtype if A.dtype.category >= FLOAT else default_float()
    found = qr(_applied(A, M, FUNCTIONS["randn"](A.shape[-1], count, dtype=kind))).Q
    for _ in range(rounds):
        found = qr(_applied(A.mH, None if M is None else M.mH, found)).Q
        found = qr(_applied(A, M, found)).Q
    return found


@composite(method=False)
def svd_lowrank(A: Tensor, q: Any = 6, niter: Any = 2, M: Any = None) -> tuple[Any, Any, Any]:
    """The ``q`` largest singular values of A − M and their vectors: (U, S, V), U diag(S) Vᴴ ≈ A.

    ``niter`` : how often the random directions are turned towards those of the matrix.
    """
    count, rounds = 6 if q is None else q, 2 if niter is None else niter
    M = None if M is None else M.broadcast_to(A.size())
    wide = A.shape[-2] < A.shape[-1]
    if wide:
        A, M = A.mH, None if M is None else M.mH
    basis = _basis(A, count, rounds, M)
    inner = basis.mH @ A if M is None else basis.mH @ A - basis.mH @ M
    turned, sizes, across = svd(inner, full_matrices=False)
    V, U = across.mH, basis.matmul(turned)
    return (V, sizes, U) if wide else (U, sizes, V)


@composite(method=False)
def pca_lowrank(A: Tensor, q: Any = None, center: bool = True, niter: int = 2) -> Any:
    """The ``q`` principal components of rows of features: (U, S, V), V's columns the directions.

    ``center`` : is the mean row taken away first?
    """
    rows, columns = A.shape[-2:]
    count = min(6, rows, columns) if q is None else q
    if not 0 <= count <= min(rows, columns):
        raise ValueError(
            f"q(={q}) must be non-negative integer and not greater than min(m, n)="
            f"{min(rows, columns)}"
        )
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean(dim=(-2,), keepdim=True) if center else A, count, niter)
