"""What is asked of a convolution's arguments, in PyTorch's order.

Source: ``check_shape_forward`` and ``_convolution`` in ATen/native/Convolution.cpp.
"""

from __future__ import annotations

import math
from typing import Any

from engine.dtypes import BOOL
from engine.nn.borders import whole
from engine.numbers.alike import SCALARS, require_alike
from engine.numbers.whole_numbers import refuse_whole
from engine.tensor import Tensor

Ints = tuple[int, ...]
OF_WEIGHT, OF_BIAS = (
    f"Input type ({{t[0]}}) and {name} type ({{t[1]}}) should be the same or "
    f"input should be a MKLDNN tensor and {name} is a dense tensor"
    for name in ("weight", "bias")
)
BIAS = "Input type ({c[0]}) and bias type ({c[1]}) should be the same"
LARGE = 20480


def check_groups(weight: Tensor, groups: int) -> None:
    """Raise RuntimeError unless this is the weight of a convolution, in so many groups."""
    if weight.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")


def steps(name: str, value: Any, count: int, rank: int) -> Ints:
    """The stride, padding or dilation of each of ``rank`` dimensions.

    ``count`` : how many dimensions the function is for, which a single number is meant for.

    Raises:
        RuntimeError: it has other numbers of them.
    """
    found = whole(value, count) if isinstance(value, int) else whole(value, len(value))
    if len(found) == 1:
        return found * rank
    if len(found) != rank:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {rank} values to "
            f"match the convolution dimensions, but got {name}={list(found)}"
        )
    return found


def check_rank(input: Tensor, weight: Tensor, gap: str = " ") -> None:
    """Raise RuntimeError unless a kernel has as many dimensions as what it goes over."""
    rank = weight.ndim
    if rank != input.ndim:
        raise RuntimeError(
            f"Expected {rank}-dimensional input for {rank}-dimensional weight{gap}"
            f"{list(weight.shape)}, but got {input.ndim}-dimensional input of size "
            f"{list(input.shape)} instead"
        )


def check_geometry(stride: Ints, padding: Ints, dilation: Ints, extra: Ints = (0,)) -> None:
    """Raise RuntimeError where a stride is not positive, or a padding is negative."""
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(extra) < 0:
        raise RuntimeError("negative output_padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(dilation) < 0:
        raise RuntimeError("dilation should be greater than zero")
    if not all(dilation):
        raise RuntimeError("non-positive dilation is not supported")


def check_channels(
    input: Tensor, weight: Tensor, bias: Tensor | None, groups: int, transposed: bool = False
) -> None:
    """Raise RuntimeError unless input, weight and bias have channels that fit the groups."""
    sizes = list(weight.shape)
    _check_outputs(sizes, groups)
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


def _check_outputs(sizes: list[int], groups: int) -> None:
    if sizes[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, "
            f"but got weight of size {sizes} instead"
        )
    if sizes[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, "
            f"but got weight of size [{sizes}] instead"
        )


def check_extra(extra: Ints, stride: Ints, dilation: Ints) -> None:
    """Raise RuntimeError where the output padding is not smaller than a stride or a dilation."""
    if not any(e >= s and e >= d for e, s, d in zip(extra, stride, dilation, strict=True)):
        return
    names = ("depth", "height", "width")[-max(len(extra), 2) :]
    given = {"output_padding": (extra, 0), "stride": (stride, 1), "dilation": (dilation, 1)}
    told = [
        f"{what}_{name}: {each}"
        for what, (sizes, other) in given.items()
        for name, each in zip(names, (*(other,) * (len(names) - len(sizes)), *sizes), strict=True)
    ]
    raise RuntimeError(
        "output padding must be smaller than either stride or dilation, but got " + " ".join(told)
    )


def is_onednn(input: Tensor, weight: Tensor, groups: int) -> bool:
    """Whether PyTorch passes this convolution to oneDNN, whose error texts differ.

    Source: ``ConvParams::use_mkldnn`` in ATen/native/Convolution.cpp, with more than one thread.
    """
    kernel = weight.shape[2:]
    return input.dtype.name == "float32" and (
        groups > 1
        or (len(kernel) > 1 and min(kernel[-2:]) > 3)
        or input.shape[0] > 1
        or math.prod(input.shape[:4]) > LARGE
    )


def check_kinds(name: str, input: Tensor, weight: Tensor, onednn: bool) -> None:
    """Raise PyTorch's error where input and weight are of different dtypes.

    ``name`` : the operation's, whose own kernels look for their dtype first.
    """
    if input.is_complex():
        require_alike(OF_WEIGHT.partition(" or ")[0], input, weight)
    if not onednn and input.dtype.category == BOOL:
        refuse_whole(name, input.dtype)
    require_alike(OF_WEIGHT if onednn else SCALARS, input, weight)


def check_bias(input: Tensor, bias: Tensor | None, message: str = BIAS) -> None:
    """Raise PyTorch's error where input and bias are of different dtypes."""
    if bias is not None:
        require_alike(message, input, bias)
