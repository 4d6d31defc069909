"""Pools whose windows lie at places drawn at random (Graham, Fractional max-pooling, 2014)."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.nn.borders import several
from engine.ops.pooling import FRACTIONS
from engine.tensor import Tensor

__all__ = [
    "fractional_max_pool2d", "fractional_max_pool2d_with_indices", "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
]  # fmt: skip


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
            ratios = output_ratio if isinstance(output_ratio, tuple | list) else None
            shares = ratios or (output_ratio,) * count
            sizes = zip(input.shape[-count:], shares, strict=True)
            output_size = tuple(int(n * share) for n, share in sizes)
        samples = _random_samples
        if samples is None:
            batch = 1 if input.dim() == count + 1 else input.size(0)
            samples = FUNCTIONS["rand"](batch, input.size(-count - 1), count, dtype=input.dtype)
        return FRACTIONS[count](
            input, several(kernel_size, count), several(output_size, count), samples
        )

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
