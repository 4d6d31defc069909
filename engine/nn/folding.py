"""Patches of a picture as columns (``unfold``), and pictures put together from them (``fold``)."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.axes import wrap
from engine.nn.borders import whole
from engine.ops.convolution import output_size as places
from engine.ops.folding import col2im, im2col
from engine.tensor import Tensor

__all__ = ["fold", "unfold"]


def _pairs(**given: Any) -> list[Any]:
    """Each as two whole numbers, where a list of another length is refused."""
    for name, each in given.items():
        if isinstance(each, list | tuple) and len(each) != 2:
            raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(each)}")
    return [whole(each, 2) for each in given.values()]


def unfold(
    input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Every patch of a picture as a column; shape : (batch, channels · kernel, patches).

    Raises:
        RuntimeError: no patch fits.
    """
    kernel, apart, around, step = _pairs(
        kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )
    if input.dim() < 3:
        wrap(input.dim(), input.dim())  # PyTorch asks for a size that there is not
    if input.dim() not in (3, 4):
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {list(input.shape)}"
        )
    size = tuple(input.shape[-2:])
    out = places(size, kernel, step, around, apart)
    if min(out) < 1:
        raise RuntimeError(
            f"Given input with spatial size {size}, kernel_size={kernel}, dilation={apart}, "
            f"padding={around}, calculated shape of the array of sliding blocks as {out}, but its "
            "components must be at least one."
        )
    return im2col(input, kernel, apart, around, step)


def fold(
    input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
    stride: Any = 1,
) -> Any:  # fmt: skip
    """The sum of all patches, each at its place in the picture.

    Raises:
        RuntimeError: the columns do not fit kernel and size.
    """
    size, kernel, apart, around, step = _pairs(
        output_size=output_size, kernel_size=kernel_size, dilation=dilation, padding=padding,
        stride=stride,
    )  # fmt: skip
    rows, columns = input.shape[-2:]
    if rows % math.prod(kernel):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, "
            f"but got input.size(1)={rows} and kernel_size={kernel}."
        )
    out = places(size, kernel, step, around, apart)
    if math.prod(out) != columns:
        raise RuntimeError(
            f"Given output_size={size}, kernel_size={kernel}, dilation={apart}, padding={around}, "
            f"stride={step}, expected size of input's dimension 2 to match the calculated number "
            f"of sliding blocks {out[0]} * {out[1]} = {math.prod(out)}, but got "
            f"input.size(2)={columns}."
        )
    return col2im(input, size, kernel, apart, around, step)
