"""Eigenvalues and singular values, and the vectors that belong to them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import composite, operation, packaged
from engine.ops.inverses import solved
from engine.ops.matrices import (
    added,
    adjoint,
    by_columns,
    check_matrix,
    check_square,
    conj,
    diagonal,
    eye,
    is_array,
    is_complex,
    on_diagonal,
    real,
)
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor


def _gaps(values: Any) -> Any:
    """How far each value lies from each other; 1 on the diagonal, so as to divide by them."""
    gaps = values[..., None, :] - values[..., None]
    return gaps + eye(values.shape[-1], values)


def _off_diagonal(value: Any) -> Any:
    return value - on_diagonal(diagonal(value))


def symmetric_rule(grad: Any, values: Any, vectors: Any) -> Any:
    """V (diag(grad of λ) + Vᴴ (grad of V) / (λj − λi)) Vᴴ."""
    to_values, to_vectors = grad[0], grad[1]
    inner = None if to_values is None else on_diagonal(to_values)
    if to_vectors is not None:
        inner = added(_off_diagonal(adjoint(vectors) @ to_vectors) / _gaps(values), inner)
    return vectors @ _alike(inner, vectors) @ adjoint(vectors)


def _alike(value: Any, vectors: Any) -> Any:
    """A real matrix as one of complex numbers where the vectors are."""
    if is_array(vectors):
        return value.astype(vectors.dtype, copy=False)
    return value.to(vectors.dtype) if isinstance(vectors, Tensor) else value


@operation(
    "eigh", name="linalg_eigh.A", inputs=("A",), outputs=("eigenvalues", "eigenvectors"),
    A=lambda grad, eigenvalues, eigenvectors: symmetric_rule(grad, eigenvalues, eigenvectors),
    conjugates=True,
)  # fmt: skip
def symmetric_spectrum(A: Any, UPLO: Any = "L") -> Any:
    """The eigenvalues of a symmetric matrix in order, and its eigenvectors."""
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    values, vectors = np.linalg.eigh(A, UPLO)
    return values, by_columns(vectors)


@packaged("linalg", samples=("torch.linalg.eigh(m @ m.t())[0]", "torch.linalg.eigh(x)"))
def eigh(A: Tensor, UPLO: str = "L") -> Any:
    """The eigenvalues of a symmetric matrix in order, and its eigenvectors."""
    check_square(A, "linalg.eigh")
    return return_types.linalg_eigh(*symmetric_spectrum(A, UPLO))


@packaged("linalg", samples=("torch.linalg.eigvalsh(m @ m.t())",))
def eigvalsh(A: Tensor, UPLO: str = "L") -> Any:
    """The eigenvalues of a symmetric matrix in order."""
    check_square(A, "linalg.eigvalsh")
    return symmetric_spectrum(A, UPLO)[0]


def general_rule(grad: Any, values: Any, vectors: Any) -> Any:
    """V⁻ᴴ (diag(grad of λ) + (Vᴴ gV − VᴴV diag(Re Vᴴ gV)) / conj(λj − λi)) Vᴴ."""
    to_values, to_vectors = grad[0], grad[1]
    inner = None if to_values is None else on_diagonal(to_values)
    if to_vectors is not None:
        turned = adjoint(vectors) @ to_vectors
        lengths = adjoint(vectors) @ (vectors * real(diagonal(turned))[..., None, :])
        inner = added(_off_diagonal(turned - lengths) / conj(_gaps(values)), inner)
    return solved(adjoint(vectors), inner @ adjoint(vectors))


@operation(
    "eig", name="linalg_eig.A", inputs=("self",), outputs=("eigenvalues", "eigenvectors"),
    self=lambda grad, eigenvalues, eigenvectors: general_rule(grad, eigenvalues, eigenvectors),
    conjugates=True,
)  # fmt: skip
def spectrum(self: Any) -> Any:
    """The eigenvalues (complex) of a square matrix, and its eigenvectors."""
    kind = np.complex64 if self.dtype in (np.float32, np.complex64) else np.complex128
    values, vectors = np.linalg.eig(self)
    return values.astype(kind), by_columns(vectors).astype(kind)


@packaged("linalg", samples=())
def eig(A: Tensor) -> Any:
    """The eigenvalues (complex) of a square matrix, and its eigenvectors."""
    check_square(A, "linalg.eig")
    return return_types.linalg_eig(*spectrum(A))


@packaged("linalg", samples=())
def eigvals(A: Tensor) -> Any:
    """The eigenvalues (complex) of a square matrix."""
    check_square(A, "linalg.eigvals")
    return spectrum(A)[0]


def _skew(value: Any) -> Any:
    return value - adjoint(value)


def singular_rule(grad: Any, U: Any, S: Any, Vh: Any, full_matrices: Any = False) -> Any:
    """The gradient of a singular value decomposition.

    Inside the singular vectors' span U ((skew(Uᴴ gU) / E) S + S (skew(Vᴴ gV) / E) + diag(gS)) Vᴴ
    with Eij = Sj² − Si²; what of gU and gV lies outside is divided by S. ``full_matrices`` : U and
    V hold vectors besides, that no singular value belongs to and nothing depends on.
    """
    if full_matrices is True and isinstance(S, Symbol):
        whole = singular_rule(grad, U, S, Vh)
        return whole._noted("of the singular vectors those that a singular value belongs to")
    count = S.shape[-1]
    to_u, to_s, to_vh = grad
    U, Vh = U[..., :, :count], Vh[..., :count, :]
    inner: Any = None if to_s is None else on_diagonal(to_s)
    if to_u is None and to_vh is None:
        return U @ _alike(inner, U) @ Vh
    squares = _gaps(S * S)
    rows, columns = S[..., None], S[..., None, :]
    outside = None
    if to_u is not None:
        to_u = to_u[..., :, :count]
        turned = adjoint(U) @ to_u
        inner = added(_skew(turned) / squares * columns, _phase(turned, S), inner)
        if U.shape[-2] > count:
            outside = (to_u - U @ turned) / columns @ Vh
    if to_vh is not None:
        to_vh = to_vh[..., :count, :]
        turned = to_vh @ adjoint(Vh)
        inner = added(rows * (-_skew(turned) / squares), inner)
        if Vh.shape[-1] > count:
            outside = added(outside, U @ ((to_vh - turned @ Vh) / rows))
    return added(U @ inner @ Vh, outside)


def _phase(turned: Any, S: Any) -> Any:
    """What the phases of complex singular vectors add; nothing where they are real."""
    if not is_complex(turned):
        return None
    return on_diagonal((diagonal(turned) - conj(diagonal(turned))) / (2 * S))


@operation(
    "svd", name="linalg_svd.A", inputs=("A",), outputs=("U", "S", "Vh"),
    A=lambda grad, U, S, Vh, full_matrices: singular_rule(grad, U, S, Vh, full_matrices),
    conjugates=True,
)  # fmt: skip
def singular(A: Any, full_matrices: bool = False) -> Any:
    """The U, S and Vᴴ with U @ diag(S) @ Vᴴ = A."""
    left, sizes, right = np.linalg.svd(A, full_matrices=full_matrices)
    return by_columns(left), sizes, by_columns(right)


@packaged("linalg", samples=("torch.linalg.svd(x)[1]",))
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """The U, S and Vᴴ with U @ diag(S) @ Vᴴ = A."""
    _refuse_driver(driver)
    check_matrix(A, "linalg.svd")
    return return_types.linalg_svd(*singular(A, full_matrices))


def _refuse_driver(driver: str | None) -> None:
    if driver is not None:
        raise RuntimeError(
            "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with "
            "cuSOLVER backend."
        )


@packaged("linalg", samples=("torch.linalg.svdvals(x)", "torch.linalg.svdvals(b)"))
def svdvals(A: Tensor, *, driver: str | None = None) -> Any:
    """The singular values of a matrix, the largest first."""
    _refuse_driver(driver)
    check_matrix(A, "linalg.svdvals")
    return singular(A, False)[1]


@composite(name="svd", samples=("x.svd()[1]",))
def _svd(self: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """The U, S and V with U @ diag(S) @ Vᴴ = A (older than ``torch.linalg.svd``)."""
    if self.ndim < 2:
        raise RuntimeError(
            "linalg.svd: input should have at least 2 dimensions, but has "
            f"{self.ndim} dimensions instead"
        )
    left, sizes, right = singular(self, not some)
    if compute_uv:
        return return_types.svd(left, sizes, right.mH)
    rows, columns = self.shape[-2:]
    lead = self.shape[:-2]
    nothing = (self.new_zeros(*lead, rows, rows), self.new_zeros(*lead, columns, columns))
    return return_types.svd(nothing[0], sizes, nothing[1])
