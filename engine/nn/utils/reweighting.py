"""Weights computed before every forward by a hook: the older way to normalise them."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.nn.distances import normalize
from engine.nn.parameter import Parameter
from engine.nn.utils.parametrizations import TRANSPOSED
from engine.ops.weight_norm import norm_except
from engine.ops.weight_norm import weight_norm as normed
from engine.surface.warn import warn
from engine.switches.grad_modes import no_grad

OLD = (
    "`torch.nn.utils.weight_norm` is deprecated in favor of "
    "`torch.nn.utils.parametrizations.weight_norm`."
)


class WeightNorm:
    """The hook of ``weight_norm``."""

    def __init__(self, name: str, dim: int | None) -> None:
        self.name, self.dim = name, -1 if dim is None else dim

    def compute_weight(self, module: Any) -> Any:
        """The weight from its lengths and its direction."""
        lengths, direction = (getattr(module, f"{self.name}_{part}") for part in "gv")
        return normed(direction, lengths, self.dim)

    def __call__(self, module: Any, inputs: Any) -> None:
        """Compute the weight before a forward."""
        setattr(module, self.name, self.compute_weight(module))


def _hooks(module: Any, kind: Any, name: str) -> list[int]:
    hooks = module._forward_pre_hooks.items()
    return [key for key, hook in hooks if isinstance(hook, kind) and hook.name == name]


def weight_norm(module: Any, name: str = "weight", dim: int = 0) -> Any:
    """Train a weight's length apart from its direction (Salimans and Kingma, 2016)."""
    warn(OLD, FutureWarning)
    if _hooks(module, WeightNorm, name):
        raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook, weight = WeightNorm(name, dim), getattr(module, name)
    del module._parameters[name]
    with no_grad.quietly():
        lengths = norm_except(weight, hook.dim)
    module.register_parameter(f"{name}_g", Parameter(lengths.detach()))
    module.register_parameter(f"{name}_v", Parameter(weight.detach()))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight an ordinary parameter again."""
    for key in _hooks(module, WeightNorm, name):
        weight = module._forward_pre_hooks.pop(key).compute_weight(module)
        delattr(module, name)
        del module._parameters[f"{name}_g"], module._parameters[f"{name}_v"]
        setattr(module, name, Parameter(weight.detach()))
        return module
    raise ValueError(f"weight_norm of '{name}' not found in {module}")


class SpectralNorm:
    """The hook of ``spectral_norm``."""

    def __init__(self, name: str, iterations: int, dim: int, eps: float) -> None:
        if iterations <= 0:
            raise ValueError(
                "Expected n_power_iterations to be positive, but got "
                f"n_power_iterations={iterations}"
            )
        self.name, self.iterations, self.dim, self.eps = name, iterations, dim, eps

    def matrix(self, weight: Any) -> Any:
        """The weight as rows along its own dimension."""
        if self.dim:
            rest = (d for d in range(weight.ndim) if d != self.dim)
            weight = weight.permute(self.dim, *rest)
        return weight.reshape(weight.shape[0], -1)

    def compute_weight(self, module: Any, iterate: bool) -> Any:
        """The weight divided by its largest singular value."""
        weight = getattr(module, f"{self.name}_orig")
        u, v = (getattr(module, f"{self.name}_{part}") for part in "uv")
        matrix = self.matrix(weight)
        if iterate:
            with no_grad.quietly():
                for _ in range(self.iterations):
                    v.copy_(normalize(matrix.t().mv(u), dim=0, eps=self.eps))
                    u.copy_(normalize(matrix.mv(v), dim=0, eps=self.eps))
                u, v = u.clone(), v.clone()
        return weight / FUNCTIONS["dot"](u, matrix.mv(v))

    def __call__(self, module: Any, inputs: Any) -> None:
        """Compute the weight before a forward."""
        setattr(module, self.name, self.compute_weight(module, module.training))


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Any:  # fmt: skip
    """Keep a weight's largest singular value at one (Miyato et al., 2018)."""
    if _hooks(module, SpectralNorm, name):
        raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
    own = int(isinstance(module, TRANSPOSED)) if dim is None else dim
    hook, weight = SpectralNorm(name, n_power_iterations, own, eps), module._parameters[name]
    with no_grad.quietly():
        rows, columns = hook.matrix(weight).shape
        u, v = (
            normalize(weight.new_empty(n).normal_(0, 1), dim=0, eps=eps) for n in (rows, columns)
        )
    delattr(module, name)
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.data)
    module.register_buffer(f"{name}_u", u)
    module.register_buffer(f"{name}_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight an ordinary parameter again."""
    for key in _hooks(module, SpectralNorm, name):
        with no_grad.quietly():
            weight = module._forward_pre_hooks.pop(key).compute_weight(module, False)
        delattr(module, name)
        for part in ("u", "v", "orig"):
            delattr(module, f"{name}_{part}")
        module.register_parameter(name, Parameter(weight.detach()))
        return module
    raise ValueError(f"spectral_norm of '{name}' not found in {module}")


def skip_init(module_cls: Any, *args: Any, **options: Any) -> Any:
    """A module whose parameters were not drawn."""
    return module_cls(*args, **options)
