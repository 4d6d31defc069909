"""``torch.nn.utils.stateless``, the old home of ``functional_call``."""

from __future__ import annotations

from typing import Any

from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn
from engine.func.modules import functional_call as call

OLD = (
    "`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be "
    "removed in a future version of PyTorch. Please use `torch.func.functional_call` instead "
    "which is a drop-in replacement."
)


def functional_call(
    module: Any, parameters_and_buffers: Any, args: Any = None, kwargs: Any = None, *,
    tie_weights: bool = True, strict: bool = False,
) -> Any:  # fmt: skip
    """Call a module with other parameters."""
    warn(OLD, FutureWarning)
    return call(
        module, parameters_and_buffers, args, kwargs, tie_weights=tie_weights, strict=strict
    )


__getattr__ = module_getattr("torch.nn.utils.stateless")
