"""Pooling layers."""

from __future__ import annotations

from typing import Any

from engine.nn import functional
from engine.nn.modules.module import Module
from engine.tensor import Tensor


class _MaxPool(Module):
    """The largest element of each window."""

    count = 2

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        return_indices: bool = False, ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size, self.padding, self.dilation = kernel_size, padding, dilation
        self.stride = kernel_size if stride is None else stride
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        call = getattr(functional, f"max_pool{self.count}d")
        return call(input, self.kernel_size, self.stride, self.padding, self.dilation,
                    self.ceil_mode, self.return_indices)  # fmt: skip

    def extra_repr(self) -> str:
        """Its geometry."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """The largest element of each window of one dimension."""

    count = 1


class MaxPool2d(_MaxPool):
    """The largest element of each window of two dimensions."""


class AvgPool2d(Module):
    """The mean of each window of two dimensions."""

    count = 2

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
        count_include_pad: bool = True, divisor_override: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size, self.padding, self.ceil_mode = kernel_size, padding, ceil_mode
        self.stride = kernel_size if stride is None else stride
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        call = getattr(functional, f"avg_pool{self.count}d")
        return call(input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
                    self.count_include_pad, self.divisor_override)  # fmt: skip

    def extra_repr(self) -> str:
        """Its geometry."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(AvgPool2d):
    """The mean of each window of one dimension."""

    count = 1

    def extra_repr(self) -> str:
        """Its geometry."""
        shown = [(each if isinstance(each, tuple) else (each,))
                 for each in (self.kernel_size, self.stride, self.padding)]  # fmt: skip
        return "kernel_size={}, stride={}, padding={}".format(*shown)


class AdaptiveAvgPool2d(Module):
    """The means of as many windows as asked for."""

    count = 2

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Any:
        """The pooled input."""
        return getattr(functional, f"adaptive_avg_pool{self.count}d")(input, self.output_size)

    def extra_repr(self) -> str:
        """How many windows."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(AdaptiveAvgPool2d):
    """The means of as many windows as asked for."""

    count = 1
