"""Pools in one, two and three dimensions: largest, mean, norm, and the way back."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.axes import check_flag
from engine.calls.declare import FUNCTIONS, composite
from engine.dtypes import FLOAT
from engine.nn.borders import pad, several
from engine.nn.pool_checks import (
    adaptive_size,
    check_line,
    check_rank,
    check_room,
    check_unpooled,
    check_windows,
    geometry,
)
from engine.ops import pooling
from engine.ops.resampling import ADAPTIVE_MEANS
from engine.tensor import Tensor

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d",
    "adaptive_max_pool1d_with_indices", "adaptive_max_pool2d", "adaptive_max_pool2d_with_indices",
    "adaptive_max_pool3d", "adaptive_max_pool3d_with_indices", "avg_pool1d", "avg_pool2d",
    "avg_pool3d", "local_response_norm", "lp_pool1d", "lp_pool2d", "lp_pool3d", "max_pool1d",
    "max_pool1d_with_indices", "max_pool2d", "max_pool2d_with_indices", "max_pool3d",
    "max_pool3d_with_indices", "max_unpool1d", "max_unpool2d", "max_unpool3d",
]  # fmt: skip
Ints = tuple[int, ...]


def _flat(call: Any, input: Tensor, *given: Any) -> Any:
    """A pool of one dimension as one of two, as PyTorch computes it."""
    found = call(input.unsqueeze(-2), *given)
    if isinstance(found, tuple):
        return tuple(each.squeeze(-2) for each in found)
    return found.squeeze(-2)


def _check_line(input: Tensor, sizes: tuple[Ints, ...], ceil: bool) -> None:
    check_line(*(each[0] for each in sizes))
    kernel, stride, padding, dilation = sizes
    size = tuple(input.shape)[-1:]
    (length,) = pooling.pooled_size(size, kernel, stride, padding, dilation, ceil)
    if length < 1:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {length}")
    kind = input.dtype
    if kind.category != FLOAT:
        raise NotImplementedError(f"\"max_pool1d_impl\" not implemented for '{kind.kind_name}'")


def _max_pool(count: int) -> tuple[Any, Any]:
    def both(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: bool = False, return_indices: bool = False,
    ) -> Any:  # fmt: skip
        check_flag(ceil_mode)
        check_rank("max_pool", input, count, return_indices)
        given = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
        sizes = geometry("max_pool", count, {**given, "dilation": dilation}, return_indices)
        if count == 1 and not return_indices:
            _check_line(input, sizes, ceil_mode)
        else:
            check_windows(*sizes)
            check_room("max_pool", input, sizes, ceil_mode)
        if count > 1:
            return pooling.MAXIMA[count](input, *sizes, ceil_mode)
        wide = [(one, *each) for one, each in zip((1, 1, 0, 1), sizes, strict=True)]
        return _flat(pooling.MAXIMA[2], input, *wide, ceil_mode)

    def pool(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: bool = False, return_indices: bool = False,
    ) -> Any:  # fmt: skip
        found = both(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)
        return found if return_indices else found[0]

    both.__name__, pool.__name__ = f"max_pool{count}d_with_indices", f"max_pool{count}d"
    pool.__qualname__ = f"_{pool.__name__}"  # as PyTorch's errors have it
    pool.__doc__ = f"The largest element of each window of {count} dimensions."
    both.__doc__ = f"{pool.__doc__[:-1]}, and where it lies."
    return pool, both


def _avg_pool(count: int) -> Any:
    def pool(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:  # fmt: skip
        check_flag(ceil_mode)
        check_rank("avg_pool", input, count)
        given = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
        sizes = geometry("avg_pool", count, given)
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        windows = (*sizes, (1,) * count)
        check_windows(*windows)
        check_room("avg_pool", input, windows, ceil_mode)
        last = ceil_mode, count_include_pad, divisor_override
        if count > 1:
            return pooling.MEANS[count](input, *sizes, *last)
        wide = [(one, *each) for one, each in zip((1, 1, 0), sizes, strict=True)]
        return _flat(pooling.MEANS[2], input, *wide, *last)

    pool.__name__ = pool.__qualname__ = f"avg_pool{count}d"
    pool.__doc__ = f"The mean of each window of {count} dimensions."
    return pool


(max_pool1d, max_pool1d_with_indices) = _max_pool(1)
(max_pool2d, max_pool2d_with_indices) = _max_pool(2)
(max_pool3d, max_pool3d_with_indices) = _max_pool(3)
avg_pool1d, avg_pool2d, avg_pool3d = _avg_pool(1), _avg_pool(2), _avg_pool(3)


def _adaptive_avg(count: int) -> Any:
    def pool(input: Tensor, output_size: Any) -> Any:
        size = adaptive_size("adaptive_avg_pool", input, output_size, count)
        if all(each == 1 for each in size):
            return input.mean(tuple(range(-1, -count - 1, -1)), keepdim=True)
        return ADAPTIVE_MEANS[count](input, size)

    def flat(input: Tensor, output_size: Any) -> Any:
        size = adaptive_size("adaptive_avg_pool", input, output_size, 1)
        return _flat(adaptive_avg_pool2d, input, (1, *size))

    found = flat if count == 1 else pool
    found.__name__ = pool.__qualname__ = f"adaptive_avg_pool{count}d"
    found.__doc__ = "The means of as many windows as asked for."
    return found


adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = (
    _adaptive_avg(count) for count in (1, 2, 3)
)


def _adaptive_max(count: int) -> tuple[Any, Any]:
    def both(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        size = adaptive_size("adaptive_max_pool", input, output_size, count)
        if count == 1:
            return _flat(pooling.ADAPTIVE_MAXIMA[2], input, (1, *size))
        return pooling.ADAPTIVE_MAXIMA[count](input, size)

    def pool(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        found = both(input, output_size)
        return found if return_indices else found[0]

    pool.__name__ = f"adaptive_max_pool{count}d"
    pool.__qualname__ = f"_{pool.__name__}"
    both.__name__ = f"{pool.__name__}_with_indices"
    pool.__doc__ = "The largest elements of as many windows as asked for."
    both.__doc__ = f"{pool.__doc__[:-1]}, and where they lie."
    return pool, both


adaptive_max_pool1d, adaptive_max_pool1d_with_indices = _adaptive_max(1)
adaptive_max_pool2d, adaptive_max_pool2d_with_indices = _adaptive_max(2)
adaptive_max_pool3d, adaptive_max_pool3d_with_indices = _adaptive_max(3)


def _unpool(count: int) -> Any:
    def unpool(
        input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
        output_size: Any = None,
    ) -> Any:  # fmt: skip
        kernel, around = several(kernel_size, count), several(padding, count)
        steps = kernel if stride is None or stride == [] else several(stride, count)
        size = _unpooled_size(input, kernel, steps, around, output_size)
        if count > 1:
            check_unpooled(input, indices, count)
            return pooling.UNPOOLS[count](input, indices, size)
        planes, places = input.unsqueeze(-1), indices.unsqueeze(-1)
        check_unpooled(planes, places, 2)
        return pooling.UNPOOLS[2](planes, places, (*size, 1)).squeeze(-1)

    unpool.__name__ = unpool.__qualname__ = f"max_unpool{count}d"
    unpool.__doc__ = "Zeros, with each value at the place from which a max pool took it."
    return unpool


max_unpool1d, max_unpool2d, max_unpool3d = _unpool(1), _unpool(2), _unpool(3)


def _unpooled_size(
    input: Tensor, kernel: Ints, stride: Ints, padding: Ints, output_size: Any
) -> Ints:
    count = len(kernel)
    facts = zip(input.shape[-count:], kernel, stride, padding, strict=True)
    usual = tuple((n - 1) * s + k - 2 * p for n, k, s, p in facts)
    if output_size is None:
        return usual
    given = list(output_size)[-count:] if len(output_size) == count + 2 else list(output_size)
    if len(given) != count:
        raise ValueError(
            f"output_size should be a sequence containing {count} or {count + 2} elements, but "
            f"it has a length of '{len(given)}'"
        )
    for n, (want, own, step) in enumerate(zip(given, usual, stride, strict=True)):
        if not own - step < want < own + step:
            raise ValueError(
                f'invalid output_size "{output_size}" (dim {n} must be between {own - step} and '
                f"{own + step})"
            )
    return tuple(given)


def _lp_pool(count: int) -> Any:
    mean, largest = (avg_pool1d, avg_pool2d, avg_pool3d), (max_pool1d, max_pool2d, max_pool3d)

    def pool(
        input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None,
        ceil_mode: bool = False,
    ) -> Any:  # fmt: skip
        if math.isinf(norm_type):
            sign = 1 if norm_type > 0 else -1
            sized = input.abs() if sign > 0 else -input.abs()
            found = largest[count - 1](sized, kernel_size, stride, 0, 1, ceil_mode)
            return found if sign > 0 else -found
        powers = mean[count - 1](input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
        whole = math.prod(several(kernel_size, count))
        return (powers.sign() * powers.abs().relu()).mul(whole).pow(1.0 / norm_type)

    pool.__name__ = pool.__qualname__ = f"lp_pool{count}d"
    pool.__doc__ = "The p-norm of each window."
    return pool


def _alone(pool: Any) -> Any:
    """A pool as the module torch has it: never asked where its elements lay."""

    def call(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: bool = False,
    ) -> Any:  # fmt: skip
        return pool(input, kernel_size, stride, padding, dilation, ceil_mode)

    call.__name__, call.__doc__ = pool.__name__, pool.__doc__
    return call


lp_pool1d, lp_pool2d, lp_pool3d = _lp_pool(1), _lp_pool(2), _lp_pool(3)


def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Any:
    """Each element over a power of the squares in neighbouring channels (Krizhevsky, 2012)."""
    rank = input.dim()
    if rank < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality                          input (got {rank} "
            "dimensions)"
        )
    if not input.numel():
        return input
    squares: Any = input.mul(input)
    around = (size // 2, (size - 1) // 2)
    if rank == 3:
        padded = pad(squares.unsqueeze(1), (0, 0, *around))
        sums = avg_pool2d(padded, (size, 1), 1).squeeze(1)
    else:
        shape = tuple(input.shape)
        padded = pad(squares.view(shape[0], 1, shape[1], shape[2], -1), (0, 0, 0, 0, *around))
        sums = avg_pool3d(padded, (size, 1, 1), 1).squeeze(1).view(shape)
    return input / sums.mul(alpha).add(k).pow(beta)


# What the module torch offers too.
for _each in (adaptive_avg_pool1d, avg_pool1d, max_pool1d_with_indices):
    composite(method=False)(_each)
for _each in (max_pool1d, max_pool2d, max_pool3d):
    composite(method=False)(_alone(_each))
FUNCTIONS["adaptive_max_pool1d"] = adaptive_max_pool1d_with_indices
