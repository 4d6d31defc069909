"""Orthogonal bases of a matrix's columns, and the reflections that make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import composite, operation, packaged
from engine.errors import not_differentiated
from engine.formula import tril, triu
from engine.foundation.warn import warn
from engine.ops.inverses import solved
from engine.ops.matrices import (
    added,
    adjoint,
    by_columns,
    check_matrix,
    conj,
    diagonal,
    eye,
    is_array,
    joined,
    on_diagonal,
)
from engine.tensor import Tensor, new_tensor


def _square_rule(to_q: Any, to_r: Any, Q: Any, R: Any) -> Any:
    """(gQ + Q sym(triu(gR Rᴴ − Qᴴ gQ))) R⁻ᴴ, sym(X) being X + Xᴴ with its diagonal halved."""
    inner = added(
        None if to_r is None else to_r @ adjoint(R), None if to_q is None else -adjoint(Q) @ to_q
    )
    upper = triu(inner, 0)
    whole = upper + adjoint(upper)
    whole = whole - 0.5 * on_diagonal(diagonal(whole))
    return solved(adjoint(R), added(to_q, Q @ whole), False)


def basis_rule(grad: Any, A: Any, Q: Any, R: Any) -> Any:
    """The gradient of A = Q R; of a wide A the right columns of R are Qᴴ A."""
    to_q, to_r = grad[0], grad[1]
    if not is_array(R) and not isinstance(R, Tensor):
        return _square_rule(to_q, to_r, Q, R)
    count = R.shape[-2]
    if R.shape[-1] <= count:
        return _square_rule(to_q, to_r, Q, R)
    right = None
    if to_r is not None:
        right = to_r[..., :, count:]
        to_q = added(to_q, A[..., :, count:] @ adjoint(right))
        to_r = to_r[..., :, :count]
    left = _square_rule(to_q, to_r, Q, R[..., :, :count])
    rest = A[..., :, count:] * 0 if right is None else Q @ right
    return joined([left, rest], -1)


OLD_QR = (
    "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch "
    "release.\nThe boolean parameter 'some' has been replaced with a string parameter 'mode'.\n"
    "Q, R = torch.qr(A, some)\nshould be replaced with\n"
    "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')"
)


@operation(
    "QR", name="linalg_qr.A", inputs=("A",), outputs=("Q", "R"),
    A=lambda grad, A, Q, R: basis_rule(grad, A, Q, R),
    conjugates=True,
)  # fmt: skip
def orthogonal_factors(A: Any, mode: str = "reduced") -> Any:
    """The Q with orthogonal columns and the upper triangular R with Q @ R = A."""
    if mode == "r":
        return np.zeros(0, A.dtype), by_columns(np.linalg.qr(A, "r"))
    return tuple(map(by_columns, np.linalg.qr(A, mode)))  # type: ignore[call-overload]


@packaged("linalg", samples=(
    "torch.linalg.qr(m)", "torch.linalg.qr(x)", "torch.linalg.qr(x.mT)", "torch.linalg.qr(v)",
))  # fmt: skip
def qr(A: Tensor, mode: str = "reduced") -> Any:
    """The Q with orthogonal columns and the upper triangular R with Q @ R = A."""
    check_matrix(A, "linalg.qr")
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), "
            "'r', or 'complete'"
        )
    return return_types.linalg_qr(*orthogonal_factors(A, mode))


@composite(name="qr", samples=("x.qr()",))
def _qr(self: Tensor, some: bool = True) -> Any:
    """Q and R (older than ``torch.linalg.qr``)."""
    warn(OLD_QR)
    return return_types.qr(*qr(self, "reduced" if some else "complete"))


@operation("QR", name="geqrf.A", outputs=("a", "tau"),
           self=lambda grad: not_differentiated("geqrf"))  # fmt: skip
def _reflections_of(self: Any) -> Any:
    """R above, the reflections below the diagonal, and their strengths."""
    packed, strengths = np.linalg.qr(self, "raw")
    return by_columns(packed.swapaxes(-1, -2)), strengths


@composite(samples=("torch.geqrf(m.detach())",))
def geqrf(self: Tensor) -> Any:
    """R above, the reflections below the diagonal, and their strengths."""
    return return_types.geqrf(*_reflections_of(self))


def _directions(A: Any, count: int) -> list[Any]:
    """The vectors of the reflections, as columns: below the diagonal, 1 on it, 0 above."""
    rows = A.shape[-2]
    below = tril(A[..., :, :count], -1)
    ones = eye(rows, A)[:, :count]
    whole = below + ones
    return [whole[..., :, n : n + 1] for n in range(count)]


def _stages(vectors: list[Any], tau: Any, start: Any) -> list[Any]:
    """The products of the last, the last two, … of the reflections with ``start``."""
    stages = [start]
    for n in reversed(range(len(vectors))):
        before, vector = stages[0], vectors[n]
        strength = tau[..., n : n + 1, None]
        stages.insert(0, before - strength * vector @ (adjoint(vector) @ before))
    return stages


def reflected(A: Any, tau: Any, start: Any) -> Any:
    """Every reflection applied to ``start``, the last first."""
    return _stages(_directions(A, tau.shape[-1]), tau, start)[0]


def reflections_rule(grad: Any, A: Any, tau: Any, start: Any) -> tuple[Any, Any]:
    """The gradients of the vectors and of the strengths, one reflection after the other."""
    count = tau.shape[-1]
    vectors = _directions(A, count)
    stages = _stages(vectors, tau, start)
    columns, strengths = [], []
    for n, vector in enumerate(vectors):
        before, strength = stages[n + 1], tau[..., n : n + 1, None]
        along, sent = adjoint(before) @ vector, adjoint(grad) @ vector
        strengths.append(-(adjoint(sent) @ along)[..., 0])
        columns.append(-conj(strength) * (grad @ along) - strength * (before @ sent))
        grad = grad - conj(strength) * vector @ adjoint(sent)
    if not columns:
        return None, tau * 0
    whole = tril(joined(columns, -1), -1)
    if count < A.shape[-1]:
        whole = joined([whole, A[..., :, count:] * 0], -1)
    return whole, joined(strengths, -1)


def _start(A: Any) -> Any:
    rows, columns = A.shape[-2:]
    data = np.eye(rows, columns, dtype=(A._data if isinstance(A, Tensor) else A).dtype)
    found = np.broadcast_to(data, tuple(A.shape)).copy()
    return new_tensor(found) if isinstance(A, Tensor) else found


@operation(
    "Householder", name="linalg_householder_product.A", inputs=("input", "tau"),
    input=lambda grad, input, tau: reflections_rule(grad, input, tau, _start(input))[0],
    tau=lambda grad, input, tau: reflections_rule(grad, input, tau, _start(input))[1],
    conjugates=True,
)  # fmt: skip
def product_of_reflections(input: Any, tau: Any) -> Any:
    """The first columns of a product of reflections."""
    return by_columns(reflected(input, tau, _start(input)))


@packaged("linalg", samples=("torch.linalg.householder_product(m, v)",))
def householder_product(A: Tensor, tau: Tensor) -> Any:
    """The first columns of a product of reflections."""
    check_matrix(A, "torch.linalg.householder_product", "input")
    name = "torch.linalg.householder_product: input.shape"
    if A.shape[-2] < A.shape[-1]:
        raise RuntimeError(f"{name}[-2] must be greater than or equal to input.shape[-1]")
    if A.shape[-1] < tau.shape[-1]:
        raise RuntimeError(f"{name}[-1] must be greater than or equal to tau.shape[-1]")
    return product_of_reflections(A, tau)


@composite(samples=("torch.orgqr(m, v)",))
def orgqr(self: Tensor, input2: Tensor) -> Any:
    """The first columns of a product of reflections."""
    return householder_product(self, input2)


def _full(self: Any, tau: Any) -> Any:
    return reflected(self, tau, eye(self.shape[-2], self))


def _turned_rule(grad: Any, other: Any, left: bool, transpose: bool) -> Any:
    """The gradient of the whole orthogonal matrix."""
    if left:
        return other @ adjoint(grad) if transpose else grad @ adjoint(other)
    return adjoint(grad) @ other if transpose else adjoint(other) @ grad


def _ormqr_rule(
    grad: Any, self: Any, tau: Any, other: Any, left: bool, transpose: bool
) -> tuple[Any, Any]:
    sent = _turned_rule(grad, other, left, transpose)
    return reflections_rule(sent, self, tau, eye(self.shape[-2], self))


def _ormqr(self: Any, tau: Any, other: Any, left: bool, transpose: bool) -> Any:
    whole = _full(self, tau)
    turned = adjoint(whole) if transpose else whole
    return turned @ other if left else other @ turned


@operation(
    "Q @", name="ormqr.A", inputs=("self", "tau", "other"),
    self=lambda grad, self, tau, other, left, transpose: _ormqr_rule(
        grad, self, tau, other, left, transpose
    )[0],
    tau=lambda grad, self, tau, other, left, transpose: _ormqr_rule(
        grad, self, tau, other, left, transpose
    )[1],
    other=lambda grad, self, tau, left, transpose: _ormqr(self, tau, grad, left, not transpose),
    conjugates=True,
)  # fmt: skip
def _reflections_times(
    self: Any, tau: Any, other: Any, left: bool = True, transpose: bool = False
) -> Any:
    return by_columns(_ormqr(self, tau, other, left, transpose))


@composite(samples=("torch.ormqr(m, v, n)",))
def ormqr(
    self: Tensor, input2: Tensor, input3: Tensor, left: bool = True, transpose: bool = False
) -> Any:
    """A product of reflections times a matrix."""
    _check_reflections(self, input2, input3, left)
    return _reflections_times(self, input2, input3, left, transpose)


def _check_reflections(input: Tensor, tau: Tensor, other: Tensor, left: bool) -> None:
    """Raise RuntimeError unless reflections go with the matrix that they are to turn."""
    for name, matrix in (("input", input), ("other", other)):
        if matrix.ndim < 2:
            raise RuntimeError(f"torch.ormqr: {name} must have at least 2 dimensions.")
    side = -2 if left else -1
    if tau.shape[-1] != min(other.shape[side], input.shape[-1]):
        raise RuntimeError(
            f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], "
            "input.shape[-1])"
        )
    if other.shape[side] != input.shape[-2]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")
    if tau.ndim != input.ndim - 1:
        raise RuntimeError(
            "torch.ormqr: Expected tau to have one dimension less than input, but got tau.ndim "
            f"equal to {tau.ndim} and input.ndim is equal to {input.ndim}"
        )
