"""Convolutional layers."""

from __future__ import annotations

import math
from typing import Any

from engine.nn import functional, init
from engine.nn.modules.module import Module
from engine.nn.modules.utils import _ntuple
from engine.nn.parameter import Parameter
from engine.tensor import Tensor

NAMED = ("same", "valid")
MODES = ("zeros", "reflect", "replicate", "circular")


class _ConvNd(Module):
    """A convolution over ``count`` dimensions."""

    count, transposed = 2, False

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = _ntuple(self.count)(kernel_size)
        self.stride = _ntuple(self.count)(stride)
        self.padding = padding if isinstance(padding, str) else _ntuple(self.count)(padding)
        self.dilation = _ntuple(self.count)(dilation)
        self.output_padding = _ntuple(self.count)(0)
        self.padding_mode = padding_mode
        self._check()
        self._make_parameters(bias, dtype, device)
        self.reset_parameters()

    def _make_parameters(self, bias: bool, dtype: Any, device: Any) -> None:
        self.weight = Parameter(init.blank(self._weight_shape(), dtype, device))
        shape = (self.out_channels,)
        self.register_parameter(
            "bias", Parameter(init.blank(shape, dtype, device)) if bias else None
        )

    def _weight_shape(self) -> tuple[int, ...]:
        channels = (self.out_channels, self.in_channels)
        first, second = channels[::-1] if self.transposed else channels
        return first, second // self.groups, *map(int, self.kernel_size)

    def _check(self) -> None:
        """Raise ValueError where the settings do not fit together."""
        if self.groups <= 0:
            raise ValueError("groups must be a positive integer")
        if self.in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        if self.out_channels % self.groups:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(self.padding, str) and self.padding not in NAMED:
            raise ValueError(
                f"Invalid padding string {self.padding!r}, should be one of {set(NAMED)}"
            )
        if self.padding == "same" and any(each != 1 for each in self.stride):
            raise ValueError("padding='same' is not supported for strided convolutions")
        if self.padding_mode not in MODES:
            raise ValueError(
                f"padding_mode must be one of {set(MODES)}, but got "
                f"padding_mode='{self.padding_mode}'"
            )

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init.fans(self.weight)
            bound = 1 / math.sqrt(fan_in) if fan_in else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Any:
        """The convolved input."""
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            input = functional.pad(input, self._borders(), self.padding_mode)
            padding = 0
        call = getattr(functional, f"conv{self.count}d")
        return call(input, self.weight, self.bias, self.stride, padding, self.dilation,
                    self.groups)  # fmt: skip

    def _borders(self) -> list[int]:
        """What ``pad`` is to put around the input, from the last dimension."""
        if not isinstance(self.padding, str):
            return [each for side in reversed(self.padding) for each in (side, side)]
        if self.padding == "valid":
            return [0, 0] * self.count
        spans = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
        return [each for span in reversed(spans) for each in (span // 2, span - span // 2)]

    def extra_repr(self) -> str:
        """Its sizes, and what is not as usual."""
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        )
        usual: dict[str, int] = {"padding": 0, "dilation": 1, "output_padding": 0}
        for name, number in usual.items():
            if any(each != number for each in getattr(self, name)):
                text += f", {name}={getattr(self, name)}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        return (
            text if self.padding_mode == "zeros" else f"{text}, padding_mode={self.padding_mode}"
        )


class _ConvTransposeNd(_ConvNd):
    """A transposed convolution over ``count`` dimensions."""

    transposed = True

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, bias: bool = True,
        dilation: Any = 1, padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                         bias, padding_mode, device, dtype)  # fmt: skip
        self.output_padding = _ntuple(self.count)(output_padding)

    def forward(self, input: Tensor, output_size: Any = None) -> Any:
        """The spread input; ``output_size`` : which of the possible sizes it is to have."""
        extra = self.output_padding if output_size is None else self._extra(input, output_size)
        call = getattr(functional, f"conv_transpose{self.count}d")
        return call(input, self.weight, self.bias, self.stride, self.padding, extra, self.groups,
                    self.dilation)  # fmt: skip

    def _extra(self, input: Tensor, output_size: Any) -> list[int]:
        lead = input.dim() - self.count
        given = list(output_size)
        given = given[lead:] if len(given) == lead + self.count else given
        if len(given) != self.count:
            raise ValueError(
                f"ConvTranspose{self.count}D: for {input.dim()}D input, output_size must have "
                f"{self.count} or {lead + self.count} elements (got {len(given)})"
            )
        sizes = (self.stride, self.padding, self.dilation, self.kernel_size)
        facts: Any = zip(input.shape[lead:], *sizes, strict=True)
        low: list[int] = [(n - 1) * s - 2 * p + d * (k - 1) + 1 for n, s, p, d, k in facts]
        high = [least + s - 1 for least, s in zip(low, self.stride, strict=True)]
        if any(not a <= n <= b for a, n, b in zip(low, given, high, strict=True)):
            shown = given if isinstance(output_size, list) else tuple(given)
            raise ValueError(
                f"requested an output size of {shown}, but valid sizes range from {low} to {high} "
                f"(for an input of {input.size()[2:]})"
            )
        return [n - least for n, least in zip(given, low, strict=True)]


class Conv1d(_ConvNd):
    """A convolution over one dimension."""

    count = 1


class Conv2d(_ConvNd):
    """A convolution over two dimensions."""


class Conv3d(_ConvNd):
    """A convolution over three dimensions."""

    count = 3


class ConvTranspose1d(_ConvTransposeNd):
    """A transposed convolution over one dimension."""

    count = 1


class ConvTranspose2d(_ConvTransposeNd):
    """A transposed convolution over two dimensions."""


class ConvTranspose3d(_ConvTransposeNd):
    """A transposed convolution over three dimensions."""

    count = 3
