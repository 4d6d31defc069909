"""Pictures made larger or smaller, and borders taken from the picture itself.

Every one of these maps is linear and separable: along each dimension the output is a matrix times
the input, so that one rule, the product with the transposed matrices, is the derivative of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.formula import exchange
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

Ints = tuple[int, ...]
Matrices = Sequence[Any]
_WITH = {1: "b", 2: "torch.stack([b, c])", 3: "torch.stack([b, c]).unsqueeze(2)"}
"""An operand for every number of dimensions, for samples."""
CUBIC = -0.75
"""The parameter of Keys' cubic convolution (1981) that PyTorch uses."""


def _resized(mode: str, count: int) -> tuple[str, ...]:
    call = f"torch.nn.functional.interpolate({_WITH[count]}, scale_factor=2, mode={mode!r}"
    return f"{call})", f"{call}, align_corners=True)"


def along_last(value: Any, matrices: Matrices) -> Any:
    """Multiply the last dimensions of an array or tensor by a matrix each (in × out)."""
    first = value.ndim - len(matrices)
    for axis, matrix in enumerate(matrices, start=first):
        own = new_tensor(matrix) if isinstance(value, Tensor) else matrix
        last = axis == value.ndim - 1
        turned = value if last else exchange(value, axis, -1)
        found = turned @ own if isinstance(value, Tensor) else product(turned, own)
        value = found if last else exchange(found, axis, -1)
    return value


def product(rows: Any, matrix: Any) -> Any:
    """``rows @ matrix``, in which what counts nothing spoils nothing, be it infinite or NaN."""
    found = rows @ matrix
    if np.isfinite(found).all():
        return found
    parts = np.where(matrix != 0, rows[..., None] * matrix, 0)
    return parts.sum(axis=-2).astype(found.dtype)


def back_along(grad: Any, matrices: Callable[..., Matrices], *geometry: Any) -> Any:
    """The gradient of what was multiplied by ``matrices(dtype, *geometry)`` (out × in)."""
    if isinstance(grad, Symbol):
        return grad._noted("shared out among what each output was made from")
    dtype = grad._data.dtype if isinstance(grad, Tensor) else grad.dtype
    return along_last(grad, matrices(dtype, *geometry))


def picks(dtype: Any, places: Sequence[Any], size: Ints) -> list[Any]:
    """Matrices of ones: each output is the input at its place."""
    found = []
    for place, length in zip(places, size, strict=True):
        matrix = np.zeros((len(place), length), dtype)
        matrix[np.arange(len(place)), place] = 1
        found.append(matrix)
    return found


def taken(array: Any, places: Sequence[Any]) -> Any:
    """The elements of an array at the places given for each of its last dimensions."""
    first = array.ndim - len(places)
    for axis, place in enumerate(places, start=first):
        array = array.take(place, axis=axis)
    return array


def border_places(mode: str, size: Ints, borders: Ints) -> list[Any]:
    """Where each element of a padded array comes from; ``borders`` : from the last dimension."""
    found = []
    for n, length in enumerate(size):
        low, high = borders[2 * (len(size) - 1 - n) :][:2]
        place = np.arange(-low, length + high)
        if mode == "replicate":
            place = place.clip(0, length - 1)
        else:
            period = max(2 * (length - 1), 1)
            place = np.abs((place + length - 1) % period - (length - 1))
        found.append(place)
    return found


def _border_matrices(dtype: Any, mode: str, shape: Ints, borders: Ints) -> list[Any]:
    size = tuple(shape[len(shape) - len(borders) // 2 :])
    return picks(dtype, border_places(mode, size, borders), size)


def _declare_border(mode: str, name: str, count: int) -> Any:
    @operation(
        "pad", name=f"{name}_pad{count}d.default", node=f"{name.capitalize()}Pad{count}DBackward0",
        backward_node=f"{name.capitalize()}Pad{count}DBackwardBackward0",
        self=lambda grad, self, self_shape, padding: back_along(
            grad, _border_matrices, mode, self_shape, padding
        ),
    )  # fmt: skip
    def padded(self: Any, padding: Ints) -> Any:
        """The input with borders of its own elements."""
        return taken(self, border_places(mode, self.shape[-count:], padding))

    return padded


BORDERS = {
    (mode, count): _declare_border(mode, name, count)
    for mode, name in (("reflect", "reflection"), ("replicate", "replication"))
    for count in (1, 2, 3)
}


def step_of(size: int, out: int, scale: float | None) -> Any:
    """How far neighbouring outputs lie apart in the input, in single precision as PyTorch's."""
    return np.float32(1 / scale) if scale is not None and scale > 0 else np.float32(size / out)


def nearest_places(size: int, out: int, scale: float | None, exact: bool) -> Any:
    """Of each output, the input whose middle (``exact``) or corner is nearest."""
    shift = np.float32(0.5 if exact else 0)
    at = (np.arange(out, dtype=np.float32) + shift) * step_of(size, out, scale)
    return np.minimum(np.floor(at).astype(np.int64), size - 1)


def sources(dtype: Any, size: int, out: int, align: bool, scale: float | None) -> Any:
    """Where each output lies in the input; computed in ``dtype``, but never in half precision."""
    kind = np.dtype(np.float64 if dtype == np.float64 else np.float32).type
    at = np.arange(out, dtype=kind)
    if align:
        return at * (kind(size - 1) / kind(out - 1) if out > 1 else kind(0))
    step = kind(1 / scale) if scale is not None and scale > 0 else kind(size) / kind(out)
    return (at + kind(0.5)) * step - kind(0.5)


def linear_matrix(dtype: Any, size: int, out: int, align: bool, scale: float | None) -> Any:
    """Each output between its two neighbours."""
    at = np.maximum(sources(dtype, size, out, align, scale), 0)
    low = np.minimum(at.astype(np.int64), size - 1)
    share = np.clip(at - low, 0, 1)
    matrix = np.zeros((out, size))
    rows = np.arange(out)
    np.add.at(matrix, (rows, low), 1 - share)
    np.add.at(matrix, (rows, np.minimum(low + 1, size - 1)), share)
    return matrix.astype(dtype)


def cubic_matrix(dtype: Any, size: int, out: int, align: bool, scale: float | None) -> Any:
    """Each output by Keys' cubic convolution of its four neighbours."""
    at = sources(dtype, size, out, align, scale)
    low = np.floor(at).astype(np.int64)
    matrix = np.zeros((out, size))
    for tap, weight in enumerate(cubic_weights(at - low)):
        np.add.at(matrix, (np.arange(out), np.clip(low - 1 + tap, 0, size - 1)), weight)
    return matrix.astype(dtype)


def cubic_weights(share: Any) -> list[Any]:
    """The weights of four neighbours, for a place between the second and the third."""

    def near(x: Any) -> Any:
        return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC

    return [far(share + 1), near(share), near(1 - share), far(2 - share)]


def _smooth_matrices(
    dtype: Any, one: Any, shape: Ints, output_size: Ints, align: bool, scales: Any
) -> list[Any]:
    facts = zip(shape[2:], output_size, scales, strict=True)
    return [one(dtype, size, out, align, scale) for size, out, scale in facts]


def _declare_smooth(name: str, node: str, one: Any) -> Any:
    @operation(
        "resize", name=f"{name}.default", node=node, backward_node=node.replace("0", "Backward0"),
        self=lambda grad, self_shape, output_size, align_corners, scales: back_along(
            grad, _smooth_matrices, one, self_shape, output_size, align_corners, scales
        ),
        samples=_resized(name.removeprefix("upsample_")[:-2], int(name[-2])),
    )  # fmt: skip
    def resized(self: Any, output_size: Ints, align_corners: bool, scales: Any) -> Any:
        """A picture of another size, its points interpolated between their neighbours."""
        kind = self.dtype
        matrices = _smooth_matrices(kind, one, self.shape, output_size, align_corners, scales)
        return np.ascontiguousarray(along_last(self, [each.T for each in matrices]))

    return resized


SMOOTH = {
    ("linear", 1): _declare_smooth(
        "upsample_linear1d", "UpsampleLinear1DBackward0", linear_matrix),
    ("bilinear", 2): _declare_smooth(
        "upsample_bilinear2d", "UpsampleBilinear2DBackward0", linear_matrix),
    ("trilinear", 3): _declare_smooth(
        "upsample_trilinear3d", "UpsampleTrilinear3DBackward0", linear_matrix),
    ("bicubic", 2): _declare_smooth(
        "upsample_bicubic2d", "UpsampleBicubic2DBackward0", cubic_matrix),
}  # fmt: skip


def _all_nearest(exact: bool, shape: Ints, output_size: Ints, scales: Any) -> list[Any]:
    facts = zip(shape[2:], output_size, scales, strict=True)
    return [nearest_places(size, out, scale, exact) for size, out, scale in facts]


def _nearest_matrices(
    dtype: Any, exact: bool, shape: Ints, output_size: Ints, scales: Any
) -> list[Any]:
    return picks(dtype, _all_nearest(exact, shape, output_size, scales), tuple(shape[2:]))


def _declare_nearest(exact: bool, count: int) -> Any:
    name = "Exact" if exact else ""

    @operation(
        "resize", name=f"{'_' * exact}upsample_nearest{'_exact' * exact}{count}d.default",
        node=f"UpsampleNearest{name}{count}DBackward0",
        backward_node=f"UpsampleNearest{name}{count}DBackwardBackward0",
        self=lambda grad, self_shape, output_size, scales: back_along(
            grad, _nearest_matrices, exact, self_shape, output_size, scales
        ),
        samples=_resized("nearest-exact" if exact else "nearest", count)[:1],
    )  # fmt: skip
    def resized(self: Any, output_size: Ints, scales: Any) -> Any:
        """A picture of another size, each of its points a copy of the nearest."""
        return taken(self, _all_nearest(exact, self.shape, output_size, scales))

    return resized


NEAREST = {
    ("nearest-exact" if exact else "nearest", count): _declare_nearest(exact, count)
    for exact in (False, True)
    for count in (1, 2, 3)
}


def adaptive_windows(length: int, count: int) -> list[slice]:
    """``count`` windows that together cover ``length`` elements; neighbours may overlap by one.

    Window n goes from ⌊n · length / count⌋ to ⌈(n + 1) · length / count⌉, as PyTorch's do.
    """
    windows = []
    for n in range(count):
        start, stop = n * length // count, -(-(n + 1) * length // count)
        windows.append(slice(start, stop))
    return windows


@cache
def share_matrix(length: int, count: int) -> Any:
    """A matrix that takes the means of ``count`` adaptive windows of ``length`` elements."""
    matrix = np.zeros((count, length))
    for row, window in zip(matrix, adaptive_windows(length, count), strict=True):
        row[window] = 1 / (window.stop - window.start)
    return matrix


def _adaptive_matrices(dtype: Any, shape: Ints, output_size: Ints) -> list[Any]:
    size = shape[len(shape) - len(output_size) :]
    pairs = zip(size, output_size, strict=True)
    return [share_matrix(length, out).astype(dtype) for length, out in pairs]


def _declare_adaptive(count: int) -> Any:
    @operation(
        "mean pool", name=f"_adaptive_avg_pool{count}d.default",
        node=f"AdaptiveAvgPool{count}DBackward0",
        backward_node=f"AdaptiveAvgPool{count}DBackwardBackward0",
        self=lambda grad, self, self_shape, output_size: back_along(
            grad, _adaptive_matrices, self_shape, output_size
        ),
    )  # fmt: skip
    def pooled(self: Any, output_size: Ints) -> Any:
        """The means of windows chosen so that there are ``output_size`` of them."""
        matrices = _adaptive_matrices(self.dtype, self.shape, output_size)
        return np.ascontiguousarray(along_last(self, [each.T for each in matrices]))

    return pooled


ADAPTIVE_MEANS = {count: _declare_adaptive(count) for count in (2, 3)}
