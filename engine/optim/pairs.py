"""Complex parameters, which optimisers update as pairs of real numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.optim.rounding import Array
from engine.tensor import Tensor, new_tensor

Update = Callable[[Array, Array, dict[str, Any], dict[str, Any]], None]
REAL_ONLY = "{} does not support complex parameters"
FUSED = (
    "`fused=True` requires all the params to be floating point Tensors of supported devices: "
    "['mps', 'cuda', 'xpu', 'hpu', 'cpu', 'mtia', 'privateuseone'] but torch.{} and cpu"
)


def real_pairs(array: Array) -> Array:
    """A complex array as real and imaginary parts, in its own memory."""
    return array.view(array.real.dtype).reshape(*array.shape, 2)


def is_complex(value: Any) -> bool:
    """Is it a tensor of complex numbers?"""
    return isinstance(value, Tensor) and value._data.dtype.kind == "c"


def step_pairs(
    update: Update, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
) -> None:
    """Step a complex array; what its optimiser keeps of it is complex as well.

    Raises:
        RuntimeError: the group asks for kernels that step real numbers only.
    """
    if group.get("fused"):
        raise RuntimeError(FUSED.format(value.dtype))
    pairs = {
        name: new_tensor(real_pairs(each._data)) if is_complex(each) else each
        for name, each in state.items()
    }
    update(real_pairs(value), real_pairs(np.ascontiguousarray(grad)), pairs, group)
    for name, each in pairs.items():
        if name not in state or not is_complex(state[name]):
            state[name] = _whole(each, value)


def _whole(kept: Any, value: Array) -> Any:
    """Pairs of real numbers as complex ones, in their own memory; anything else as it is."""
    if isinstance(kept, Tensor) and kept._data.shape == (*value.shape, 2):
        return new_tensor(kept._data.view(value.dtype).reshape(value.shape))
    return kept
