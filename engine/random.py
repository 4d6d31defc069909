"""PyTorch's own random stream: mt19937, and the ways its CPU kernels draw from it.

Uniform numbers take the low 24 bits of one draw (53 of two, in double precision). Normal ones
come in pairs by Box and Muller's method: one pair at a time, in double precision, for fewer than
16 elements; in blocks of 16 uniform numbers beyond that.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.axes import shape_argument
from engine.creation import made
from engine.declare import composite
from engine.dtypes import dtype as DType
from engine.modes import default_float
from engine.tensor import Tensor

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
BLOCK = 16


class Generator:
    """One random stream."""

    def __init__(self, device: Any = "cpu") -> None:
        self.manual_seed(int.from_bytes(os.urandom(8), "little") >> 1)

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream anew from ``seed``."""
        self._seed = seed
        self._bits = np.random.MT19937()
        self._bits._legacy_seeding(seed & 0xFFFFFFFF)
        self._spare: float | None = None
        return self

    def initial_seed(self) -> int:
        """The seed that the stream was started from."""
        return self._seed

    def draws(self, count: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
        """The next ``count`` draws of 32 bits."""
        drawn: np.ndarray[Any, np.dtype[np.uint64]] = np.asarray(
            self._bits.random_raw(count), np.uint64
        )
        return drawn

    def wide_draws(self, count: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
        """The next ``count`` numbers of 64 bits, the high half drawn first."""
        pairs = self.draws(2 * count).reshape(-1, 2)
        return (pairs[:, 0] << np.uint64(32)) | pairs[:, 1]

    def uniform(self, count: int, double: bool = False) -> Floats:
        """Numbers in [0, 1)."""
        if double:
            return (self.wide_draws(count) & np.uint64(2**53 - 1)) * 2.0**-53
        bits = self.draws(count) & np.uint64(2**24 - 1)
        return bits.astype(np.float32) * np.float32(2.0**-24)

    def normal(self, count: int, double: bool = False) -> Floats:
        """Numbers of the standard normal distribution."""
        if count < BLOCK:
            return np.array([self._one_normal() for _ in range(count)])
        values = self.uniform(count, double)
        whole = count - count % BLOCK
        values[:whole] = _box_muller(values[:whole])
        if whole != count:
            values[-BLOCK:] = _box_muller(self.uniform(BLOCK, double))
        return values

    def _one_normal(self) -> float:
        if self._spare is not None:
            found, self._spare = self._spare, None
            return found
        first, second = self.uniform(2, double=True)
        radius = np.sqrt(-2 * np.log1p(-second))
        angle = 2 * np.pi * first
        self._spare = float(radius * np.sin(angle))
        return float(radius * np.cos(angle))


def _box_muller(uniform: Floats) -> Floats:
    blocks = uniform.reshape(-1, 2, BLOCK // 2)
    radius = np.sqrt(-2 * np.log(1 - blocks[:, 0]))
    angle = uniform.dtype.type(2 * np.pi) * blocks[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)


class Streams:
    """Holds the stream that functions draw from where none is given."""

    def __init__(self) -> None:
        self.default = Generator()


STREAMS = Streams()


@composite(method=False)
def manual_seed(seed: int) -> Generator:
    """Start the random stream anew from ``seed``."""
    return STREAMS.default.manual_seed(int(seed))


@composite(method=False)
def initial_seed() -> int:
    """The seed that the random stream was started from."""
    return STREAMS.default.initial_seed()


def _drawn(
    how: str, shape: Sequence[int], dtype: DType | None, generator: Any, requires_grad: bool
) -> Tensor:
    own = dtype or default_float()
    stream: Generator = generator or STREAMS.default
    count = int(np.prod(shape))
    draw = stream.uniform if how.startswith("rand") and not how.startswith("randn") else stream.normal
    values = draw(count, own is dtypes.float64)
    return made(values.astype(own.numpy).reshape(shape), f"torch.{how}", requires_grad)


def _maker(how: str, about: str) -> Any:
    def make(
        *size: Any, dtype: DType | None = None, generator: Any = None, requires_grad: bool = False,
        **_: Any,
    ) -> Tensor:  # fmt: skip
        shape = shape_argument(size) if size else shape_argument((_.get("size", ()),))
        return _drawn(how, shape, dtype, generator, requires_grad)

    def make_like(input: Tensor, *, dtype: DType | None = None, requires_grad: bool = False, **_: Any) -> Tensor:
        return _drawn(how, input.shape, dtype or input.dtype, None, requires_grad)

    make.__name__, make_like.__name__ = how, f"{how}_like"
    make.__doc__ = about
    make_like.__doc__ = f"{about[:-1]}, shaped like ``input``."
    return make, make_like


for _how, _about in (
    ("rand", "Uniform numbers in [0, 1)."),
    ("randn", "Numbers of the standard normal distribution."),
):
    for _function in _maker(_how, _about):
        composite(method=False)(_function)


@composite(method=False)
def randint(
    low: int, high: Any, size: Any = None, *, dtype: DType | None = None, generator: Any = None,
    requires_grad: bool = False, **_: Any,
) -> Tensor:  # fmt: skip
    """Whole numbers from ``low`` (or 0) up to but without ``high``."""
    if size is None:
        low, high, size = 0, low, high
    stream: Generator = generator or STREAMS.default
    span, count = high - low, int(np.prod(size))
    draws = stream.draws(count) if span < 2**32 else stream.wide_draws(count)
    values = (draws % np.uint64(span)).astype(np.int64) + low
    own = dtype or dtypes.int64
    return made(values.astype(own.numpy).reshape(size), "torch.randint", requires_grad)


@composite(method=False)
def randperm(
    n: int, *, dtype: DType | None = None, generator: Any = None, requires_grad: bool = False, **_: Any
) -> Tensor:
    """The numbers from 0 to n − 1 in random order."""
    stream: Generator = generator or STREAMS.default
    order = list(range(n))
    for first, draw in enumerate(stream.draws(max(n - 1, 0)).tolist()):
        second = first + draw % (n - first)
        order[first], order[second] = order[second], order[first]
    return made(np.array(order, (dtype or dtypes.int64).numpy), "torch.randperm", requires_grad)
