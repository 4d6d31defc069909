"""Weight norm by a hook: the weight is computed from its length and direction."""

from __future__ import annotations

from typing import Any

from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn
from engine.nn.modules.unknown import UninitializedParameter
from engine.nn.parameter import Parameter
from engine.nn.utils.weight_hooks import refuse_second, take_hook
from engine.ops.weight_norm import norm_except
from engine.ops.weight_norm import weight_norm as normed
from engine.switches.grad_modes import no_grad

OLD = (
    "`torch.nn.utils.weight_norm` is deprecated in favor of "
    "`torch.nn.utils.parametrizations.weight_norm`."
)
UNDRAWN = (
    "The module passed to `WeightNorm` can't have uninitialized parameters. "
    "Make sure to run the dummy forward before applying weight normalization"
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

    def remove(self, module: Any) -> None:
        """Make the weight an ordinary parameter again."""
        weight = self.compute_weight(module)
        delattr(module, self.name)
        del module._parameters[f"{self.name}_g"], module._parameters[f"{self.name}_v"]
        setattr(module, self.name, Parameter(weight.detach()))


def weight_norm(module: Any, name: str = "weight", dim: int = 0) -> Any:
    """Train a weight's length apart from its direction (Salimans and Kingma, 2016)."""
    warn(OLD, FutureWarning)
    refuse_second(module, WeightNorm, name, "weight_norm")
    hook, weight = WeightNorm(name, dim), getattr(module, name)
    if isinstance(weight, UninitializedParameter):
        raise ValueError(UNDRAWN)
    del module._parameters[name]
    with no_grad.quietly():
        lengths = norm_except(weight, hook.dim)
    module.register_parameter(f"{name}_g", Parameter(lengths.detach()))
    module.register_parameter(f"{name}_v", Parameter(weight.detach()))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight an ordinary parameter again.

    Raises:
        ValueError: it is none that ``weight_norm`` computes.
    """
    take_hook(module, WeightNorm, name, "weight_norm")
    return module


__getattr__ = module_getattr("torch.nn.utils.weight_norm")
