"""Filling a tensor from each distribution, and which dtypes each refuses.

A function here takes the tensor and the stream and gives the values, in the tensor's shape. They
are drawn in the order in which its memory lies, as PyTorch's kernels go through it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from engine.calls.axes import undone
from engine.chance.generator import BLOCK, Array, Generator, stream_of
from engine.dtypes import BOOL, COMPLEX, FLOAT, float32, float64
from engine.dtypes import dtype as DType
from engine.numbers.fused import fused_multiply_add
from engine.numbers.half import converted
from engine.storage.formats import in_format, keeps
from engine.tensor import Tensor, new_tensor

UNLIKELY = (
    "{what} >= 0 && {what} <= 1 to be true, but got false.  (Could this error message be "
    "improved?  If so, please report an enhancement request to PyTorch.)"
)


def blank_like(like: Tensor, own: DType | None = None, wished: Any = None) -> Tensor:
    """Memory in the shape and order of a tensor's; in rows for one that repeats itself.

    ``wished`` : a memory format to lie in instead.
    """
    if not keeps(wished):
        shape, kind = like._data.shape, (own or like.dtype).numpy
        return new_tensor(in_format(np.empty(shape, kind), wished))
    data, kind = np.asarray(like._data), (own or like.dtype).numpy
    repeats = any(not step and n > 1 for step, n in zip(data.strides, data.shape, strict=True))
    return new_tensor(np.empty_like(data, kind, order="C" if repeats else "K", subok=False))


def drawn(draw: Any, into: Tensor, generator: Any, *args: Any) -> Array:
    """What ``draw`` fills a tensor with, in its dtype and memory order."""
    values, data = draw(into, stream_of(generator), *args), into._data
    data[...] = values if values.dtype is data.dtype else converted(values, data.dtype)
    return data


def in_memory_order(values: Array, like: Tensor) -> Array:
    """``values`` in the shape of a tensor, the first of them where its memory begins."""
    array = like._data
    if array.ndim < 2 or array.flags.c_contiguous:
        return values.reshape(array.shape)
    order = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
    drawn = values.reshape([array.shape[axis] for axis in order])
    return drawn.transpose(undone(order))


def refused(kernel: str, own: DType) -> NotImplementedError:
    """The error of a kernel that does not know a dtype."""
    return NotImplementedError(f"\"{kernel}\" not implemented for '{own.kind_name}'")


def _require_floating(own: DType, distribution: str, name: str) -> None:
    if own.category != FLOAT:
        raise RuntimeError(
            f"{distribution} distribution is a continuous probability distribution. dtype must "
            f"be a floating point but you specified {name}"
        )


def uniform(
    self: Tensor, stream: Generator, from_: float = 0, to: float = 1, **names: Any
) -> Array:
    """Uniform numbers in [from, to)."""
    own, low, high = self.dtype, names.get("from", from_), to
    if own.category < FLOAT:
        raise refused("check_uniform_bounds", own)
    if low > high:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}"
        )
    if own.category == COMPLEX:
        values = stream.uniform(2 * self._data.size, own.to_real(), low, high).view(own.numpy)
    else:
        values = stream.uniform(self._data.size, own, low, high)
    return in_memory_order(values, self)


def normal(self: Tensor, stream: Generator, mean: float = 0, std: float = 1) -> Array:
    """Numbers of a normal distribution."""
    own, count = self.dtype, self._data.size
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    if own.category < FLOAT and count:
        raise refused("normal_kernel_cpu", own)
    if own.category == COMPLEX:
        parts = _normal(self, own.to_real(), 2 * count, stream, mean, std / np.sqrt(2))
        return in_memory_order(parts.view(own.numpy), self)
    return in_memory_order(_normal(self, own, count, stream, mean, std), self)


def _normal(
    self: Tensor, own: DType, count: int, stream: Generator, mean: float, std: float
) -> Array:
    if not count:
        return np.zeros(0, own.numpy)
    if count >= BLOCK and not self._data.flags.c_contiguous:
        return converted(stream.normal_one_by_one(count, mean, std), own.numpy)
    return stream.normal(count, own, mean, std)


def bernoulli(self: Tensor, stream: Generator, p: Any = 0.5) -> Array:
    """1 with probability ``p`` (a number, or a tensor of its own probabilities), else 0."""
    own, count = self.dtype, self._data.size
    if isinstance(p, Tensor):
        return _by_each_probability(self, stream, p)
    if own.category == COMPLEX and count:
        raise refused("bernoulli_scalar_cpu_", own)
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return in_memory_order(stream.fractions(count) < p, self)


def _by_each_probability(self: Tensor, stream: Generator, p: Tensor) -> Array:
    odds = np.broadcast_to(p._data, self._data.shape)
    if self.dtype.category == COMPLEX and odds.size:
        raise refused("bernoulli_tensor_cpu_self_", self.dtype)
    if p.dtype.category != FLOAT and odds.size:
        raise refused("bernoulli_tensor_cpu_p_", p.dtype)
    if (odds < 0).any() or (odds > 1).any():
        raise RuntimeError("Expected " + UNLIKELY.format(what="p_in"))
    digits = 53 if p.dtype is float64 else 24
    return in_memory_order(stream.fractions(self._data.size, digits), self) < odds


def random(
    self: Tensor, stream: Generator, from_: Any = None, to: Any = None, **names: Any
) -> Any:
    """Whole numbers: of [from, to), of [0, from), or all that the dtype holds."""
    own, count = self.dtype, self._data.size
    low, high = names.get("from", from_), to
    if low is None and high is None:
        return in_memory_order(_any_whole_number(own, stream, count), self)
    low, high = (0, low) if high is None else (low or 0, high)
    return in_memory_order(whole_numbers(own, stream, int(low), int(high), count), self)


def _any_whole_number(own: DType, stream: Generator, count: int) -> Array:
    if own.category == COMPLEX:
        if count:
            raise refused("random_kernel_cpu", own)
        return np.zeros(0)
    if own.category == FLOAT:
        digits = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}[own.name]
        draws = stream.wide_draws(count) if own is float64 else stream.draws(count)
        return draws % np.uint64(2**digits + 1)
    if own.category == BOOL:
        return stream.draws(count) & np.uint64(1)
    draws = stream.wide_draws(count) if own.itemsize == 8 else stream.draws(count)
    return draws % np.uint64(int(np.iinfo(own.numpy).max) + 1)


def whole_numbers(own: DType, stream: Generator, low: int, high: int, count: int) -> Array:
    """Whole numbers of [low, high) that the dtype can hold.

    Raises:
        RuntimeError: the bounds hold no number, or one that the dtype does not.
    """
    if low >= high:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        )
    if own.category == COMPLEX:
        raise RuntimeError(
            "check_random_bounds handles only integral, floating-point and boolean types"
        )
    if own.category == FLOAT:
        low, high = _within_digits(own, low, high)
    least, most = _range_of(own)
    for bound, name in ((low, "from"), (high - 1, "to - 1")):
        if not least <= bound <= most:
            raise RuntimeError(f"{name} is out of bounds for {own.c_name}")
    return stream.integers(low, high, count)


@cache
def _range_of(own: DType) -> tuple[float, float]:
    if own.category == BOOL:
        return 0, 1
    if own.category == FLOAT:
        most = 65504.0 if own.name == "float16" else float("inf")
        return -most, most
    return int(np.iinfo(own.numpy).min), int(np.iinfo(own.numpy).max)


def _within_digits(own: DType, low: int, high: int) -> tuple[int, int]:
    """Bounds that rounding to the dtype does not carry outside."""
    digits = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}[own.name]
    if _rounded(low + 1, own) < low:
        low = _rounded(low + 1, own) + (1 << (abs(low + 1).bit_length() - digits))
    if _rounded(high - 1, own) >= high:
        high = _rounded(high - 1, own) - (1 << (abs(high - 1).bit_length() - digits))
    return low, high


def _rounded(number: int, own: DType) -> int:
    value = float(converted(np.array([float(number)]), own.numpy)[0])
    return int(value) if np.isfinite(value) else number


def geometric(self: Tensor, stream: Generator, p: float) -> Array:
    """How many trials of probability ``p`` a success takes."""
    if self.dtype.category in (BOOL, COMPLEX) and self._data.size:
        raise refused("geometric_cpu", self.dtype)
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    fractions = stream.fractions(self._data.size)
    return in_memory_order(np.ceil(np.log(fractions) / np.log1p(-p)), self)


def exponential(self: Tensor, stream: Generator, lambd: float = 1) -> Array:
    """Numbers of an exponential distribution."""
    if self._data.size:
        _require_floating(self.dtype, "Exponential", self.dtype.kind_name)
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    return in_memory_order(stream.exponential(self._data.size, lambd), self)


def cauchy(self: Tensor, stream: Generator, median: float = 0, sigma: float = 1) -> Array:
    """Numbers of a Cauchy distribution."""
    _require_floating(self.dtype, "Cauchy", self.dtype.c_name)
    if sigma <= 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    angles = np.pi * (stream.fractions(self._data.size) - 0.5)
    return in_memory_order(fused_multiply_add(np.tan(angles), sigma, median), self)


def log_normal(self: Tensor, stream: Generator, mean: float = 1, std: float = 2) -> Array:
    """Powers of e with exponents of a normal distribution."""
    if std <= 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    if self.dtype.category != FLOAT and self._data.size:
        raise refused("log_normal_cpu", self.dtype)
    drawn = stream.normal_one_by_one(self._data.size, mean, std)
    return in_memory_order(np.exp(drawn), self)


__all__ = ["float32"]
