"""Pools in one, two and three dimensions: largest, mean, norm, and the way back."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS, composite
from engine.dtypes import FLOAT
from engine.nn.borders import pad, several
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


def _checked(name: str, input: Tensor, count: int) -> None:
    if input.ndim in (count + 1, count + 2):
        return
    if (name, count) == ("max_pool", 1):
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for "
            f"input, but got:{list(input.shape)}"
        )
    raise RuntimeError(
        f"non-empty {count + 1}D or {count + 2}D (batch mode) tensor expected for input"
    )


def _fits(kernel: Ints, stride: Ints, padding: Ints) -> None:
    if not all(stride):
        raise RuntimeError("stride should not be zero")
    for k, p in zip(kernel, padding, strict=True):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > k // 2:
            raise RuntimeError(
                "pad should be at most half of effective kernel size, but got "
                f"pad={p}, kernel_size={k} and dilation=1"
            )


def _flat(call: Any, input: Tensor, *given: Any) -> Any:
    """A pool of one dimension as one of two, as PyTorch computes it."""
    found = call(input.unsqueeze(-2), *given)
    if isinstance(found, tuple):
        return tuple(each.squeeze(-2) for each in found)
    return found.squeeze(-2)


def _geometry(count: int, kernel_size: Any, stride: Any, padding: Any) -> tuple[Ints, Ints, Ints]:
    kernel = several(kernel_size, count)
    none = stride is None or (isinstance(stride, tuple | list) and not stride)
    found = kernel, kernel if none else several(stride, count), several(padding, count)
    _fits(*found)
    return found


def _one_dimensional(input: Tensor) -> None:
    kind = input.dtype
    if kind.category != FLOAT:
        raise NotImplementedError(f"\"max_pool1d_impl\" not implemented for '{kind.kind_name}'")


def _max_pool(count: int) -> tuple[Any, Any]:
    def both(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: bool = False, return_indices: bool = False,
    ) -> Any:  # fmt: skip
        _checked("max_pool", input, count)
        geometry = (*_geometry(count, kernel_size, stride, padding), several(dilation, count))
        _not_empty(input, count, geometry, ceil_mode, largest=True)
        if count == 1 and not return_indices:
            _one_dimensional(input)
        if count > 1:
            return pooling.MAXIMA[count](input, *geometry, ceil_mode)
        wide = [(one, *given) for one, given in zip((1, 1, 0, 1), geometry, strict=True)]
        return _flat(pooling.MAXIMA[2], input, *wide, ceil_mode)

    def pool(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: bool = False, return_indices: bool = False,
    ) -> Any:  # fmt: skip
        found = both(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)
        return found if return_indices else found[0]

    both.__name__, pool.__name__ = f"max_pool{count}d_with_indices", f"max_pool{count}d"
    pool.__doc__ = f"The largest element of each window of {count} dimensions."
    both.__doc__ = f"{pool.__doc__[:-1]}, and where it lies."
    return pool, both


def _not_empty(
    input: Tensor, count: int, geometry: tuple[Ints, ...], ceil: bool, largest: bool
) -> None:
    kernel, stride, padding, dilation = geometry
    size = tuple(input.shape)[-count:]
    out = pooling.pooled_size(size, kernel, stride, padding, dilation, ceil)
    if min(out) < 1 and largest and count == 1:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {out[0]}")
    short = any(n < k for n, k in zip(size, kernel, strict=True))
    if (min(out) < 1 or short) and not largest and count == 3:
        told = [
            " ".join(f"{mark}{letter}: {n}" for letter, n in zip(letters, each, strict=True))
            for mark, letters, each in (("", "THW", size), ("k", "THW", kernel))
        ]
        raise RuntimeError(f"input image ({told[0]}) smaller than kernel size ({told[1]})")
    if min(out) < 1:
        planes = input.shape[-count - 1]
        given = "x".join(map(str, (planes, *(1,) * (2 - count), *size)))
        made = "x".join(map(str, (planes, *(1,) * (2 - count), *out)))
        raise RuntimeError(
            f"Given input size: ({given}). Calculated output size: ({made}). Output size is too "
            "small"
        )


def _avg_pool(count: int) -> Any:
    def pool(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:  # fmt: skip
        _checked("avg_pool", input, count)
        geometry = _geometry(count, kernel_size, stride, padding)
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        _not_empty(input, count, (*geometry, (1,) * count), ceil_mode, largest=False)
        last = ceil_mode, count_include_pad, divisor_override
        if count > 1:
            return pooling.MEANS[count](input, *geometry, *last)
        wide = [(one, *given) for one, given in zip((1, 1, 0), geometry, strict=True)]
        return _flat(pooling.MEANS[2], input, *wide, *last)

    pool.__name__ = f"avg_pool{count}d"
    pool.__doc__ = f"The mean of each window of {count} dimensions."
    return pool


(max_pool1d, max_pool1d_with_indices) = _max_pool(1)
(max_pool2d, max_pool2d_with_indices) = _max_pool(2)
(max_pool3d, max_pool3d_with_indices) = _max_pool(3)
avg_pool1d, avg_pool2d, avg_pool3d = _avg_pool(1), _avg_pool(2), _avg_pool(3)


def _wanted(input: Tensor, output_size: Any, count: int, what: str = "avg") -> Ints:
    if input.ndim not in (count + 1, count + 2):
        raise RuntimeError(
            f"adaptive_{what}_pool{count}d(): Expected {count + 1}D or {count + 2}D tensor, but "
            f"got {list(input.shape)}"
        )
    given = output_size if isinstance(output_size, tuple | list) else (output_size,) * count
    sizes = zip(given, input.shape[-count:], strict=True)
    return tuple(n if want is None else int(want) for want, n in sizes)


def _adaptive_avg(count: int) -> Any:
    def pool(input: Tensor, output_size: Any) -> Any:
        size = _wanted(input, output_size, count)
        if all(each == 1 for each in size):
            return input.mean(tuple(range(-count, 0)), keepdim=True)
        return ADAPTIVE_MEANS[count](input, size)

    def flat(input: Tensor, output_size: Any) -> Any:
        return _flat(adaptive_avg_pool2d, input, (1, *_wanted(input, output_size, 1)))

    found = flat if count == 1 else pool
    found.__name__ = f"adaptive_avg_pool{count}d"
    found.__doc__ = "The means of as many windows as asked for."
    return found


adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = (
    _adaptive_avg(count) for count in (1, 2, 3)
)


def _adaptive_max(count: int) -> tuple[Any, Any]:
    def both(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        size = _wanted(input, output_size, count, "max")
        if count == 1:
            return _flat(pooling.ADAPTIVE_MAXIMA[2], input, (1, *size))
        return pooling.ADAPTIVE_MAXIMA[count](input, size)

    def pool(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        found = both(input, output_size)
        return found if return_indices else found[0]

    pool.__name__ = f"adaptive_max_pool{count}d"
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
        geometry = _geometry(count, kernel_size, stride, padding)
        size = _unpooled_size(input, *geometry, output_size)
        if count > 1:
            return pooling.UNPOOLS[count](input, indices, size)
        wide = pooling.UNPOOLS[2](input.unsqueeze(-2), indices.unsqueeze(-2), (1, *size))
        return wide.squeeze(-2)

    unpool.__name__ = f"max_unpool{count}d"
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

    pool.__name__ = f"lp_pool{count}d"
    pool.__doc__ = "The p-norm of each window."
    return pool


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
for _each in (
    adaptive_avg_pool1d, avg_pool1d, max_pool1d, max_pool2d,
    max_pool3d, max_pool1d_with_indices,
):  # fmt: skip
    composite(method=False)(_each)
FUNCTIONS["adaptive_max_pool1d"] = adaptive_max_pool1d_with_indices
