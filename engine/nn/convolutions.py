"""Convolutions and transposed convolutions in one, two and three dimensions."""

from __future__ import annotations

from typing import Any

from engine.calls.axes import check_whole
from engine.calls.declare import composite
from engine.foundation.warn import warn
from engine.nn.borders import pad
from engine.nn.convolution_checks import (
    BIAS,
    OF_BIAS,
    check_bias,
    check_channels,
    check_extra,
    check_geometry,
    check_groups,
    check_kinds,
    check_rank,
    is_onednn,
    steps,
)
from engine.numbers.alike import SCALARS
from engine.ops.convolution import convolution, convolution_transposed, require_room
from engine.tensor import Tensor

__all__ = [
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
]  # fmt: skip
Ints = tuple[int, ...]
UNEVEN = (
    "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded "
    "copy of the input be created"
)


def _batched(input: Tensor, count: int, name: str, call: Any) -> Any:
    """Run on a batch; an input without one gets one, and its result loses it again."""
    if input.ndim == count + 2:
        return call(input)
    if input.ndim != count + 1:
        raise RuntimeError(
            f"Expected {count + 1}D (unbatched) or {count + 2}D (batched) input to {name}, "
            f"but got input of size: {list(input.shape)}"
        )
    return call(input.unsqueeze(0)).squeeze(0)


def _same(
    input: Tensor, weight: Tensor, stride: Any, dilation: Any, count: int
) -> tuple[Tensor, Ints]:
    """The input, padded where the borders cannot be equal, and the rest of the padding."""
    check_rank(input, weight, gap="")
    rank = weight.ndim - 2
    if any(each != 1 for each in steps("stride", stride, count, rank)):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    dilations = steps("dilation", dilation, count, rank)
    totals = [d * (k - 1) for k, d in zip(weight.shape[2:], dilations, strict=True)]
    rest = tuple(each // 2 for each in totals)
    if not any(each % 2 for each in totals):
        return input, rest
    warn(UNEVEN, once=True)
    return pad(input, [n for each in reversed(totals) for n in (0, each % 2)]), rest


def _padded(
    input: Tensor, weight: Tensor, stride: Any, padding: Any, dilation: Any, count: int
) -> tuple[Tensor, Any]:
    """The input, and the padding in numbers, whatever it is called."""
    if padding == "same":
        return _same(input, weight, stride, dilation, count)
    if isinstance(padding, str):
        if padding != "valid":
            raise RuntimeError(f"Invalid padding string: '{padding}'")
        return input, 0
    return input, padding


def _conv(count: int) -> Any:
    name = f"conv{count}d"

    def conv(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1,
    ) -> Any:  # fmt: skip
        check_whole(groups)

        def call(batch: Tensor) -> Any:
            check_bias(batch, bias)
            check_groups(weight, groups)
            rank = weight.ndim - 2
            ready, padding_ = _padded(batch, weight, stride, padding, dilation, count)
            strides = steps("stride", stride, count, rank)
            around = steps("padding", padding_, count, rank)
            dilations = steps("dilation", dilation, count, rank)
            check_geometry(strides, around, dilations)
            check_rank(ready, weight)
            check_channels(ready, weight, bias, groups)
            require_room(ready.shape[2:], weight.shape[2:], around, dilations)
            check_kinds("convolution", ready, weight, is_onednn(ready, weight, groups))
            return convolution(ready, weight, bias, strides, around, dilations, groups)

        return _batched(input, count, name, call)

    conv.__name__ = name
    conv.__doc__ = f"Convolution over {count} dimensions."
    return conv


def _conv_transpose(count: int) -> Any:
    name = f"conv_transpose{count}d"

    def conv(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
    ) -> Any:  # fmt: skip
        def call(batch: Tensor) -> Any:
            check_groups(weight, groups)
            rank = weight.ndim - 2
            strides = steps("stride", stride, count, rank)
            paddings = steps("padding", padding, count, rank)
            dilations = steps("dilation", dilation, count, rank)
            extra = steps("output_padding", output_padding, count, rank)
            check_geometry(strides, paddings, dilations, extra)
            check_rank(batch, weight)
            check_channels(batch, weight, bias, groups, transposed=True)
            check_extra(extra, strides, dilations)
            fits = all(e < s for e, s in zip(extra, strides, strict=True))
            onednn = fits and is_onednn(batch, weight, groups)
            check_kinds("convolution.transposed", batch, weight, onednn)
            check_bias(batch, bias, OF_BIAS if onednn else SCALARS if count == 3 else BIAS)
            facts = zip(batch.shape[2:], weight.shape[2:], strides, paddings, dilations, extra,
                        strict=True)  # fmt: skip
            size = tuple((n - 1) * s - 2 * p + d * (k - 1) + e + 1 for n, k, s, p, d, e in facts)
            return convolution_transposed(
                batch, weight, bias, size, strides, paddings, dilations, groups
            )

        return _batched(input, count, name, call)

    conv.__name__ = name
    conv.__doc__ = f"Transposed convolution over {count} dimensions."
    return conv


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)
conv_transpose1d, conv_transpose2d, conv_transpose3d = (_conv_transpose(n) for n in (1, 2, 3))
for _each in (conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d):
    composite(method=False)(_each)
