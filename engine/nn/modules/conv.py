"""Convolutional layers."""

from __future__ import annotations

import math
from typing import Any

from engine.nn import functional, init
from engine.nn.modules.module import Module
from engine.nn.parameter import Parameter
from engine.nn.spatial import several
from engine.tensor import Tensor


class _Conv(Module):
    """A convolution over ``count`` dimensions."""

    count, transposed = 2, False

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
        output_padding: Any = 0,
    ) -> None:  # fmt: skip
        super().__init__()
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        functional.refuse(type(self).__name__, padding_mode=padding_mode != "zeros")
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = (
            several(kernel_size, self.count),
            several(stride, self.count),
        )
        self.padding = padding if isinstance(padding, str) else several(padding, self.count)
        self.dilation = several(dilation, self.count)
        self.output_padding = several(output_padding, self.count)
        self.padding_mode = padding_mode
        channels = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        shape = (channels[0], channels[1] // groups, *self.kernel_size)
        self.weight = Parameter(init.blank(shape, dtype, device))
        self.register_parameter(
            "bias", Parameter(init.blank((out_channels,), dtype, device)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init.fans(self.weight)
            bound = 1 / math.sqrt(fan_in) if fan_in else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Any:
        """The convolved input."""
        call = getattr(functional, f"conv{self.count}d")
        return call(input, self.weight, self.bias, self.stride, self.padding, self.dilation,
                    self.groups)  # fmt: skip

    def extra_repr(self) -> str:
        """Its sizes, and what is not as usual."""
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        )
        if self.padding != (0,) * self.count:
            text += f", padding={self.padding}"
        if self.dilation != (1,) * self.count:
            text += f", dilation={self.dilation}"
        if self.output_padding != (0,) * self.count:
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        return text if self.bias is not None else f"{text}, bias=False"


class Conv1d(_Conv):
    """A convolution over one dimension."""

    count = 1


class Conv2d(_Conv):
    """A convolution over two dimensions."""


class Conv3d(_Conv):
    """A convolution over three dimensions."""

    count = 3


class ConvTranspose2d(_Conv):
    """A transposed convolution over two dimensions."""

    transposed = True

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, bias: bool = True,
        dilation: Any = 1, padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                         bias, padding_mode, device, dtype, output_padding)  # fmt: skip

    def forward(self, input: Tensor) -> Any:
        """The spread input."""
        call = getattr(functional, f"conv_transpose{self.count}d")
        return call(input, self.weight, self.bias, self.stride, self.padding, self.output_padding,
                    self.groups, self.dilation)  # fmt: skip


class ConvTranspose1d(ConvTranspose2d):
    """A transposed convolution over one dimension."""

    count = 1
