"""Tensors on memory that is given, or laid out as asked: buffers, DLPack, strides."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.creation import check_further, from_numpy, made
from engine.device import usable
from engine.dtypes import dtype as DType
from engine.foundation.determinism import unfilled
from engine.foundation.protocols import native
from engine.foundation.warn import warn
from engine.modes import default_float
from engine.numbers.literals import wanted_dtype
from engine.tensor import Tensor

READ_ONLY = (
    "The given buffer is not writable, and PyTorch does not support non-writable tensors. This "
    "means you can write to the underlying (supposedly non-writable) buffer using the tensor. You "
    "may want to copy the buffer to protect its data or make it writable before converting it to "
    "a tensor. This type of warning will be suppressed for the rest of this program."
)


@composite(method=False)
def frombuffer(
    buffer: Any, *, dtype: DType, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> Tensor:
    """A tensor on the memory of a bytes-like object.

    Raises:
        ValueError: the buffer does not hold what is asked for.
    """
    length, size = memoryview(buffer).nbytes, dtype.itemsize
    if not length or not count:
        raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
    if not 0 <= offset < length:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length "
            f"({length} bytes) minus 1"
        )
    if count < 0 and (length - offset) % size:
        raise ValueError(
            f"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a "
            f"multiple of element size ({size})"
        )
    if count > 0 and offset + count * size > length:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must "
            f"not be greater than actual buffer length ({length} bytes)"
        )
    array = np.frombuffer(buffer, dtype.numpy, count, offset)
    if not array.flags.writeable:
        warn(READ_ONLY, once=True)
    return made(array, "torch.frombuffer", requires_grad)


class DLDeviceType(enum.IntEnum):
    """Kinds of devices as DLPack numbers them."""

    kDLCPU = 1  # noqa: N815  (DLPack's name)


@composite(method=False)
def from_dlpack(ext_tensor: Any) -> Tensor:
    """A tensor on the memory of anything that offers it by the DLPack protocol."""
    if isinstance(ext_tensor, Tensor):
        return ext_tensor.detach()
    return from_numpy(np.from_dlpack(ext_tensor))


def offered(self: Tensor, **options: Any) -> Any:
    """The tensor's memory, by the DLPack protocol."""
    if self.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    return native(self).__dlpack__(**options)


def offered_device(self: Tensor) -> tuple[DLDeviceType, int]:
    """Where that memory is."""
    return DLDeviceType.kDLCPU, 0


def _strided(
    size: Sequence[int], stride: Sequence[int], dtype: Any, how: str, requires_grad: bool
) -> Tensor:
    own = wanted_dtype(dtype, how) or default_float()
    reach = 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    flat = unfilled((max(reach, 1) if 0 not in size else 0,), own.numpy)
    steps = [step * flat.itemsize for step in stride]
    view = np.lib.stride_tricks.as_strided(flat, tuple(size), steps)
    return made(view, f"torch.{how}", requires_grad)


@composite(method=False)
def empty_strided(
    size: Sequence[int], stride: Sequence[int], *, dtype: Any = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """An unfilled tensor whose neighbours lie ``stride`` elements apart in memory."""
    usable(device)
    check_further("empty_strided", further)
    if len(size) != len(stride):
        raise RuntimeError(
            f"mismatch in length of strides and shape: size has {len(size)} dimensions, but "
            f"stride has {len(stride)}"
        )
    return _strided(size, stride, dtype, "empty_strided", requires_grad)


@composite(samples=("x.new_empty_strided((2, 3), (1, 2)).stride()",))
def new_empty_strided(
    self: Tensor, size: Sequence[int], stride: Sequence[int], *, dtype: Any = None,
    device: Any = None, requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """An unfilled tensor of this one's dtype, with neighbours ``stride`` elements apart."""
    usable(device)
    check_further("new_empty_strided", further)
    return _strided(size, stride, dtype or self.dtype, "Tensor.new_empty_strided", requires_grad)


def _check_layout(rank: int, layout: Sequence[int]) -> None:
    """Raise RuntimeError unless the layout names each of ``rank`` dimensions once."""
    if rank != len(layout):
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {rank} is not equal to len(physical_layout) = {len(layout)}"
        )
    for place, dim in enumerate(layout):
        if not 0 <= dim < rank:
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {rank - 1}, but got {dim} "
                f"at index {place}).  NB: negative dims not currently supported; file an issue if "
                "you want it."
            )
        if dim in layout[:place]:
            raise RuntimeError("Duplicate dim not allowed")


@composite(method=False)
def empty_permuted(
    size: Sequence[int], physical_layout: Sequence[int], *, dtype: Any = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """An unfilled tensor whose dimensions follow one another in memory in another order."""
    usable(device)
    check_further("empty_permuted", further)
    _check_layout(len(size), physical_layout)
    stride, step = [0] * len(size), 1
    for dim in reversed(physical_layout):
        stride[dim], step = step, step * size[dim]
    return _strided(size, stride, dtype, "empty_permuted", requires_grad)
