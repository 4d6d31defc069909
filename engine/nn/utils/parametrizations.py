"""Ready-made parametrisations: weight norm, spectral norm, orthogonality."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.foundation.absent import module_getattr
from engine.nn.distances import normalize
from engine.nn.modules.conv import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from engine.nn.modules.module import Module
from engine.nn.utils.orthogonality import orthogonal
from engine.nn.utils.parametrize import register_parametrization
from engine.ops.weight_norm import norm_except
from engine.ops.weight_norm import weight_norm as normed
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor

TRANSPOSED = (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)


def refuse_iterations(count: int) -> None:
    """Refuse to iterate no time at all."""
    if count <= 0:
        raise ValueError(
            f"Expected n_power_iterations to be positive, but got n_power_iterations={count}"
        )


class _WeightNorm(Module):
    """A weight from its lengths and its direction."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Any:
        """The weight."""
        return normed(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> Any:
        """Lengths and direction of a weight."""
        return norm_except(weight, self.dim), weight


def weight_norm(module: Any, name: str = "weight", dim: int = 0) -> Any:
    """Train a weight's length apart from its direction (Salimans and Kingma, 2016)."""
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def rename(state_dict: Any, prefix: str, *rest: Any) -> None:
        """Read what the older ``weight_norm`` wrote."""
        olds = [f"{prefix}{name}_{part}" for part in "gv"]
        if all(key in state_dict for key in olds):
            for number, key in enumerate(olds):
                new = f"{prefix}parametrizations.{name}.original{number}"
                state_dict[new] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(rename)
    return module


class _SpectralNorm(Module):
    """A weight divided by its largest singular value, estimated by power iteration."""

    _u: Any
    _v: Any

    def __init__(
        self, weight: Any, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12
    ) -> None:
        super().__init__()
        ndim = weight.ndim
        if not -ndim <= dim < ndim:
            raise IndexError(
                "Dimension out of range (expected to be in range of "
                f"[-{ndim}, {ndim - 1}] but got {dim})"
            )
        refuse_iterations(n_power_iterations)
        self.dim, self.eps = dim % ndim, eps
        if ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = self._matrix(weight)
            rows, columns = matrix.shape
            u, v = (matrix.new_empty(n).normal_(0, 1) for n in (rows, columns))
            self.register_buffer("_u", normalize(u, dim=0, eps=eps))
            self.register_buffer("_v", normalize(v, dim=0, eps=eps))
            self._iterate(matrix, 15)

    def _matrix(self, weight: Any) -> Any:
        if self.dim:
            rest = (d for d in range(weight.ndim) if d != self.dim)
            weight = weight.permute(self.dim, *rest)
        return weight.flatten(1)

    def _iterate(self, matrix: Any, times: int) -> None:
        with no_grad.quietly():
            for _ in range(times):
                self._u.copy_(normalize(matrix.mv(self._v), dim=0, eps=self.eps))
                self._v.copy_(normalize(matrix.t().mv(self._u), dim=0, eps=self.eps))

    def forward(self, weight: Any) -> Any:
        """The normalised weight."""
        if weight.ndim == 1:
            return normalize(weight, dim=0, eps=self.eps)
        matrix = self._matrix(weight)
        if self.training:
            self._iterate(matrix, self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()
        return weight / FUNCTIONS["vdot"](u, matrix.mv(v))

    def right_inverse(self, value: Any) -> Any:
        """The weight itself."""
        return value


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Any:  # fmt: skip
    """Keep a weight's largest singular value at one (Miyato et al., 2018)."""
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if dim is None:
        dim = int(isinstance(module, TRANSPOSED))
    return register_parametrization(
        module, name, _SpectralNorm(weight, n_power_iterations, dim, eps)
    )


__all__ = ["orthogonal", "spectral_norm", "weight_norm"]
__getattr__ = module_getattr("torch.nn.utils.parametrizations")
