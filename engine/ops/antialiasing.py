"""Pictures made smaller without jagged edges: every output a weighted mean of all it covers.

As ``engine.ops.resampling`` does it, but with filters as wide as the picture shrinks, after the
manner of the imaging library PIL (``Resample.c``), which PyTorch's ``antialias=True`` follows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.calls.declare import operation
from engine.ops.resampling import Ints, along_last, back_along

_SAMPLE = "torch.nn.functional.interpolate(torch.stack([b, c]), (2, 2)"
KEYS = -0.5
"""The parameter of Keys' cubic convolution (1981) that PIL uses."""


class Filter(NamedTuple):
    """The weight of an input by its distance from an output, and how far it reaches."""

    weigh: Callable[[Any], Any]
    reach: float


def _triangle(x: Any) -> Any:
    return np.maximum(1 - np.abs(x), 0)


def _cubic(x: Any) -> Any:
    x = np.abs(x)
    near = ((KEYS + 2) * x - (KEYS + 3)) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * KEYS
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def _lanczos(x: Any) -> Any:
    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)


FILTERS = {
    "bilinear": Filter(_triangle, 1), "bicubic": Filter(_cubic, 2), "lanczos": Filter(_lanczos, 3),
}  # fmt: skip


def _step(size: int, out: int, align: bool, scale: float | None) -> float:
    if align:
        return (size - 1) / (out - 1) if out > 1 else 0.0
    return 1 / scale if scale is not None and scale > 0 else size / out


def _covered(dtype: Any, mode: str, size: int, out: int, align: bool, scale: Any) -> Any:
    """Each output from all inputs within its filter's reach, which grows as the step does."""
    kind = np.dtype(np.float64 if dtype == np.float64 else np.float32).type
    weigh, reach = FILTERS[mode]
    step = kind(_step(size, out, align, scale))
    wide = max(step, kind(1))
    middle = (np.arange(out, dtype=kind) + kind(0.5)) * step
    first = np.maximum((middle - reach * wide + kind(0.5)).astype(np.int64), 0)
    end = np.minimum((middle + reach * wide + kind(0.5)).astype(np.int64), size)
    at = np.arange(size)
    weights = weigh((at + kind(0.5) - middle[:, None]) / wide)
    weights = np.where((at >= first[:, None]) & (at < end[:, None]), weights, 0)
    whole = weights.sum(axis=1, keepdims=True)
    return (weights / np.where(whole == 0, 1, whole)).astype(dtype)


def _matrices(
    dtype: Any, mode: str, shape: Ints, output_size: Ints, align: bool, scales: Any
) -> list[Any]:
    facts = zip(shape[2:], output_size, scales, strict=True)
    return [_covered(dtype, mode, size, out, align, scale) for size, out, scale in facts]


def _declare(mode: str) -> Any:
    node = f"Upsample{mode.capitalize()}2DAaBackward"

    @operation(
        "resize", name=f"_upsample_{mode}2d_aa.default", node=f"{node}0",
        backward_node=f"{node}Backward0",
        self=lambda grad, self_shape, output_size, align_corners, scales: back_along(
            grad, _matrices, mode, self_shape, output_size, align_corners, scales
        ),
        samples=(f"{_SAMPLE}, mode={mode!r}, antialias=True)",),
    )  # fmt: skip
    def resized(self: Any, output_size: Ints, align_corners: bool, scales: Any) -> Any:
        """A picture of another size, each of its points a mean of those it covers."""
        matrices = _matrices(self.dtype, mode, self.shape, output_size, align_corners, scales)
        return np.ascontiguousarray(along_last(self, [each.T for each in matrices]))

    return resized


ANTIALIASED = {mode: _declare(mode) for mode in FILTERS}
