"""The orthogonal parametrisation of a weight."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.nn.modules.module import Module
from engine.nn.utils.parametrize import register_parametrization
from engine.numbers.limits import finfo
from engine.ops.householder import householder_product
from engine.ops.inverses import solve
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor

MAPS = ("matrix_exp", "cayley", "householder")


class _Orthogonal(Module):
    """An orthogonal matrix from any, times a fixed orthogonal ``base``."""

    base: Any

    def __init__(self, weight: Any, orthogonal_map: str, *, use_trivialization: bool) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Any) -> Any:
        """The orthogonal matrix."""
        wide = X.size(-2) < X.size(-1)
        tall = X.mT if wide else X
        found = _reflected(tall) if self.orthogonal_map == "householder" else self._turned(tall)
        if hasattr(self, "base"):
            found = self.base @ found
        return found.mT if wide else found

    def _turned(self, tall: Any) -> Any:
        """The exponential, or Cayley's map, of a skew-symmetric matrix."""
        n, k = tall.size(-2), tall.size(-1)
        lower = tall.tril()
        if n != k:
            rest = lower.new_zeros(n, n - k).expand(*lower.shape[:-2], -1, -1)
            lower = FUNCTIONS["cat"]([lower, rest], dim=-1)
        skew = lower - lower.mH
        if self.orthogonal_map == "matrix_exp":
            found = FUNCTIONS["matrix_exp"](skew)
        else:
            one, add = FUNCTIONS["eye"](n, dtype=skew.dtype), FUNCTIONS["add"]
            found = solve(add(one, skew, alpha=-0.5), add(one, skew, alpha=0.5))
        return found if n == k else found[..., :k]

    @no_grad()  # type: ignore[untyped-decorator]
    def right_inverse(self, Q: Any) -> Any:
        """What the parametrization begins with, for the weight to be ``Q`` made orthogonal."""
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of "
                f"shape {Q.shape}."
            )
        wide = Q.size(-2) < Q.size(-1)
        tall = Q.mT if wide else Q
        if not hasattr(self, "base"):
            return self._reflectors(tall, wide)
        n, k = tall.size(-2), tall.size(-1)
        if n != k:
            more = FUNCTIONS["randn"](*tall.size()[:-2], n, n - k, dtype=tall.dtype)
            self.base = _made_orthogonal(FUNCTIONS["cat"]([tall, more], dim=-1))
        else:
            self.base = tall.clone() if _is_orthogonal(tall) else _made_orthogonal(tall)
        found = FUNCTIONS["zeros_like"](Q)
        found.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return found

    def _reflectors(self, tall: Any, wide: bool) -> Any:
        if self.orthogonal_map != "householder":
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley "
                "parametrizations when use_trivialization=False."
            )
        found, tau = FUNCTIONS["geqrf"](tall)
        found.diagonal(dim1=-2, dim2=-1).sign_()
        found.diagonal(dim1=-2, dim2=-1)[tau == 0.0] *= -1
        return found.mT if wide else found


def _reflected(tall: Any) -> Any:
    """A product of Householder reflections, its columns with the signs of the diagonal."""
    below = tall.tril(diagonal=-1)
    tau = 2.0 / (1.0 + (below * below).sum(dim=-2))
    found = householder_product(below, tau)
    return found * tall.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)


def _is_orthogonal(matrix: Any) -> bool:
    n, k = matrix.size(-2), matrix.size(-1)
    one = FUNCTIONS["eye"](k, dtype=matrix.dtype)
    eps = 10.0 * n * finfo(matrix.dtype).eps
    return bool(FUNCTIONS["allclose"](matrix.mH @ matrix, one, atol=eps))


def _made_orthogonal(matrix: Any) -> Any:
    """The orthogonal factor of a matrix, its columns with the signs of the triangular one."""
    reflectors, tau = FUNCTIONS["geqrf"](matrix)
    found = householder_product(reflectors, tau)
    found *= reflectors.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)
    return found


def orthogonal(
    module: Any, name: str = "weight", orthogonal_map: str | None = None, *,
    use_trivialization: bool = True,
) -> Any:  # fmt: skip
    """Keep a weight orthogonal (Lezcano-Casado, 2019).

    Raises:
        ValueError: there is no such weight, it is not a matrix, or no such map.
    """
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.ndim < 2:
        raise ValueError(
            f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions."
        )
    if orthogonal_map is None:
        square = weight.size(-2) == weight.size(-1)
        orthogonal_map = "matrix_exp" if square or weight.is_complex() else "householder"
    if orthogonal_map not in MAPS:
        raise ValueError(
            'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". '
            f"Got: {orthogonal_map}"
        )
    made = _Orthogonal(weight, orthogonal_map, use_trivialization=use_trivialization)
    return register_parametrization(module, name, made, unsafe=True)
