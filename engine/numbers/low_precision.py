"""Operations that PyTorch lacks in half precision, and its errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.dtypes import of
from engine.foundation.absent import LackingError
from engine.numbers.half import is_half
from engine.numbers.promotion import HALF_COMPLEX

_KERNELS = {
    "linalg_det": "lu_cpu", "linalg_solve_ex": "lu_cpu", "linalg_svd": "linalg_svd_cpu",
    "linalg_eig": "linalg_eig_out_cpu", "linalg_eigh": "linalg_eigh_cpu",
    "linalg_qr": "geqrf_cpu", "linalg_cholesky_ex": "cholesky_cpu", "cholesky": "cholesky_cpu",
    "linalg_lu": "lu_cpu", "linalg_lu_factor_ex": "lu_cpu",
    "linalg_solve_triangular": "triangular_solve_cpu",
    "triangular_solve": "triangular_solve_cpu",
    "cholesky_inverse": "cholesky_inverse_out_cpu", "cholesky_solve": "cholesky_solve_cpu",
    "linalg_householder_product": "orgqr_cpu", "cdist": "cdist", "polar": "polar_cpu",
    "pdist": "pdist",
    "multi_margin_loss": "multi_margin_loss_cpu_kernel", "avg_pool3d": "avg_pool3d_out_frame",
    "multilabel_margin_loss": "multilabel_margin_loss_forward_out_frame",
    "geqrf": "geqrf_cpu",
    **{
        f"special_{name}": f"{name}_cpu"
        for name in (
            "ndtri", "erfcx", "log_ndtr", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1",
            "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1",
            "scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0",
            "airy_ai", "zeta", "hermite_polynomial_h", "hermite_polynomial_he",
            "laguerre_polynomial_l", "chebyshev_polynomial_t", "chebyshev_polynomial_u",
            "chebyshev_polynomial_v", "chebyshev_polynomial_w",
        )
    },
}  # fmt: skip
_PUBLIC = {"linalg_inv_ex": "linalg.inv", "linalg_slogdet": "linalg.slogdet"}


def _refuse_parts(parts: Sequence[Any]) -> None:
    """Raise PyTorch's error where complex numbers cannot be made of their parts."""
    one, other = (of(each).kind_name for each in parts)
    if "BFloat16" in (one, other):
        raise RuntimeError(
            f"Expected both inputs to be Half, Float or Double tensors but got {one} and {other}"
        )
    if "Half" in (one, other) and one != other:
        raise RuntimeError(
            f"Expected object of scalar type {one} but got scalar type {other} for second argument"
        )
    if one == "Half":
        raise LackingError(HALF_COMPLEX)


def refuse_half(name: str, arrays: Sequence[Any]) -> None:
    """Raise PyTorch's error where an operation is not for numbers of two bytes."""
    plain = name.partition(".")[0]
    if plain == "complex":
        _refuse_parts(arrays)
    if plain not in _KERNELS and plain not in _PUBLIC and plain != "linalg_lstsq":
        return
    kind = getattr(arrays[0], "dtype", None)
    if kind is None or not is_half(kind):
        return
    own = of(arrays[0]).kind_name
    if plain in _KERNELS:
        raise NotImplementedError(f"\"{_KERNELS[plain]}\" not implemented for '{own}'")
    if plain in _PUBLIC:
        raise RuntimeError(f"{_PUBLIC[plain]}: Low precision dtypes not supported. Got {own}")
    raise RuntimeError("This function doesn't handle types other than float and double")
