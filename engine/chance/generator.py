"""One random stream: mt19937 and how PyTorch's CPU kernels turn its draws into numbers.

Uniform numbers take the low 24 bits of one draw, 53 of two draws in double precision. The kernels
scale them in the next wider precision, or fused where there is none. The builds of 2.13 draw so
on every processor: earlier ones drew ``bernoulli_`` from MKL's MCG31 on Intel's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from engine.calls.later import later
from engine.device import CPU, device
from engine.dtypes import dtype as DType
from engine.dtypes import float32, float64
from engine.foundation.built_in import BuiltIn
from engine.numbers.half import converted
from engine.tensor import Tensor, new_tensor

Array = Any  # of numpy, in any dtype
Draws = np.ndarray[Any, np.dtype[np.uint64]]
WORDS = 624
BLOCK = 16
"""How many normal numbers are made together, where many are."""
blocks_of_doubles = later("engine.chance.normal_numbers", "blocks_of_doubles")
blocks_of_singles = later("engine.chance.normal_numbers", "blocks_of_singles")
refuse_elsewhere = later("engine.chance.elsewhere", "refuse_elsewhere")
in_pairs = later("engine.chance.normal_numbers", "in_pairs")
fused_multiply_add = later("engine.numbers.fused", "fused_multiply_add")
# The bytes of a state as PyTorch lays them out.
STATE = np.dtype(
    [
        ("seed", np.uint64), ("left", np.int32), ("seeded", np.int32), ("next", np.uint64),
        ("words", np.uint64, WORDS), ("x", np.float64), ("spare", np.float64),
        ("rho", np.float64), ("has_spare", np.int32), ("float_spare", np.float32),
        ("has_float_spare", np.int32), ("unused", np.int32),
    ]
)  # fmt: skip


class Generator(metaclass=BuiltIn):
    """One random stream."""

    __module__ = "torch._C"

    def __init__(self, device: Any = "cpu") -> None:
        if device != "cpu" and device is not None:
            refuse_elsewhere(device)
        self._start(67280421310721)

    def _start(self, seed: int) -> None:
        self._seed = seed
        vars(self).pop("_bits", None)
        self._spare: float | None = None
        self._untouched = True

    @cached_property
    def _bits(self) -> Any:
        """The stream itself, begun when it is first drawn from: many programs draw nothing.

        Then ``numpy.random`` need not be imported, which takes a tenth of numpy's own time.
        """
        bits = np.random.MT19937()
        bits._legacy_seeding(self._seed & 0xFFFFFFFF)
        return bits

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream anew from ``seed``.

        Raises:
            RuntimeError: the seed takes more than 64 bits.
        """
        number = int(seed)
        if not -(2**63) <= number < 2**64:
            raise RuntimeError("Overflow when unpacking long long")
        self._start(number % 2**64)
        return self

    def seed(self) -> int:
        """Start the stream anew from a seed of chance, and give it."""
        self._start(int.from_bytes(os.urandom(8), "little") >> 1)
        return self._seed

    def initial_seed(self) -> int:
        """The seed that the stream was started from."""
        return self._seed

    @property
    def device(self) -> device:
        """Where it draws: on the CPU."""
        return CPU

    def get_state(self) -> Tensor:
        """Where the stream is, as a tensor of bytes for ``set_state``."""
        inner: Any = self._bits.state["state"]
        place = 0 if self._untouched else int(inner["pos"])
        state = np.zeros((), STATE)
        state["seed"], state["seeded"], state["words"] = self._seed, 1, inner["key"]
        state["left"], state["next"] = 1 if self._untouched else WORDS + 1 - place, place
        state["spare"], state["has_spare"] = self._spare or 0, self._spare is not None
        return new_tensor(np.frombuffer(state.tobytes(), np.uint8).copy())

    def set_state(self, new_state: Tensor) -> Generator:
        """Go to where ``get_state`` was asked.

        Raises:
            TypeError: the state is not a tensor of bytes.
            RuntimeError: its size is that of no state.
        """
        if new_state._data.dtype != np.uint8:
            raise TypeError(f"expected a torch.ByteTensor, but got {new_state.type()}")
        raw = np.ascontiguousarray(new_state._data)
        if raw.size != STATE.itemsize:
            raise RuntimeError("RNG state is wrong size")
        state = raw.view(STATE)[0]
        self._seed, self._untouched = int(state["seed"]), int(state["left"]) == 1
        self._spare = float(state["spare"]) if state["has_spare"] else None
        place = WORDS if self._untouched else int(state["next"])
        inner: Any = {"key": state["words"].astype(np.uint32), "pos": place}
        self._bits.state = {"bit_generator": "MT19937", "state": inner}
        return self

    def clone_state(self) -> Generator:
        """A stream of its own that goes on from where this one is."""
        return Generator().set_state(self.get_state())

    def draws(self, count: int) -> Draws:
        """The next ``count`` draws of 32 bits."""
        self._untouched = self._untouched and not count
        drawn: Draws = np.asarray(self._bits.random_raw(count), np.uint64)
        return drawn

    def wide_draws(self, count: int) -> Draws:
        """The next ``count`` numbers of 64 bits, the high half drawn first."""
        pairs = self.draws(2 * count).reshape(-1, 2)
        return (pairs[:, 0] << np.uint64(32)) | pairs[:, 1]

    def integers(self, low: int, high: int, count: int) -> Array:
        """Whole numbers from ``low`` up to but without ``high``."""
        span = high - low
        draws = self.draws(count) if span < 2**32 else self.wide_draws(count)
        found: Array = (draws % np.uint64(span)).astype(np.int64)
        return found + low if low else found

    def fractions(self, count: int, digits: int = 53) -> Array:
        """Numbers in [0, 1) of so many binary digits, in double precision."""
        draws = self.draws(count) if digits <= 32 else self.wide_draws(count)
        draws = draws & np.uint64(2**digits - 1)
        return draws.view(np.int64) * 2.0**-digits  # numbers with a sign are converted sooner

    @contextmanager
    def one_by_one(self, together: int) -> Iterator[Callable[[], float]]:
        """A function that gives the next fraction of 53 binary digits; so many are drawn together.

        Of these the stream takes back in the end what nobody asked for.
        """
        before, taken = self._bits.state, 0
        drawn: list[float] = []

        def fraction() -> float:
            nonlocal taken
            if not drawn:
                drawn.extend(self.fractions(together)[::-1].tolist())
            taken += 1
            return drawn.pop()

        try:
            yield fraction
        finally:
            if drawn:
                self._bits.state = before
                self.draws(2 * taken)

    def uniform(self, count: int, own: DType, low: float = 0, high: float = 1) -> Array:
        """Numbers in [low, high) of a floating-point dtype; what rounding makes high is low."""
        fractions = self.fractions(count, 53 if own is float64 else 24)
        values = _spread(fractions, own, low, high)
        if own.itemsize == 2 or (low, high) != (0, 1):
            start, end = converted(np.array([low, high]), own.numpy)
            values[values == end] = start
        return values

    def normal(self, count: int, own: DType, mean: float = 0, std: float = 1) -> Array:
        """Normal numbers of a floating-point dtype, as drawn into contiguous memory."""
        if count < BLOCK:
            return converted(self.normal_one_by_one(count, mean, std), own.numpy)
        if own.itemsize == 2:
            return converted(self._normal_by_blocks(count, mean, std), own.numpy)
        fill = blocks_of_doubles if own is float64 else blocks_of_singles
        values = self.uniform(count, own)
        whole = count - count % BLOCK
        if whole == count:
            return fill(values, mean, std)
        # The rest is drawn anew, with what comes before it, to make up a block.
        filled = fill(np.concatenate((values[:whole], self.uniform(BLOCK, own))), mean, std)
        values[:whole], values[-BLOCK:] = filled[:whole], filled[whole:]
        return values

    def _normal_by_blocks(self, count: int, mean: float, std: float) -> Array:
        """Where each block is drawn just before it is made: the rest takes no draws of its own."""
        values = np.empty(count, np.float32)
        whole = count - count % BLOCK
        values[:whole] = blocks_of_singles(self.uniform(whole, float32), mean, std)
        if whole != count:
            values[-BLOCK:] = blocks_of_singles(self.uniform(BLOCK, float32), mean, std)
        return values

    def normal_one_by_one(self, count: int, mean: float = 0, std: float = 1) -> Array:
        """Normal numbers in double precision, as PyTorch draws few or scattered ones."""
        held = [] if self._spare is None or not count else [self._spare]
        missing = count - len(held)
        pairs = in_pairs(self.wide_draws(missing + missing % 2))
        plain = np.concatenate([held, pairs]) if held else pairs
        if count:
            self._spare = float(plain[-1]) if missing % 2 else None
        plain = plain[:count]
        return plain if (mean, std) == (0, 1) else fused_multiply_add(plain, std, mean)

    def exponential(self, count: int, rate: float = 1) -> Array:
        """Numbers of the exponential distribution, in double precision."""
        fractions = self.fractions(count)
        smallest = np.finfo(np.float64).eps / 2
        logs = np.where(fractions >= 1 - smallest, -smallest, np.log1p(-fractions))
        return -1.0 / rate * logs


class Streams:
    """Holds the stream that functions draw from where none is given."""

    def __init__(self) -> None:
        self.default = Generator()
        self.default.seed()


STREAMS = Streams()


def stream_of(generator: Any) -> Generator:
    """The stream given, or the one that everybody shares."""
    found: Generator = STREAMS.default if generator is None else generator
    return found


def _spread(fractions: Array, own: DType, low: float, high: float) -> Array:
    """Fractions of 1 as numbers between ``low`` and ``high``, rounded as PyTorch's kernels do."""
    if (low, high) == (0, 1):
        return converted(fractions, own.numpy)
    kind = np.float64 if own is float64 else np.float32
    start, span = kind(low), kind(kind(high) - kind(low))
    if own is float64:
        return fused_multiply_add(fractions, span, start)
    wide = np.float64 if own is float32 else np.float32
    return converted(fractions.astype(wide) * wide(span) + wide(start), own.numpy)
