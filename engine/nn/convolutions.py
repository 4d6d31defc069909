"""Convolutions and transposed convolutions in one, two and three dimensions."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.axes import check_whole
from engine.calls.declare import composite
from engine.dtypes import BOOL
from engine.nn.borders import pad, whole
from engine.numbers.alike import SCALARS, require_alike
from engine.numbers.whole_numbers import refuse_whole
from engine.ops.convolution import convolution, convolution_transposed, require_room
from engine.surface.warn import warn
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


def _same(input: Tensor, kernel: Ints, dilation: Ints, stride: Ints) -> tuple[Tensor, Ints]:
    """The input, padded where the borders cannot be equal, and the rest of the padding."""
    if any(each != 1 for each in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    rest = tuple(each // 2 for each in totals)
    if not any(each % 2 for each in totals):
        return input, rest
    warn(UNEVEN, once=True)
    return pad(input, [n for each in reversed(totals) for n in (0, each % 2)]), rest


def _padding(
    input: Tensor, padding: Any, kernel: Ints, dilation: Ints, stride: Ints
) -> tuple[Tensor, Ints]:
    if padding == "same":
        return _same(input, kernel, dilation, stride)
    if isinstance(padding, str):
        if padding != "valid":
            raise RuntimeError(f"Invalid padding string: '{padding}'")
        return input, (0,) * len(kernel)
    return input, whole(padding, len(kernel))


def _conv(count: int) -> Any:
    name = f"conv{count}d"

    def conv(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1,
    ) -> Any:  # fmt: skip
        strides, dilations = whole(stride, count), whole(dilation, count)
        check_whole(groups)

        def call(batch: Tensor) -> Any:
            _check_bias(batch, bias)
            _check_rank(batch, weight, strides)
            _check(batch, weight, bias, groups)
            kernel = tuple(weight.shape[2:])
            ready, around = _padding(batch, padding, kernel, dilations, strides)
            _check_geometry(strides, around)
            require_room(ready.shape[2:], kernel, around, dilations)
            _check_kinds("convolution", ready, weight, _is_onednn(ready, weight, groups))
            return convolution(ready, weight, bias, strides, around, dilations, groups)

        return _batched(input, count, name, call)

    conv.__name__ = name
    conv.__doc__ = f"Convolution over {count} dimensions."
    return conv


def _check_rank(input: Tensor, weight: Tensor, strides: tuple[int, ...]) -> None:
    """Raise RuntimeError unless a kernel has as many dimensions as what it goes over."""
    rank = weight.ndim
    if rank < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if len(strides) not in (1, rank - 2):
        raise RuntimeError(
            f"expected stride to be a single integer value or a list of {rank - 2} values to "
            f"match the convolution dimensions, but got stride={list(strides)}"
        )
    if rank != input.ndim:
        raise RuntimeError(
            f"Expected {rank}-dimensional input for {rank}-dimensional weight "
            f"{list(weight.shape)}, but got {input.ndim}-dimensional input of size "
            f"{list(input.shape)} instead"
        )


def _check(
    input: Tensor, weight: Tensor, bias: Tensor | None, groups: int, transposed: bool = False
) -> None:
    sizes = list(weight.shape)
    if not transposed and sizes[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, "
            f"but got weight of size [{sizes}] instead"
        )
    given, wanted = input.shape[1], sizes[0] if transposed else sizes[1] * groups
    if given != wanted:
        raise RuntimeError(
            f"Given {'transposed=1' if transposed else f'groups={groups}'}, weight of size "
            f"{sizes}, expected input{list(input.shape)} to have {wanted} channels, but got "
            f"{given} channels instead"
        )
    outputs = sizes[1] * groups if transposed else sizes[0]
    if bias is not None and tuple(bias.shape) != (outputs,):
        raise RuntimeError(
            f"Given {'transposed=1, ' if transposed else ''}weight of size {sizes}, expected bias "
            f"to be 1-dimensional with {outputs} elements, but got bias of size "
            f"{list(bias.shape)} instead"
        )


OF_WEIGHT, OF_BIAS = (
    f"Input type ({{t[0]}}) and {name} type ({{t[1]}}) should be the same or "
    f"input should be a MKLDNN tensor and {name} is a dense tensor"
    for name in ("weight", "bias")
)
BIAS = "Input type ({c[0]}) and bias type ({c[1]}) should be the same"
LARGE = 20480


def _is_onednn(input: Tensor, weight: Tensor, groups: int) -> bool:
    """Whether PyTorch leaves this to oneDNN on a CPU, whose texts are of its own.

    Source: ``ConvParams::use_mkldnn`` in ATen/native/Convolution.cpp, with more than one thread.
    """
    kernel = weight.shape[2:]
    return input.dtype.name == "float32" and (
        groups > 1
        or (len(kernel) > 1 and min(kernel[-2:]) > 3)
        or input.shape[0] > 1
        or math.prod(input.shape[:4]) > LARGE
    )


def _check_kinds(name: str, input: Tensor, weight: Tensor, onednn: bool) -> None:
    """Raise PyTorch's error where input and weight are of different dtypes.

    ``name`` : the operation's, whose own kernels look for their dtype first.
    """
    if input.is_complex():
        require_alike(OF_WEIGHT.partition(" or ")[0], input, weight)
    if not onednn and input.dtype.category == BOOL:
        refuse_whole(name, input.dtype)
    require_alike(OF_WEIGHT if onednn else SCALARS, input, weight)


def _check_bias(input: Tensor, bias: Tensor | None, message: str = BIAS) -> None:
    if bias is not None:
        require_alike(message, input, bias)


def _check_geometry(stride: Ints, padding: Ints) -> None:
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")


def _conv_transpose(count: int) -> Any:
    name = f"conv_transpose{count}d"

    def conv(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
    ) -> Any:  # fmt: skip
        strides, dilations = whole(stride, count), whole(dilation, count)
        paddings, extra = whole(padding, count), whole(output_padding, count)

        def call(batch: Tensor) -> Any:
            _check(batch, weight, bias, groups, transposed=True)
            _check_geometry(strides, paddings)
            _check_extra(extra, strides, dilations)
            fits = all(e < s for e, s in zip(extra, strides, strict=True))
            onednn = fits and _is_onednn(batch, weight, groups)
            _check_kinds("convolution.transposed", batch, weight, onednn)
            _check_bias(batch, bias, OF_BIAS if onednn else SCALARS if count == 3 else BIAS)
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


def _check_extra(extra: Ints, stride: Ints, dilation: Ints) -> None:
    if not any(e >= s and e >= d for e, s, d in zip(extra, stride, dilation, strict=True)):
        return
    names = ("depth", "height", "width")[-max(len(extra), 2) :]
    given = {"output_padding": extra, "stride": stride, "dilation": dilation}
    told = [
        f"{what}_{name}: {each}"
        for what, sizes in given.items()
        for name, each in zip(names, (*(1,) * (len(names) - len(sizes)), *sizes), strict=True)
    ]
    raise RuntimeError(
        "output padding must be smaller than either stride or dilation, but got " + " ".join(told)
    )


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)
conv_transpose1d, conv_transpose2d, conv_transpose3d = (_conv_transpose(n) for n in (1, 2, 3))
for _each in (conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d):
    composite(method=False)(_each)
