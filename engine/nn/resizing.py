"""Resizing pictures, and sampling them at a grid of places."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import composite
from engine.foundation.warn import warn
from engine.nn.pools import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from engine.numbers.alike import SCALARS, require_alike
from engine.ops.antialiasing import ANTIALIASED
from engine.ops.grids import affine_grid_generator, sample
from engine.ops.resampling import NEAREST, SMOOTH
from engine.tensor import Tensor

__all__ = [
    "affine_grid", "grid_sample", "interpolate", "upsample", "upsample_bilinear",
    "upsample_nearest",
]  # fmt: skip
SMOOTH_MODES = ("linear", "bilinear", "bicubic", "trilinear", "lanczos")
ONLY_PICTURES = (
    "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D "
    "tensor as input"
)
RANKS = {"linear": 3, "bilinear": 4, "trilinear": 5}
AREA = {3: adaptive_avg_pool1d, 4: adaptive_avg_pool2d, 5: adaptive_avg_pool3d}
UNKNOWN = (
    "Input Error: Only 3D, 4D and 5D input Tensors supported (got {rank}D) for the modes: nearest "
    "| linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {mode})"
)
CHANGED = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. "
    "Please specify align_corners=True if the old behavior is desired. See the documentation of "
    "grid_sample for details."
)
UNIT = (
    "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when "
    "align_corners=True. This is not an intended use case of affine_grid. See the documentation "
    "of affine_grid for details."
)
INSTEAD = "`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead."


def interpolate(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Any:  # fmt: skip
    """A signal, picture or volume of another ``size``, or ``scale_factor`` times as large.

    Raises:
        ValueError, NotImplementedError: options and input do not fit.
    """
    if align_corners is not None and mode not in SMOOTH_MODES:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear "
            "| bicubic | trilinear"
        )
    sizes, scales = _sizes(input, size, scale_factor, bool(recompute_scale_factor))
    if antialias or mode == "lanczos":
        return _antialiased(input, sizes, scales, mode, bool(align_corners), antialias)
    rank, count = input.dim(), input.dim() - 2
    if mode == "area" and rank in AREA:
        return AREA[rank](input, sizes)
    chosen = NEAREST.get((mode, count))
    if chosen is None and (mode, count) not in SMOOTH:
        raise NotImplementedError(_refusal(mode, rank))
    _check_positive(input, sizes)
    if chosen is not None:
        return chosen(input, sizes, scales)
    return SMOOTH[mode, count](input, sizes, bool(align_corners), scales)


def _antialiased(
    input: Tensor, sizes: tuple[int, ...], scales: tuple[float | None, ...], mode: str,
    align_corners: bool, antialias: bool,
) -> Any:  # fmt: skip
    """The picture by filters as wide as it shrinks."""
    picture = input.dim() == 4
    if antialias and not (mode in ANTIALIASED and picture):
        raise ValueError(ONLY_PICTURES)
    if not picture:
        raise NotImplementedError(_refusal(mode, input.dim()))
    if mode == "lanczos" and align_corners:
        raise ValueError("Lanczos mode does not support align_corners=True")
    if not antialias:
        raise ValueError("Lanczos mode requires antialias=True")
    _check_positive(input, sizes)
    return ANTIALIASED[mode](input, sizes, align_corners, scales)


def _refusal(mode: str, rank: int) -> str:
    if mode in RANKS and rank in (3, 4, 5):
        return f"Got {rank}D input, but {mode} mode needs {RANKS[mode]}D input"
    return UNKNOWN.format(rank=rank, mode=mode)


def _sizes(
    input: Tensor, size: Any, scale_factor: Any, recompute: bool
) -> tuple[tuple[int, ...], tuple[float | None, ...]]:
    """The output's size, and by how much it was asked to be larger."""
    count, own = input.dim() - 2, list(input.shape[2:])
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        return _given(size, count, own), (None,) * count
    if scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    given = tuple(scale_factor) if isinstance(scale_factor, tuple | list) else None
    if given is not None and len(given) != count:
        raise ValueError(
            "Input and scale_factor must have the same number of spatial dimensions, but got "
            f"input with spatial dimensions of {own} and scale_factor of shape {scale_factor}. "
            "Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in "
            "(s1, s2, ...,sK) format."
        )
    scales = given or (float(scale_factor),) * count
    sizes = tuple(int(n * scale) for n, scale in zip(own, scales, strict=True))
    return sizes, (None,) * count if recompute else tuple(map(float, scales))


def _given(size: Any, count: int, own: list[int]) -> tuple[int, ...]:
    if not isinstance(size, tuple | list):
        return (int(size),) * count
    if len(size) != count:
        raise ValueError(
            "Input and output must have the same number of spatial dimensions, but got input with "
            f"spatial dimensions of {own} and output size of {size}. Please provide input tensor "
            "in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format."
        )
    return tuple(int(each) for each in size)


def _check_positive(input: Tensor, sizes: tuple[int, ...]) -> None:
    own = tuple(input.shape[2:])
    if min(*own, *sizes) > 0:
        return
    letters = "DHW"[-len(own) :]
    told = [
        ", ".join(f"{letter}: {n}" for letter, n in zip(letters, each, strict=True))
        for each in (own, sizes)
    ]
    raise RuntimeError(
        f"Input and output sizes should be greater than 0, but got input ({told[0]}) output "
        f"({told[1]})"
    )


def upsample(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None,
) -> Any:  # fmt: skip
    """``interpolate`` under its old name."""
    warn(INSTEAD.format(name="upsample"))
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Any:
    """``interpolate`` by copies of the nearest points, under its old name."""
    warn(INSTEAD.format(name="upsample_nearest"))
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Any:
    """``interpolate`` between corners that stay corners, under its old name."""
    warn(INSTEAD.format(name="upsample_bilinear"))
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)


def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Any:  # fmt: skip
    """The input at the places of a grid, whose coordinates go from −1 to 1.

    input : (batch, channels, …, height, width); grid : (batch, …, height, width, dimensions).

    Raises:
        ValueError, RuntimeError: modes or shapes do not fit.
    """
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', "
            f"but got: '{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or "
            f"'reflection', but got: '{padding_mode}'"
        )
    if align_corners is None:
        warn(CHANGED)
    _check_grid(input, grid, mode)
    require_alike(SCALARS, input, grid)
    return sample[input.dim() - 2](input, grid, mode, padding_mode, bool(align_corners))


def _check_grid(input: Tensor, grid: Tensor, mode: str) -> None:
    shape, places = list(input.shape), list(grid.shape)
    if not (shape and places):
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    both = f"got input with sizes {shape} and grid with sizes {places}"
    if shape[0] != places[0]:
        raise RuntimeError(
            f"grid_sampler(): expected grid and input to have same batch size, but {both}"
        )
    if places[-1] != len(shape) - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {len(shape) - 2} in last dimension, but "
            f"got grid with sizes {places}"
        )
    if 0 in shape[2:]:
        raise RuntimeError(
            "grid_sampler(): expected input to have non-empty spatial dimensions, but input has "
            f"sizes {shape} with dimension {shape.index(0, 2)} being empty"
        )
    wanted = 4 if len(shape) == 4 else 5
    if not len(shape) == len(places) == wanted:
        raise RuntimeError(
            f"grid_sampler(): expected {wanted}D input and grid with same number of dimensions, "
            f"but {both}"
        )
    if mode == "bicubic" and wanted == 5:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")


MODES = ("bilinear", "nearest", "bicubic")
PADDINGS = ("zeros", "border", "reflection")


@composite(method=False)
def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Any:
    """``grid_sample``, its modes given by number."""
    return grid_sample(
        input, grid, MODES[interpolation_mode], PADDINGS[padding_mode], align_corners
    )


def affine_grid(theta: Tensor, size: Any, align_corners: bool | None = None) -> Any:
    """The grid through which ``grid_sample`` sees an affine image of its input.

    theta : (batch, dimensions, dimensions + 1); ``size`` : of the output, with batch and channels.

    Raises:
        ValueError, NotImplementedError: shapes do not fit.
    """
    if align_corners is None:
        warn(CHANGED)
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    count = len(size) - 2
    if count not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, "
            f"respectively. Got size {size}."
        )
    if theta.dim() != 3 or tuple(theta.shape[-2:]) != (count, count + 1):
        raise ValueError(
            f"Expected a batch of {count}D affine matrices of shape Nx{count}x{count + 1} for "
            f"size {size}. Got {theta.shape}."
        )
    if align_corners and min(size[2:]) == 1:
        warn(UNIT)
    elif min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return affine_grid_generator(theta, tuple(size), bool(align_corners))
