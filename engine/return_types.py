"""The named results of functions that give back several, as ``torch.return_types``."""

from __future__ import annotations

from typing import Any

from engine.foundation.built_in import BuiltIn


class Named(tuple[Any, ...], metaclass=BuiltIn):
    """Several results that can be unpacked, indexed, or asked for by name."""

    __slots__ = ()
    names: tuple[str, ...] = ()

    def __new__(cls, *values: Any) -> Any:
        """The results in the order of ``names``."""
        return super().__new__(cls, values)

    def __getnewargs__(self) -> tuple[Any, ...]:
        """What a copy is made with."""
        return tuple(self)

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[self.names.index(name)]
        raise AttributeError(
            f"'torch.return_types.{type(self).__name__}' object has no attribute '{name}'"
        )

    def __repr__(self) -> str:
        shown = ",\n".join(f"{n}={value!r}" for n, value in zip(self.names, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{shown})"


# Of every kind, what its results are called.
FIELDS = {
    "max": "values indices",
    "min": "values indices",
    "sort": "values indices",
    "topk": "values indices",
    "median": "values indices",
    "mode": "values indices",
    "kthvalue": "values indices",
    "cummax": "values indices",
    "cummin": "values indices",
    "aminmax": "min max",
    "slogdet": "sign logabsdet",
    "linalg_slogdet": "sign logabsdet",
    "linalg_inv_ex": "inverse info",
    "linalg_solve_ex": "result info",
    "linalg_cholesky_ex": "L info",
    "qr": "Q R",
    "linalg_qr": "Q R",
    "geqrf": "a tau",
    "svd": "U S V",
    "linalg_svd": "U S Vh",
    "linalg_eig": "eigenvalues eigenvectors",
    "linalg_eigh": "eigenvalues eigenvectors",
    "linalg_lu": "P L U",
    "lu_unpack": "P L U",
    "linalg_lu_factor": "LU pivots",
    "linalg_lu_factor_ex": "LU pivots info",
    "linalg_ldl_factor": "LD pivots",
    "linalg_ldl_factor_ex": "LD pivots info",
    "histogram": "hist bin_edges",
    "histogramdd": "hist bin_edges",
    "frexp": "mantissa exponent",
    "nanmedian": "values indices",
    "linalg_lstsq": "solution residuals rank singular_values",
    "triangular_solve": "solution cloned_coefficient",
}


def __getattr__(name: str) -> Any:
    """The kind of results by that name, made when it is first asked for: most never are."""
    if name not in FIELDS:
        raise AttributeError(f"module 'torch.return_types' has no attribute '{name}'")
    names = tuple(FIELDS[name].split())
    body = {"names": names, "__slots__": (), "__module__": "torch.return_types"}
    kind = globals()[name] = BuiltIn(name, (Named,), body)
    return kind


def __dir__() -> list[str]:
    return sorted(FIELDS)
