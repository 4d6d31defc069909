"""PyTorch's own random stream: mt19937, and the ways its CPU kernels draw from it.

Uniform numbers take the low 24 bits of one draw (53 of two, in double precision). Normal ones
come in pairs by Box and Muller's method: one pair at a time, in double precision, for fewer than
16 elements; in blocks of 16 uniform numbers beyond that.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.creation import made, sizes
from engine.declare import composite
from engine.device import CPU, device, usable
from engine.dtypes import dtype as DType  # noqa: N812
from engine.literals import wanted_dtype
from engine.modes import default_float
from engine.tensor import Tensor, new_tensor

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
BLOCK = 16


class Generator:
    """One random stream."""

    __module__ = "torch._C"

    def __init__(self, device: Any = "cpu") -> None:
        self.manual_seed(int.from_bytes(os.urandom(8), "little") >> 1)

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream anew from ``seed``."""
        self._seed = seed
        self._bits = np.random.MT19937()
        self._bits._legacy_seeding(seed & 0xFFFFFFFF)
        self._spare: float | None = None
        return self

    def seed(self) -> int:
        """Start the stream anew from a seed of chance, and give it."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little") >> 1)
        return self._seed

    @property
    def device(self) -> device:
        """Where it draws: on the CPU."""
        return CPU

    def get_state(self) -> Any:
        """Where the stream is, as a tensor for ``set_state``."""
        state = self._bits.state["state"]
        spare = math.nan if self._spare is None else self._spare
        parts = (
            np.array([self._seed, state["pos"]], np.uint64),
            np.array([spare]),
            state["key"].astype(np.uint32),
        )
        return new_tensor(np.concatenate([part.view(np.uint8) for part in parts]))

    def set_state(self, new_state: Any) -> Generator:
        """Go to where ``get_state`` was asked."""
        raw = np.ascontiguousarray(new_state._data)
        seed, place = (int(each) for each in raw[:16].view(np.uint64))
        spare = float(raw[16:24].view(np.float64)[0])
        self._seed, self._spare = seed, None if math.isnan(spare) else spare
        state: Any = {"key": raw[24:].view(np.uint32), "pos": place}
        self._bits.state = {"bit_generator": "MT19937", "state": state}
        return self

    def initial_seed(self) -> int:
        """The seed that the stream was started from."""
        return self._seed

    def exponential(self, count: int) -> Floats:
        """Numbers of the exponential distribution with mean 1."""
        uniform = self.uniform(count, double=True)
        tiny = np.finfo(np.float64).eps / 2
        return np.where(uniform >= 1 - tiny, tiny, -np.log1p(-uniform))

    def integers(self, low: int, high: int, count: int) -> np.ndarray[Any, Any]:
        """Whole numbers from ``low`` up to but without ``high``."""
        span = high - low
        draws = self.draws(count) if span < 2**32 else self.wide_draws(count)
        return (draws % np.uint64(span)).astype(np.int64) + low

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
    number = int(seed)
    if not -(2**63) <= number < 2**64:
        raise ValueError("Overflow when unpacking long long")
    return STREAMS.default.manual_seed(number)


@composite(method=False)
def seed() -> int:
    """Start the random stream anew from a seed of chance, and give it."""
    return STREAMS.default.seed()


@composite(method=False)
def get_rng_state() -> Tensor:
    """Where the random stream is."""
    return STREAMS.default.get_state()  # type: ignore[no-any-return]


@composite(method=False)
def set_rng_state(new_state: Tensor) -> None:
    """Go to where ``get_rng_state`` was asked."""
    STREAMS.default.set_state(new_state)


@composite(method=False)
def initial_seed() -> int:
    """The seed that the random stream was started from."""
    return STREAMS.default.initial_seed()


NOT_FLOATING = {
    "rand": "\"check_uniform_bounds\" not implemented for '{kind}'",
    "randn": "\"normal_kernel_cpu\" not implemented for '{kind}'",
}


def stream_of(generator: Any) -> Generator:
    """The stream given, or the one that everybody shares."""
    found: Generator = STREAMS.default if generator is None else generator
    return found


def _drawn(
    how: str, shape: Sequence[int], own: DType, generator: Any, requires_grad: bool
) -> Tensor:
    kind = how.removesuffix("_like")
    if own.category < dtypes.FLOAT:
        raise NotImplementedError(NOT_FLOATING[kind].format(kind=own.kind_name))
    stream = stream_of(generator)
    draw = stream.uniform if kind == "rand" else stream.normal
    values = _complex(draw, shape, own) if own.is_complex else _real(draw, shape, own)
    if own.is_complex and kind == "randn":
        values = values * np.sqrt(0.5)
    return made(values.astype(own.numpy).reshape(shape), f"torch.{how}", requires_grad)


def _real(draw: Any, shape: Sequence[int], own: DType) -> Any:
    return draw(int(np.prod(shape)), own is dtypes.float64)


def _complex(draw: Any, shape: Sequence[int], own: DType) -> Any:
    pairs = draw(2 * int(np.prod(shape)), own is dtypes.complex128).reshape(-1, 2)
    return pairs[:, 0] + 1j * pairs[:, 1]


def _maker(how: str, about: str) -> Any:
    def make(
        *size: Any, dtype: DType | None = None, device: Any = None, generator: Any = None,
        requires_grad: bool = False, **options: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        own = wanted_dtype(dtype, how) or default_float()
        return _drawn(how, sizes(size, options, how), own, generator, requires_grad)

    def make_like(
        input: Tensor, *, dtype: DType | None = None, device: Any = None, generator: Any = None,
        requires_grad: bool = False, **_: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        own = wanted_dtype(dtype, how) or input.dtype
        return _drawn(f"{how}_like", input._data.shape, own, generator, requires_grad)

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


def _integers(
    how: str, low: int, high: int, shape: Sequence[int], own: DType, generator: Any,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    if low >= high:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        )
    values = stream_of(generator).integers(low, high, int(np.prod(shape)))
    return made(values.astype(own.numpy).reshape(shape), f"torch.{how}", requires_grad)


@composite(method=False)
def randint(
    low: int, high: Any = None, size: Any = None, *, dtype: DType | None = None,
    device: Any = None, generator: Any = None, requires_grad: bool = False, **_: Any,
) -> Tensor:  # fmt: skip
    """Whole numbers from ``low`` (or 0) up to but without ``high``."""
    usable(device)
    if isinstance(high, tuple | list):
        low, high, size = 0, low, high
    elif high is None and size is not None:
        low, high = 0, low
    if not isinstance(size, tuple | list):
        raise TypeError(
            "randint() received an invalid combination of arguments: its size must be a tuple of "
            "ints, as in torch.randint(0, 10, (3,))"
        )
    own = wanted_dtype(dtype, "randint") or dtypes.int64
    return _integers("randint", int(low), int(high), tuple(size), own, generator, requires_grad)


@composite(method=False)
def randint_like(
    input: Tensor, low: int, high: int | None = None, *, dtype: DType | None = None, **_: Any
) -> Tensor:
    """Whole numbers, shaped like ``input``."""
    low, high = (0, low) if high is None else (low, high)
    own = wanted_dtype(dtype, "randint_like") or input.dtype
    return _integers("randint_like", low, high, input._data.shape, own, None)


@composite(method=False)
def randperm(
    n: int, *, dtype: DType | None = None, device: Any = None, generator: Any = None,
    requires_grad: bool = False, **_: Any,
) -> Tensor:  # fmt: skip
    """The numbers from 0 to n − 1 in random order."""
    usable(device)
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    own = wanted_dtype(dtype, "randperm") or dtypes.int64
    order = permutation(n, generator)
    return made(np.array(order, own.numpy), "torch.randperm", requires_grad)


def permutation(n: int, generator: Any = None) -> list[int]:
    """The numbers from 0 to n − 1 in random order."""
    order = list(range(n))
    for first, draw in enumerate(stream_of(generator).draws(max(n - 1, 0)).tolist()):
        second = first + draw % (n - first)
        order[first], order[second] = order[second], order[first]
    return order
