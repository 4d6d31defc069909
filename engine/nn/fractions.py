"""Fractional max-pooling: windows at random places (Graham, 2014)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.ops.pooling import FRACTIONS
from engine.tensor import Tensor

__all__ = [
    "fractional_max_pool2d", "fractional_max_pool2d_with_indices", "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
]  # fmt: skip


def _each_way(name: str, what: str, value: Any, count: int) -> tuple[int, ...]:
    """A number for each dimension.

    Raises:
        RuntimeError: there are more or fewer; a tuple of one is not repeated.
    """
    found = (value,) * count if isinstance(value, int) else tuple(value)
    if len(found) != count:
        many = "three " * (count == 3)
        raise RuntimeError(f"{name}: {what} must either be a single Int or tuple of {many}Ints")
    return found


def _shares(name: str, ratio: Any, count: int) -> Any:
    """What share of each dimension is left; PyTorch repeats a single one for three alone."""
    if count == 3:
        return tuple(ratio) if isinstance(ratio, Iterable) else (ratio,) * 3
    if len(ratio) > 2:
        raise ValueError(
            f"{name} requires output_ratio to either be a single Int or tuple of Ints."
        )
    return ratio


def _fractional(count: int) -> tuple[Any, Any]:
    name = f"fractional_max_pool{count}d"

    def both(
        input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: bool = False, _random_samples: Tensor | None = None,
    ) -> Any:  # fmt: skip
        if output_size is None and output_ratio is None:
            raise ValueError(
                f"{name} requires specifying either an output_size or an output_ratio"
            )
        if output_size is None:
            shares = _shares(name, output_ratio, count)
            output_size = tuple([int(input.size(n - count) * shares[n]) for n in range(count)])
        windows = _each_way(name, "kernel_size", kernel_size, count)
        sizes = _each_way(name, "output_size", output_size, count)
        samples = _random_samples
        if samples is None:
            batch = 1 if input.dim() == count + 1 else input.size(0)
            samples = FUNCTIONS["rand"](batch, input.size(-count - 1), count, dtype=input.dtype)
        return FRACTIONS[count](input, windows, sizes, samples)

    def pool(
        input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: bool = False, _random_samples: Tensor | None = None,
    ) -> Any:  # fmt: skip
        found = both(input, kernel_size, output_size, output_ratio, True, _random_samples)
        return found if return_indices else found[0]

    pool.__name__, both.__name__ = name, f"{name}_with_indices"
    pool.__doc__ = f"The largest element of windows of {count} dimensions, placed at random."
    both.__doc__ = f"{pool.__doc__[:-1]}, and where it lies."
    return pool, both


fractional_max_pool2d, fractional_max_pool2d_with_indices = _fractional(2)
fractional_max_pool3d, fractional_max_pool3d_with_indices = _fractional(3)
