"""Spectral norm by a hook: the weight is divided by its largest singular value."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.foundation.absent import module_getattr
from engine.nn.distances import normalize
from engine.nn.modules.unknown import UninitializedParameter
from engine.nn.parameter import Parameter
from engine.nn.utils.parametrizations import TRANSPOSED, refuse_iterations
from engine.nn.utils.spectral_states import (
    SpectralNormLoadStateDictPreHook,
    SpectralNormStateDictHook,
)
from engine.nn.utils.weight_hooks import refuse_second, take_hook
from engine.switches.grad_modes import no_grad

UNDRAWN = (
    "The module passed to `SpectralNorm` can't have uninitialized parameters. "
    "Make sure to run the dummy forward before applying spectral normalization"
)


class SpectralNorm:
    """The hook of ``spectral_norm``."""

    _version = 1

    def __init__(
        self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12
    ) -> None:
        refuse_iterations(n_power_iterations)
        self.name, self.dim, self.eps = name, dim, eps
        self.n_power_iterations = n_power_iterations

    def reshape_weight_to_matrix(self, weight: Any) -> Any:
        """The weight as rows along its own dimension."""
        if self.dim:
            rest = (d for d in range(weight.ndim) if d != self.dim)
            weight = weight.permute(self.dim, *rest)
        return weight.reshape(weight.size(0), -1)

    def compute_weight(self, module: Any, do_power_iteration: bool) -> Any:
        """The weight divided by its largest singular value."""
        weight = getattr(module, f"{self.name}_orig")
        u, v = (getattr(module, f"{self.name}_{part}") for part in "uv")
        matrix = self.reshape_weight_to_matrix(weight)
        if do_power_iteration:
            with no_grad.quietly():
                for _ in range(self.n_power_iterations):
                    v = normalize(matrix.t().mv(u), dim=0, eps=self.eps, out=v)
                    u = normalize(matrix.mv(v), dim=0, eps=self.eps, out=u)
                u, v = u.clone(), v.clone()
        return weight / FUNCTIONS["dot"](u, matrix.mv(v))

    def __call__(self, module: Any, inputs: Any) -> None:
        """Compute the weight before a forward."""
        setattr(module, self.name, self.compute_weight(module, module.training))

    def remove(self, module: Any) -> None:
        """Make the weight an ordinary parameter again."""
        with no_grad.quietly():
            weight = self.compute_weight(module, False)
        delattr(module, self.name)
        for part in ("u", "v", "orig"):
            delattr(module, f"{self.name}_{part}")
        module.register_parameter(self.name, Parameter(weight.detach()))


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Any:  # fmt: skip
    """Keep a weight's largest singular value at one (Miyato et al., 2018)."""
    refuse_second(module, SpectralNorm, name, "spectral_norm")
    own = int(isinstance(module, TRANSPOSED)) if dim is None else dim
    hook, weight = SpectralNorm(name, n_power_iterations, own, eps), module._parameters[name]
    if weight is None:
        raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
    if isinstance(weight, UninitializedParameter):
        raise ValueError(UNDRAWN)
    with no_grad.quietly():
        sizes = hook.reshape_weight_to_matrix(weight).size()
        u, v = (normalize(weight.new_empty(n).normal_(0, 1), dim=0, eps=eps) for n in sizes)
    delattr(module, name)
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.data)
    module.register_buffer(f"{name}_u", u)
    module.register_buffer(f"{name}_v", v)
    module.register_forward_pre_hook(hook)
    module._register_state_dict_hook(SpectralNormStateDictHook(hook))
    module._register_load_state_dict_pre_hook(SpectralNormLoadStateDictPreHook(hook))
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight an ordinary parameter again.

    Raises:
        ValueError: it is none that ``spectral_norm`` computes.
    """
    hook = take_hook(module, SpectralNorm, name, "spectral_norm")
    for key, each in module._state_dict_hooks.items():
        if isinstance(each, SpectralNormStateDictHook) and each.fn is hook:
            del module._state_dict_hooks[key]
            break
    return module  # PyTorch's, too, goes on to load states through the other hook


__getattr__ = module_getattr("torch.nn.utils.spectral_norm")
