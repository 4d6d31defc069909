"""A picture seen through a grid of places (Jaderberg et al., Spatial transformers, 2015)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.formula import permute, reshape, swap
from engine.foundation.absent import LackingError
from engine.making.sequences import spaced
from engine.numbers.fused import fused_multiply_add, fused_single
from engine.ops.resampling import cubic_weights
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

Ints = tuple[int, ...]


def _unnormalised(at: Any, size: int, align: bool) -> tuple[Any, float]:
    """Coordinates from −1 to 1 as places, and how fast places follow coordinates."""
    if align:
        return (at + 1) * ((size - 1) / 2), (size - 1) / 2
    fused = fused_single if at.dtype == np.float32 else fused_multiply_add
    return fused(at + 1, size / 2, -0.5), size / 2


def _reflected(at: Any, low: float, high: float) -> tuple[Any, Any]:
    """Places thrown back at both borders, and with which sign they still move."""
    span = high - low
    if not span:
        return np.zeros_like(at), np.zeros_like(at)
    away = at - low
    sign = np.where(away < 0, -1, 1)
    turns, rest = np.divmod(np.abs(away), span)
    back = turns % 2 == 1
    return np.where(back, span - rest, rest) + low, np.where(back, -sign, sign)


def _inside(at: Any, size: int, mode: str, align: bool) -> tuple[Any, Any]:
    """Places kept inside as ``mode`` says, and how they still move."""
    moves = np.ones_like(at)
    if mode == "zeros":
        return at, moves
    if mode == "reflection":
        borders = (0, size - 1) if align else (-0.5, size - 0.5)
        at, moves = _reflected(at, *borders)
    moves = np.where((at <= 0) | (at >= size - 1), 0, moves)
    return at.clip(0, size - 1), moves


class Axis:
    """One dimension: the neighbours of every place, their weights, and how these change."""

    __slots__ = ("neighbours", "slopes", "weights")

    def __init__(self, at: Any, size: int, mode: str, padding: str, align: bool) -> None:
        at, speed = _unnormalised(at, size, align)
        if mode == "bicubic":
            self._cubic(at, size, padding, align, speed)
            return
        at, moves = _inside(at, size, padding, align)
        if mode == "nearest":
            self.neighbours, self.weights = [np.rint(at)], [np.ones_like(at)]
            self.slopes = [np.zeros_like(at)]
            return
        low = np.floor(at)
        self.neighbours, self.weights = [low, low + 1], [1 - (at - low), at - low]
        self.slopes = [-moves * speed, moves * speed]

    def _cubic(self, at: Any, size: int, padding: str, align: bool, speed: float) -> None:
        low = np.floor(at)
        share = at - low
        self.weights = cubic_weights(share)
        self.slopes = [each * speed for each in cubic_slopes(share)]
        taps = [low - 1 + n for n in range(4)]
        self.neighbours = [_inside(tap, size, padding, align)[0] for tap in taps]


def cubic_slopes(share: Any) -> list[Any]:
    """How ``cubic_weights`` change with the place."""
    a = -0.75

    def near(x: Any) -> Any:
        return (3 * (a + 2) * x - 2 * (a + 3)) * x

    def far(x: Any) -> Any:
        return (3 * a * x - 10 * a) * x + 8 * a

    return [far(share + 1), near(share), -near(1 - share), -far(2 - share)]


def _axes(grid: Any, size: Ints, mode: str, padding: str, align: bool) -> list[Axis]:
    """From the first dimension; the grid names them from the last."""
    count = len(size)
    return [Axis(grid[..., count - 1 - n], size[n], mode, padding, align) for n in range(count)]


def _corners(axes: list[Axis], size: Ints) -> Iterator[tuple[Any, Any, tuple[int, ...]]]:
    """For each combination of neighbours: where it is, whether inside, and which it is."""
    for which in itertools.product(*(range(len(each.weights)) for each in axes)):
        inside: Any = True
        flat: Any = 0
        for axis, n, length in zip(axes, which, size, strict=True):
            place = axis.neighbours[n]
            inside = inside & (place >= 0) & (place <= length - 1)
            flat = flat * length + place.clip(0, length - 1)
        yield np.asarray(flat, np.int64), inside, which


def _weight(axes: list[Axis], which: tuple[int, ...], moved: int = -1) -> Any:
    found: Any = 1
    for number, (axis, n) in enumerate(zip(axes, which, strict=True)):
        found = found * (axis.slopes if number == moved else axis.weights)[n]
    return found


def _seen(input: Any, flat: Any) -> Any:
    """(batch, channels, places…) : the elements of each channel at flat places."""
    rows = input.reshape(*input.shape[:2], math.prod(input.shape[2:]))
    index = flat.reshape(len(flat), 1, math.prod(flat.shape[1:]))
    found = np.take_along_axis(rows, np.broadcast_to(index, (*rows.shape[:2], index.shape[2])), 2)
    return found.reshape(*rows.shape[:2], *flat.shape[1:])


def _sampled(input: Any, grid: Any, *modes: Any) -> Any:
    size, found = input.shape[2:], np.zeros(1, input.dtype)
    axes = _axes(grid, size, *modes)
    for flat, inside, which in _corners(axes, size):
        found = found + _seen(input, flat) * (_weight(axes, which) * inside)[:, None]
    return found.astype(input.dtype)


def _to_input(grad: Any, input: Any, grid: Any, *modes: Any) -> Any:
    size = input.shape[2:]
    whole = np.zeros((*input.shape[:2], math.prod(size)), input.dtype)
    places = math.prod(grad.shape[2:])
    axes = _axes(grid, size, *modes)
    batch, channel = np.ogrid[: whole.shape[0], : whole.shape[1]]
    for flat, inside, which in _corners(axes, size):
        share = grad * (_weight(axes, which) * inside)[:, None]
        where = (batch[..., None], channel[..., None], flat.reshape(len(flat), 1, places))
        np.add.at(whole, where, share.reshape(*whole.shape[:2], places))
    return whole.reshape(input.shape)


def _to_grid(grad: Any, input: Any, grid: Any, *modes: Any) -> Any:
    size, count = input.shape[2:], len(input.shape) - 2
    axes, whole = _axes(grid, size, *modes), np.zeros_like(grid)
    for flat, inside, which in _corners(axes, size):
        met = (grad * _seen(input, flat)).sum(axis=1) * inside
        for n in range(count):
            whole[..., count - 1 - n] += met * _weight(axes, which, n)
    return whole


def _rule(place: int) -> Any:
    def rule(
        grad: Any, input: Any, grid: Any, interpolation_mode: Any, padding_mode: Any,
        align_corners: Any,
    ) -> Any:  # fmt: skip
        modes = (interpolation_mode, padding_mode, align_corners)
        if isinstance(grad, Symbol):
            return grad._noted("by the weights of each place's neighbours")
        if isinstance(grad, Tensor):
            return backward_of[input.dim() - 2](grad, input, grid, *modes)[place]
        return (_to_input, _to_grid)[place](grad, input, grid, *modes)

    return rule


def _declare(count: int) -> Any:
    @operation(
        "sample", name=f"grid_sampler_{count}d.default", node=f"GridSampler{count}DBackward0",
        inputs=("input", "grid"), input=_rule(0), grid=_rule(1),
    )  # fmt: skip
    def sampled(
        input: Any, grid: Any, interpolation_mode: str, padding_mode: str, align_corners: bool
    ) -> Any:
        """The input at the places of the grid, interpolated between neighbours."""
        return _sampled(input, grid, interpolation_mode, padding_mode, align_corners)

    return sampled


sample = {count: _declare(count) for count in (2, 3)}


def _only_input(grad: Any) -> Any:
    """The one of the gradients of both gradients that is given."""
    if grad[1] is not None:
        raise LackingError(
            "the second derivative of grid_sample by its grid exists in PyTorch but not here"
        )
    return grad[0]


def _unmoved(grad: Any) -> None:
    """The input's own gradient does not depend on the input."""
    _only_input(grad)


def _seen_again(grad: Any, grid: Any, *modes: Any) -> Any:
    """The gradient that reached the input's, seen through the same grid."""
    if isinstance(grad[0], Symbol):
        return grad[0]._noted("seen through the grid")
    picture = _only_input(grad)
    if isinstance(picture, Tensor):
        return sample[picture.dim() - 2](picture, grid, *modes)
    return _sampled(picture, grid, *modes)


def _moved_again(grad: Any, grad_output: Any, grid: Any, *modes: Any) -> Any:
    if isinstance(grad[0], Symbol):
        return grad[0]._noted("by how the weights change with the place")
    picture = _only_input(grad)
    if isinstance(picture, Tensor):
        return backward_of[picture.dim() - 2](grad_output, picture, grid, *modes)[1]
    return _to_grid(grad_output, picture, grid, *modes)


def _declare_backward(count: int) -> Any:
    @operation(
        "sample", name=f"grid_sampler_{count}d_backward.default",
        node=f"GridSampler{count}DBackwardBackward0", inputs=("grad_output", "input", "grid"),
        outputs=("grad_input", "grad_grid"),
        grad_output=lambda grad, grid, interpolation_mode, padding_mode, align_corners: (
            _seen_again(grad, grid, interpolation_mode, padding_mode, align_corners)
        ),
        input=lambda grad: _unmoved(grad),
        grid=lambda grad, grad_output, grid, interpolation_mode, padding_mode, align_corners: (
            _moved_again(
                grad, grad_output, grid, interpolation_mode, padding_mode, align_corners
            )
        ),
    )  # fmt: skip
    def gradients(
        grad_output: Any, input: Any, grid: Any, interpolation_mode: str, padding_mode: str,
        align_corners: bool,
    ) -> Any:  # fmt: skip
        """The gradients of a sampled picture: by the picture, and by the grid."""
        modes = (interpolation_mode, padding_mode, align_corners)
        given = (grad_output, input, grid, *modes)
        return _to_input(*given), _to_grid(*given)

    return gradients


backward_of = {count: _declare_backward(count) for count in (2, 3)}


def base_grid(size: Ints, align: bool, dtype: Any) -> Any:
    """The places of a picture as rows (x, y, …, 1), from −1 to 1.

    Rounded at each step as PyTorch rounds: many places lie exactly on an element, and the last
    bit says between which two of them they are.
    """
    lines = []
    for length in size:
        line = spaced(-1, 1, length, dtype) if length > 1 else np.zeros(1, dtype)
        lines.append(line if align else line * dtype.type(length - 1) / dtype.type(length))
    grids = np.meshgrid(*lines, indexing="ij")[::-1]
    return np.stack([*grids, np.ones(size, dtype)], axis=-1).reshape(-1, len(size) + 1)


def _to_theta(grad: Any, size: Any, align_corners: Any) -> Any:
    if isinstance(grad, Symbol):
        return swap(grad) @ Symbol("grid", r"\mathrm{grid}")
    kind = grad._data.dtype if isinstance(grad, Tensor) else grad.dtype
    base = base_grid(tuple(size[2:]), align_corners, kind)
    flat = reshape(grad, (size[0], -1, len(size) - 2))
    turned = permute(flat, (0, 2, 1))
    return turned @ (new_tensor(base) if isinstance(grad, Tensor) else base)


@operation(
    "affine grid", name="affine_grid_generator.default", inputs=("theta",),
    node="AffineGridGeneratorBackward0",
    theta=lambda grad, size, align_corners: _to_theta(grad, size, align_corners),
    samples=(
        "torch.nn.functional.affine_grid(x[None], (1, 1, 2, 3), align_corners=True)",
        "torch.nn.functional.affine_grid(x[None], (1, 1, 2, 3), align_corners=False)",
    ),
)  # fmt: skip
def affine_grid_generator(theta: Any, size: Ints, align_corners: bool) -> Any:
    """The affine image of every place of a picture."""
    if theta.shape[0] != size[0]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{size[0]}, {theta.shape[2]}] but got: [{theta.shape[0]}, {theta.shape[2]}]."
        )
    places = base_grid(size[2:], align_corners, theta.dtype) @ theta.swapaxes(1, 2)
    return places.reshape(size[0], *size[2:], len(size) - 2)
