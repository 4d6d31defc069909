"""Determinants and their logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import FUNCTIONS, composite, operation, packaged
from engine.dtypes import FLOAT
from engine.ops.inverses import solved
from engine.ops.matrices import (
    added,
    adjoint,
    check_matrix,
    check_square,
    conj,
    eye,
    is_array,
    is_complex,
)
from engine.ops.reduction import product_of_others
from engine.ops.spectra import svd
from engine.tensor import Tensor, new_tensor

FEW = 1024  # elements; of more, LAPACK finds the determinants


@operation("det", name="linalg_det.A", inputs=("A",),
           A=lambda grad, A, result: _slope(grad, A, result), conjugates=True)  # fmt: skip
def determinant(A: Any) -> Any:
    """The volume that the columns of a matrix span."""
    if A.dtype.kind != "f" or A.size > FEW or not A.size:
        return np.linalg.det(A)
    return _by_elimination(A)


def _by_elimination(matrices: Any) -> Any:
    """The products of the pivots, to the last bit as PyTorch finds them.

    What it eliminates is the transposed matrix of one that lies in order.
    """
    if matrices.ndim > 2:
        found = [_by_elimination(each) for each in matrices.reshape(-1, *matrices.shape[-2:])]
        return np.array(found).reshape(matrices.shape[:-2])
    chosen = matrices.T if matrices.flags.c_contiguous else matrices
    _, left, swaps = _eliminated(chosen, chosen[:, :0])
    return np.multiply.reduce(left.diagonal()) * left.dtype.type((-1) ** swaps)


def _slope(grad: Any, A: Any, result: Any) -> Any:
    """Grad times the transposed cofactors: det · A⁻¹, where there is an inverse."""
    scale = grad * conj(result)
    if is_array(A):
        wanted = np.where(eye(A.shape[-1], A), np.asarray(scale)[..., None, None], 0)
        try:
            return solved(adjoint(A), wanted)
        except np.linalg.LinAlgError:
            return _all_eliminated(adjoint(A), wanted, np.finfo(A.dtype).eps)
    if not isinstance(A, Tensor):
        return scale * adjoint(A.inverse())
    if not result._data.all():
        return _slope_by_singular_values(grad, A)
    return solved(adjoint(A), scale[..., None, None] * eye(A.shape[-1], A))


def _slope_by_singular_values(grad: Tensor, A: Tensor) -> Any:
    """The same of tensors where a matrix has no inverse."""
    left, sizes, right = svd(A)
    turned = conj(determinant(left) * determinant(right)) * grad
    others = turned[..., None] * product_of_others(sizes, sizes.ndim - 1)
    return (left * others[..., None, :]) @ right


@packaged("linalg", samples=("torch.linalg.det(m)", "torch.linalg.det(b)"))
def det(A: Tensor) -> Any:
    """The determinant."""
    check_square(A, "linalg.det")
    return determinant(A)


composite(samples=("m.det()", "torch.det(b)", "x.det()", "(m * 0).det().detach()"))(det)


@operation(
    "ln |det|", name="linalg_slogdet.A", inputs=("A",), outputs=("sign", "logabsdet"),
    A=lambda grad, A, sign: _log_slope(grad, A, sign),
    conjugates=True,
)  # fmt: skip
def sign_and_logarithm(A: Any) -> Any:
    """The determinant's sign and the logarithm of its size."""
    return tuple(np.linalg.slogdet(A))


def _log_slope(grad: Any, A: Any, sign: Any) -> Any:
    """The gradient over Aᴴ; a complex sign adds what it turns: −i · Im(conj(grad of it) · it)."""
    to_sign, to_size = grad
    if not is_array(A) and not isinstance(A, Tensor):
        return to_size * adjoint(A.inverse())
    turned = None
    if to_sign is not None and is_complex(sign):
        turned = (to_sign * conj(sign) - conj(to_sign) * sign) / 2
    slope = added(to_size, turned)
    if slope is None:
        return None
    wanted = slope[..., None, None] * eye(A.shape[-1], A)
    try:
        return solved(adjoint(A), wanted)
    except np.linalg.LinAlgError:
        return _all_eliminated(adjoint(A), wanted)


def _all_eliminated(matrices: Any, wanted: Any, least: float = 0.0) -> Any:
    """What solves the equations of singular matrices too: it is infinite where they have none.

    ``least`` : what stands in for a pivot that is nothing.
    """
    if matrices.ndim > 2:
        pairs = zip(matrices, wanted, strict=True)
        return np.stack([_all_eliminated(*pair, least) for pair in pairs])
    right, left, _ = _eliminated(matrices, wanted)
    for step in range(len(left))[::-1]:
        right[step] /= left[step, step] or least
        right[:step] -= left[:step, step : step + 1] * right[step]
    return right


def _eliminated(matrix: Any, wanted: Any) -> tuple[Any, Any, int]:
    """Gauss's elimination: the right sides, the triangle, and how often rows changed places."""
    left, right, swaps = np.array(matrix), np.array(wanted), 0
    for step in range(len(left)):
        largest = step + int(np.argmax(np.abs(left[step:, step])))
        swaps += largest != step
        for rows in (left, right):
            rows[[step, largest]] = rows[[largest, step]]
        if left[step, step]:
            below, pivot = left[step + 1 :, step : step + 1], left[step, step]
            factors = below / pivot if len(left) < 3 else below * (1 / pivot)
            left[step + 1 :] -= factors * left[step]
            right[step + 1 :] -= factors * right[step]
    return right, left, swaps


@packaged("linalg", "slogdet", samples=("torch.linalg.slogdet(m)", "torch.linalg.slogdet(b)[1]"))
def linalg_slogdet(A: Tensor) -> Any:
    """The determinant's sign and the logarithm of its size."""
    check_square(A, "linalg.slogdet")
    return return_types.linalg_slogdet(*sign_and_logarithm(A))


@composite(samples=("m.slogdet()", "torch.slogdet(b)[1]"))
def slogdet(self: Tensor) -> Any:
    """The determinant's sign and the logarithm of its size."""
    return return_types.slogdet(*linalg_slogdet(self))


def _check_kind(self: Tensor) -> None:
    kind = self.dtype
    if kind.category < FLOAT:
        raise RuntimeError(
            f"logdet: Expected a floating point or complex tensor as input. Got {kind.kind_name}"
        )
    if kind.category == FLOAT and kind.itemsize == 2:
        raise RuntimeError(f"logdet: Low precision dtypes not supported. Got {kind.kind_name}")


@composite(samples=("(m @ m.t() + 1).logdet() * 0", "m.logdet()", "torch.logdet(b)"))
def logdet(self: Tensor) -> Any:
    """The logarithm of the determinant; of a negative real one NaN."""
    check_matrix(self, "logdet")
    _check_kind(self)
    sign, logarithm = linalg_slogdet(self)
    if self.dtype.is_complex:
        return sign.log() + logarithm
    nan = new_tensor(self._data.dtype.type(np.nan))
    return FUNCTIONS["where"](sign == -1, nan, logarithm)
