"""``arange``, ``linspace``, ``eye`` and their like.

The last bits are PyTorch's on x86: ranges are computed in blocks of one vector register, with
fused multiplication and addition.
"""

from __future__ import annotations

import math
from operator import index
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.declare import composite
from engine.calls.out_rules import MADE, OutRule
from engine.creation import check_further, made
from engine.device import usable
from engine.dtypes import dtype as DType
from engine.foundation.warn import warn
from engine.modes import default_float
from engine.numbers.literals import wanted_dtype
from engine.tensor import Tensor

REGISTER_BYTES = 32
WIDER: dict[Any, Any] = {
    dtypes.float32.numpy: np.float64, dtypes.float64.numpy: np.longdouble,
    dtypes.complex64.numpy: np.complex128, dtypes.complex128.numpy: np.clongdouble,
    dtypes.float16.numpy: np.float64, dtypes.bfloat16.numpy: np.float64,
}  # fmt: skip

RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is "
    "inconsistent with Python's range builtin. Instead, use torch.arange, which produces values "
    "in [start, end)."
)


def _number(value: Any) -> Any:
    return value._data.item() if isinstance(value, Tensor) else value


def _dtype(dtype: Any, name: str, *numbers: Any) -> DType:
    found = wanted_dtype(dtype, name)
    if found is not None:
        return found
    whole = all(isinstance(each, int | np.integer) for each in numbers)
    return dtypes.int64 if whole and numbers else default_float()


def _check_step(start: Any, end: Any, step: Any) -> None:
    if not step or step != step:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")


def _stepped(start: float, step: float, count: int, dtype: np.dtype[Any]) -> Any:
    """``start + n · step`` as vector registers compute it."""
    if dtype.kind != "f":
        return (start + step * np.arange(count)).astype(dtype)
    place = np.arange(count)
    lanes = REGISTER_BYTES // dtype.itemsize
    wide = np.longdouble
    within = np.where(place < count - count % lanes, place % lanes, 0)
    base = (wide(step) * (place - within) + wide(start)).astype(np.float64).astype(dtype)
    return (within * wide(step) + base.astype(np.float64)).astype(np.float64).astype(dtype)


def _whole_steps(start: Any, end: Any, step: Any, dtype: np.dtype[Any]) -> Any:
    """A range in whole numbers, to which 64-bit ones first cut off all they are given.

    Raises:
        ValueError: nothing is left of the step.
    """
    first, stride = int(start), int(step)
    if dtype == dtypes.int64.numpy:
        if not stride:
            raise ValueError("step must be nonzero")
        start, end, step = first, int(end), stride
    count = max(0, math.ceil((end - start) / step))
    return (first + stride * np.arange(count)).astype(dtype)


@composite(out=MADE._replace(no_truths="arange_cpu", counts=True), method=False)
def arange(
    start: Any, end: Any = None, step: Any = 1, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """The numbers from ``start`` to ``end``, which is excluded."""
    usable(device)
    check_further("arange", further)
    if end is None:
        start, end = 0, start
    if any(isinstance(each, Tensor) and each.requires_grad for each in (start, end, step)):
        raise TypeError("a number that requires grad is none")
    start, end, step = _number(start), _number(end), _number(step)
    _check_step(start, end, step)
    own = _dtype(dtype, "arange", start, end, step)
    _refuse_truths("arange", own)
    if own.category == dtypes.COMPLEX:
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{own.kind_name}'")
    if own.category == dtypes.INTEGER:
        return made(_whole_steps(start, end, step, own.numpy), "torch.arange", requires_grad)
    count = max(0, math.ceil((end - start) / step))
    return made(_stepped(start, step, count, own.numpy), "torch.arange", requires_grad)


@composite(out=OutRule(any_dtype=True, counts=True), method=False)
def range(
    start: Any = 0, end: Any = None, step: Any = 1, *, dtype: DType | None = None,
    device: Any = None, requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """The numbers from ``start`` to ``end``, which is included."""
    usable(device)
    check_further("range", further)
    warn(RANGE)
    _check_step(start, end, step)
    own = _dtype(dtype, "range")
    count = math.floor((end - start) / step) + 1
    return made(_stepped(start, step, count, own.numpy), "torch.range", requires_grad)


def spaced(start: Any, end: Any, steps: int, dtype: np.dtype[Any]) -> Any:
    """Numbers evenly spaced, counted from both ends towards the middle.

    Raises:
        RuntimeError: ``steps`` is negative.
    """
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    if steps == 1:
        return np.array([start]).astype(dtype)
    kind = dtype.type if dtype.kind in "fc" else np.float64
    first, last = (kind(dtype.type(each)) for each in (start, end))
    step = kind((last - first) / kind(max(steps - 1, 1)))
    place = np.arange(steps)
    wide = WIDER[np.dtype(kind)]
    rising = wide(step) * place + wide(first)
    falling = wide(last) - wide(step) * (steps - 1 - place)
    return np.where(place < steps // 2, rising, falling).astype(kind).astype(dtype)


@composite(out=MADE._replace(no_truths="linspace_cpu", counts=True), method=False)
def linspace(
    start: Any, end: Any, steps: int, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """``steps`` numbers evenly spaced from ``start`` to ``end``."""
    usable(device)
    check_further("linspace", further)
    own = _dtype(dtype, "linspace")
    _check_ends("linspace", start, end)
    first, last, count = _number(start), _number(end), _count(steps)
    if dtype is None and isinstance(first, complex) | isinstance(last, complex):
        own = own.to_complex()
    _refuse_truths("linspace", own)
    return made(spaced(first, last, count, own.numpy), "torch.linspace", requires_grad)


def _check_ends(name: str, start: Any, end: Any) -> None:
    """Raise RuntimeError where an end is a tensor that has dimensions."""
    wrong = [
        f"{which} with {each.ndim} dimension(s)"
        for which, each in (("start", start), ("end", end))
        if isinstance(each, Tensor) and each.ndim
    ]
    if wrong:
        raise RuntimeError(
            f"{name} only supports 0-dimensional start and end tensors, but got "
            f"{' and '.join(wrong)}."
        )


def _refuse_truths(name: str, kind: DType) -> None:
    if kind is dtypes.bool_:
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for 'Bool'")


def _count(steps: Any) -> int:
    if isinstance(steps, bool):
        raise TypeError("a truth value is not a number of steps")
    return index(steps)


@composite(out=MADE._replace(no_truths="logspace_cpu", counts=True), method=False)
def logspace(
    start: Any, end: Any, steps: int, base: float = 10.0, *, dtype: DType | None = None,
    device: Any = None, requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """``base`` to the power of ``steps`` numbers evenly spaced."""
    usable(device)
    check_further("logspace", further)
    own = _dtype(dtype, "logspace")
    _check_ends("logspace", start, end)
    _refuse_truths("logspace", own)
    steps = _count(steps)
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    kind = own.numpy.type if own.numpy.kind in "fc" else np.float64
    first, last = kind(_number(start)), kind(_number(end))
    step = (last - first).item() / max(steps - 1, 1)
    place = np.arange(steps)
    falling = last.item() - step * (steps - 1 - place)
    powers = np.where(place < max(steps // 2, 1), first.item() + step * place, falling)
    return made(np.power(float(base), powers).astype(own.numpy), "torch.logspace", requires_grad)


@composite(out=MADE, method=False)
def eye(
    n: int, m: int | None = None, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """A matrix with ones on its diagonal."""
    usable(device)
    check_further("eye", further)
    for name, length in (("n", n), ("m", m)):
        if length is not None and length < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {length}")
    own = wanted_dtype(dtype, "eye") or default_float()
    return made(np.eye(n, m, dtype=own.numpy), "torch.eye", requires_grad)


def _check_sides(row: int, col: int) -> None:
    for name, side in (("row", row), ("col", col)):
        if side < 0:
            raise RuntimeError(f"{name} must be non-negative, got{side}")


def _places(found: Any, dtype: DType | None, name: str) -> Tensor:
    own = wanted_dtype(dtype, name) or dtypes.int64
    return made(np.stack(found).astype(own.numpy), f"torch.{name}")


@composite(method=False)
def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: DType | None = None, device: Any = None,
    **further: Any,
) -> Tensor:  # fmt: skip
    """The indices of a matrix's lower triangle; shape : (2, its elements)."""
    usable(device)
    check_further("tril_indices", further)
    _check_sides(row, col)
    return _places(np.tril_indices(row, offset, col), dtype, "tril_indices")


@composite(method=False)
def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: DType | None = None, device: Any = None,
    **further: Any,
) -> Tensor:  # fmt: skip
    """The indices of a matrix's upper triangle; shape : (2, its elements)."""
    usable(device)
    check_further("triu_indices", further)
    _check_sides(row, col)
    return _places(np.triu_indices(row, offset, col), dtype, "triu_indices")
