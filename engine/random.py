"""Seeds, and new tensors of random numbers, among them ``rand``, ``randn`` and ``randint``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.declare import composite
from engine.calls.later import later
from engine.calls.out_rules import ANY_DTYPE
from engine.chance.generator import STREAMS, Generator, stream_of
from engine.creation import check_further, made, sizes
from engine.device import usable
from engine.dtypes import dtype as DType
from engine.errors import negative_size
from engine.foundation.absent import module_getattr
from engine.modes import default_float
from engine.numbers.half import converted
from engine.numbers.literals import wanted_dtype
from engine.tensor import Tensor, new_tensor

blank_like, drawn, in_memory_order, normal, refused, uniform, whole_numbers = (
    later("engine.chance.drawing", name)
    for name in (
        "blank_like", "drawn", "in_memory_order", "normal", "refused", "uniform", "whole_numbers"
    )
)  # fmt: skip
permutation = later("engine.chance.permuting", "permutation")


@composite(method=False)
def manual_seed(seed: int) -> Generator:
    """Start the random stream anew from ``seed``."""
    try:
        return STREAMS.default.manual_seed(seed)
    except RuntimeError as error:
        raise ValueError(str(error)) from None


@composite(method=False)
def seed() -> int:
    """Start the random stream anew from a seed of chance, and give it."""
    return STREAMS.default.seed()


@composite(method=False)
def get_rng_state() -> Tensor:
    """Where the random stream is."""
    return STREAMS.default.get_state()


@composite(method=False)
def set_rng_state(new_state: Tensor) -> None:
    """Go to where ``get_rng_state`` was asked."""
    STREAMS.default.set_state(new_state)


@composite(method=False)
def initial_seed() -> int:
    """The seed that the random stream was started from."""
    return STREAMS.default.initial_seed()


DRAWS = {"rand": uniform, "randn": normal}


def _new(how: str, into: Tensor, generator: Any, requires_grad: bool) -> Tensor:
    draw = DRAWS[how.removesuffix("_like")]
    return made(drawn(draw, into, generator), f"torch.{how}", requires_grad)


def _maker(how: str, about: str) -> Any:
    def make(
        *size: Any, dtype: DType | None = None, device: Any = None, generator: Any = None,
        requires_grad: bool = False, **options: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        own = wanted_dtype(dtype, how) or default_float()
        into = new_tensor(np.empty(sizes(size, options, how), own.numpy))
        return _new(how, into, generator, requires_grad)

    def make_like(
        input: Tensor, *, dtype: DType | None = None, device: Any = None, generator: Any = None,
        requires_grad: bool = False, memory_format: Any = None, **further: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        check_further(f"{how}_like", further)
        into = blank_like(input, wanted_dtype(dtype, how), memory_format)
        return _new(f"{how}_like", into, generator, requires_grad)

    make.__name__, make_like.__name__ = how, f"{how}_like"
    make.__doc__ = about
    make_like.__doc__ = f"{about[:-1]}, shaped like ``input``."
    return make, make_like


for _how, _about in (
    ("rand", "Uniform numbers in [0, 1)."),
    ("randn", "Numbers of the standard normal distribution."),
):
    _plain, _like = _maker(_how, _about)
    composite(method=False, out=ANY_DTYPE)(_plain)
    composite(method=False)(_like)


def _integers(
    how: str, low: int, high: int, shape: Sequence[int], own: DType, generator: Any,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    count = math.prod(shape)
    values = whole_numbers(own, stream_of(generator), low, high, count)
    array = converted(values, own.numpy).reshape(shape)
    return made(array, f"torch.{how}", requires_grad)


@composite(out=ANY_DTYPE, method=False)
def randint(
    *given: Any, low: Any = None, high: Any = None, size: Any = None, dtype: DType | None = None,
    device: Any = None, generator: Any = None, requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """Whole numbers from ``low`` (or 0) up to but without ``high``."""
    usable(device)
    check_further("randint", further)
    fits = size is not None or high is None
    *bounds, size = given if size is None and given else (*given, size)
    if high is None and bounds:
        high = bounds.pop()
    if low is None:
        low = bounds.pop() if bounds else 0
    fits = fits and isinstance(size, tuple | list) and high is not None and not bounds
    if not fits or isinstance(low, float | bool) or isinstance(high, float | bool):
        raise TypeError("randint() takes high and size, or low, high and size")
    own = wanted_dtype(dtype, "randint") or dtypes.int64
    return _integers("randint", int(low), int(high), tuple(size), own, generator, requires_grad)


@composite(method=False)
def randint_like(
    input: Tensor, low: int, high: int | None = None, *, dtype: DType | None = None,
    device: Any = None, generator: Any = None, requires_grad: bool = False,
    memory_format: Any = None, **further: Any,
) -> Tensor:  # fmt: skip
    """Whole numbers, shaped like ``input``."""
    usable(device)
    check_further("randint_like", further)
    low, high = (0, low) if high is None else (low, high)
    into = blank_like(input, wanted_dtype(dtype, "randint_like"), memory_format)
    count = math.prod(into._data.shape)
    values = whole_numbers(into.dtype, stream_of(generator), int(low), int(high), count)
    into._data[...] = in_memory_order(converted(values, into._data.dtype), into)
    return made(into._data, "torch.randint_like", requires_grad)


@composite(out=ANY_DTYPE, method=False)
def randperm(
    n: int, *, dtype: DType | None = None, device: Any = None, generator: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """The numbers from 0 to n − 1 in random order."""
    usable(device)
    check_further("randperm", further)
    if n is True or n is False:
        raise TypeError("randperm(): argument 'n' (position 1) must be int, not bool")
    if n < 0:
        raise negative_size([n])
    own = wanted_dtype(dtype, "randperm") or dtypes.int64
    if own.category in (dtypes.BOOL, dtypes.COMPLEX):
        raise refused("randperm", own)
    if own.category == dtypes.INTEGER and n - 1 > np.iinfo(own.numpy).max:
        raise RuntimeError(f"value cannot be converted to type {own.name}_t without overflow")
    return made(converted(permutation(n, generator), own.numpy), "torch.randperm", requires_grad)


@contextmanager
def fork_rng(
    devices: Iterable[Any] | None = None, enabled: bool = True, *_: Any, **__: Any
) -> Iterator[None]:
    """Inside, draw as one likes; afterwards the random stream goes on as if nothing had been."""
    state = STREAMS.default.get_state()
    try:
        yield
    finally:
        if enabled:
            STREAMS.default.set_state(state)


__getattr__ = module_getattr("torch.random")
