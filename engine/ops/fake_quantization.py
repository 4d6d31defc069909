"""Numbers rounded to a grid as quantised ones are; the gradient passes where none is cut."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import composite, operation
from engine.dtypes import FLOAT
from engine.formula import where
from engine.tensor import Tensor

BOUNDS = "`quant_min` should be less than or         equal to `quant_max`."
LACKING = "\"fake_quantize_tensor_cachemask_kernel_type_handling\" not implemented for '{kind}'"
ZERO_POINT = "`zero_point` must be between `quant_min` and `quant_max`."


def _gridded(self: Any, scale: Any, zero_point: Any, low: int, high: int) -> tuple[Any, Any]:
    """The nearest of ``scale`` · (``low`` … ``high`` − ``zero_point``), and where none is cut."""
    scale = np.asarray(scale, np.float32)  # which PyTorch keeps it in
    steps = np.rint(self * (1 / scale).astype(self.dtype)) + zero_point
    found = (np.clip(steps, low, high) - zero_point) * scale.astype(self.dtype)
    return found.astype(self.dtype), (steps >= low) & (steps <= high)


def _declare(name: str, node: str) -> Any:
    @operation(
        "≈", name=name, node=node, keeps=("mask",),
        self=lambda grad, mask: where(mask, grad, grad * 0.0),
    )  # fmt: skip
    def gridded(self: Any, scale: Any, zero_point: Any, low: int, high: int) -> Any:
        """The nearest numbers of the grid; with them which were not beyond its ends."""
        return _gridded(self, scale, zero_point, low, high)

    return gridded


_per_tensor = _declare(
    "fake_quantize_per_tensor_affine.number",
    "FakeQuantizePerTensorAffineCachemaskBackward0",
)
_by_tensors = _declare(
    "fake_quantize_per_tensor_affine.tensor",
    "FakeQuantizePerTensorAffineCachemaskTensorQparamsBackward0",
)
_per_channel = _declare(
    "fake_quantize_per_channel_affine.channels",
    "FakeQuantizePerChannelAffineCachemaskBackward0",
)


@composite(method=False, samples=(
    "torch.fake_quantize_per_tensor_affine(x, 0.3, 2, 0, 7)",
    "torch.fake_quantize_per_tensor_affine(x, torch.tensor(0.3), torch.tensor(1), -8, 7)",
))  # fmt: skip
def fake_quantize_per_tensor_affine(
    input: Tensor, scale: Any, zero_point: Any, quant_min: int, quant_max: int
) -> Any:
    """``input`` on a grid of ``scale``, cut where whole numbers of so many bits would end.

    Raises:
        RuntimeError: the grid ends before it begins, or its zero lies outside.
    """
    run = _per_tensor
    if isinstance(scale, Tensor):
        run = _by_tensors
        scale, zero_point = scale._data, zero_point._data
    _check_ends(zero_point, quant_min, quant_max)
    if input.dtype.category != FLOAT:
        raise NotImplementedError(LACKING.format(kind=input.dtype.kind_name))
    return run(input, scale, zero_point, quant_min, quant_max)


@composite(method=False, samples=(
    "torch.fake_quantize_per_channel_affine(x, torch.ones(2) / 3, torch.zeros(2).int(), 0, 0, 9)",
))  # fmt: skip
def fake_quantize_per_channel_affine(
    input: Tensor, scale: Tensor, zero_point: Tensor, axis: int, quant_min: int, quant_max: int
) -> Any:
    """The same with a grid of its own for each slice along ``axis``."""
    kind = zero_point.dtype
    if kind.name not in ("int32", "float32", "float16"):
        raise RuntimeError(f"Zero-point must be Int32, Float or Half, found {kind.kind_name}")
    _check_ends(zero_point._data, quant_min, quant_max)
    if not scale.numel() == zero_point.numel() == input.shape[axis]:
        raise RuntimeError(
            "dimensions of scale and zero-point are not consistent with input tensor"
        )
    shape = [1] * input.ndim
    shape[axis] = -1
    grids = (each._data.reshape(shape) for each in (scale, zero_point))
    return _per_channel(input, *grids, quant_min, quant_max)


def _check_ends(zero_point: Any, low: int, high: int) -> None:
    if low > high:
        raise RuntimeError(BOUNDS)
    if np.any(zero_point < low) or np.any(zero_point > high):
        raise RuntimeError(ZERO_POINT)
