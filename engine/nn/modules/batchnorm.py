"""Batch normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.nn import functional, init
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor, new_tensor, storage


class BatchNorm1d(Module):
    """Mean 0 and variance 1 in each channel, measured while training, remembered after."""

    dims: tuple[int, ...] = (2, 3)

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1,
        affine: bool = True, track_running_stats: bool = True, device: Any = None,
        dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        shape = (num_features,)
        self.register_parameter(
            "weight", Parameter(init.blank(shape, dtype, device)) if affine else None
        )
        self.register_parameter(
            "bias", Parameter(init.blank(shape, dtype, device)) if affine and bias else None
        )
        tracked = track_running_stats
        self.register_buffer("running_mean", init.blank(shape, dtype) if tracked else None)
        self.register_buffer("running_var", init.blank(shape, dtype) if tracked else None)
        counter = new_tensor(np.array(0, np.int64)) if tracked else None
        self.register_buffer("num_batches_tracked", counter)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start anew: no shift, no scale, nothing measured."""
        if self.track_running_stats:
            storage(self.running_mean)[...] = 0
            storage(self.running_var)[...] = 1
            storage(self.num_batches_tracked)[...] = 0
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Any:
        """The normalised input."""
        if input.ndim not in self.dims:
            wanted = " or ".join(f"{each}D" for each in self.dims)
            raise ValueError(f"expected {wanted} input (got {input.ndim}D input)")
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            storage(self.num_batches_tracked)[...] += 1
            if self.momentum is None:
                momentum = 1.0 / float(self.num_batches_tracked._data)
        measure = self.training or self.running_mean is None
        return functional.batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias, measure, momentum,
            self.eps,
        )  # fmt: skip

    def extra_repr(self) -> str:
        """Its settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class BatchNorm2d(BatchNorm1d):
    """Batch normalisation of pictures."""

    dims = (4,)


class BatchNorm3d(BatchNorm1d):
    """Batch normalisation of volumes."""

    dims = (5,)
