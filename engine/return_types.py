"""The named results of functions that give back several, as ``torch.return_types``."""

from __future__ import annotations

from typing import Any


class Named(tuple[Any, ...]):
    """Several results that can be unpacked, indexed, or asked for by name."""

    __slots__ = ()
    names: tuple[str, ...] = ()

    def __new__(cls, *values: Any) -> Any:
        """The results in the order of ``names``."""
        return super().__new__(cls, values)

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[self.names.index(name)]
        raise AttributeError(
            f"'torch.return_types.{type(self).__name__}' object has no attribute '{name}'"
        )

    def __repr__(self) -> str:
        shown = ",\n".join(f"{n}={value!r}" for n, value in zip(self.names, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{shown})"


def _kind(name: str, *names: str) -> Any:
    return type(
        name, (Named,), {"names": names, "__slots__": (), "__module__": "torch.return_types"}
    )


max, min, sort, topk, median, mode, kthvalue, cummax, cummin = (
    _kind(name, "values", "indices")
    for name in (
        "max", "min", "sort", "topk", "median", "mode", "kthvalue", "cummax", "cummin",
    )
)  # fmt: skip
aminmax = _kind("aminmax", "min", "max")
slogdet, linalg_slogdet = (_kind(n, "sign", "logabsdet") for n in ("slogdet", "linalg_slogdet"))
linalg_inv_ex = _kind("linalg_inv_ex", "inverse", "info")
linalg_solve_ex = _kind("linalg_solve_ex", "result", "info")
linalg_cholesky_ex = _kind("linalg_cholesky_ex", "L", "info")
qr, linalg_qr = (_kind(name, "Q", "R") for name in ("qr", "linalg_qr"))
geqrf = _kind("geqrf", "a", "tau")
svd, linalg_svd = _kind("svd", "U", "S", "V"), _kind("linalg_svd", "U", "S", "Vh")
linalg_eig, linalg_eigh = (
    _kind(name, "eigenvalues", "eigenvectors") for name in ("linalg_eig", "linalg_eigh")
)
linalg_lu = _kind("linalg_lu", "P", "L", "U")
lu_unpack = _kind("lu_unpack", "P", "L", "U")
linalg_lu_factor = _kind("linalg_lu_factor", "LU", "pivots")
linalg_lu_factor_ex = _kind("linalg_lu_factor_ex", "LU", "pivots", "info")
linalg_ldl_factor = _kind("linalg_ldl_factor", "LD", "pivots")
linalg_ldl_factor_ex = _kind("linalg_ldl_factor_ex", "LD", "pivots", "info")
histogram = _kind("histogram", "hist", "bin_edges")
histogramdd = _kind("histogramdd", "hist", "bin_edges")
frexp = _kind("frexp", "mantissa", "exponent")
nanmedian = _kind("nanmedian", "values", "indices")
linalg_lstsq = _kind("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
triangular_solve = _kind("triangular_solve", "solution", "cloned_coefficient")
