"""``make_tensor``: tensors of chance for tests, of any dtype and within bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from engine import dtypes
from engine.calls.declare import FUNCTIONS
from engine.dtypes import COMPLEX, FLOAT
from engine.dtypes import dtype as DType
from engine.foundation.warn import warn
from engine.numbers.limits import finfo, iinfo
from engine.tensor import Tensor

EQUAL = (
    "Passing `low==high` to `torch.testing.make_tensor` for floating or complex types is "
    "deprecated since 2.1 and will be removed in 2.3. Use `torch.full(...)` instead."
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which numbers a dtype's lie, and between which they are drawn if nobody says."""

    lowest: float
    highest: float
    low: float
    high: float


def make_tensor(
    *shape: Any, dtype: DType, device: Any, low: float | None = None, high: float | None = None,
    requires_grad: bool = False, noncontiguous: bool = False, exclude_zero: bool = False,
    memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """A tensor of numbers between ``low`` and ``high``, which depend on the dtype if not given.

    Raises:
        ValueError: the bounds are not in order, or what is asked does not go together.
    """
    sizes = tuple(shape[0]) if len(shape) == 1 and hasattr(shape[0], "__len__") else shape
    if noncontiguous and memory_format is not None:
        raise ValueError(
            "The parameters `noncontiguous` and `memory_format` are mutually exclusive, "
            f"but got {noncontiguous=} and {memory_format=}"
        )
    whole = dtype.category < FLOAT
    if requires_grad and whole:
        raise ValueError(
            "`requires_grad=True` is not supported for boolean and integral dtypes, but got "
            f"{dtype=}"
        )
    spread = noncontiguous and math.prod(sizes) > 1
    sizes = (*sizes[:-1], 2 * sizes[-1]) if spread else sizes
    made = _drawn(sizes, dtype, device, *_within(low, high, _bounds(dtype), dtype))
    if spread:
        made = made[..., 1::2]
    elif memory_format is not None:
        made = made.clone(memory_format=memory_format)
    if exclude_zero:
        made[made == 0] = 1 if whole else finfo(dtype).tiny
    return made if whole else made.requires_grad_(requires_grad)


def _bounds(dtype: DType) -> Bounds:
    if dtype is dtypes.bool_:
        return Bounds(0, 2, 0, 2)
    if dtype.category < FLOAT:
        facts = iinfo(dtype)
        # The largest whole number itself is never drawn: its bound would be too large.
        return Bounds(facts.min, facts.max + (dtype is not dtypes.int64), -9, 10)
    return Bounds(finfo(dtype).min, finfo(dtype).max, -9, 9)


def _within(
    low: float | None, high: float | None, own: Bounds, dtype: DType
) -> tuple[float, float]:
    """The bounds asked for, cut to those that the dtype has."""
    low, high = own.low if low is None else low, own.high if high is None else high
    if math.isnan(low) or math.isnan(high):
        raise ValueError(f"`low` and `high` cannot be NaN, but got {low=} and {high=}")
    if low == high and dtype.category >= FLOAT:
        warn(EQUAL, FutureWarning)
    elif low >= high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    elif high < own.lowest or low >= own.highest:
        raise ValueError(
            f"The value interval specified by `low` and `high` is [{low}, {high}), "
            f"but {dtype} only supports [{own.lowest}, {own.highest})"
        )
    low, high = (min(max(each, own.lowest), own.highest) for each in (low, high))
    return (math.ceil(low), math.ceil(high)) if dtype.category < FLOAT else (low, high)


def _drawn(sizes: tuple[int, ...], dtype: DType, device: Any, low: float, high: float) -> Tensor:
    if dtype.category < FLOAT:
        drawn: Tensor = FUNCTIONS["randint"](low, high, sizes, device=device, dtype=dtype)
        return drawn
    made: Tensor = FUNCTIONS["empty"](sizes, device=device, dtype=dtype)
    numbers = FUNCTIONS["view_as_real"](made) if dtype.category == COMPLEX else made
    if high - low >= finfo(numbers.dtype).max:
        numbers.uniform_(low / 2, high / 2).mul_(2)  # their distance is itself no number
    else:
        numbers.uniform_(low, high)
    return made
