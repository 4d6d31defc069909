"""How a line bends and ends: the same in the window, on paper and in an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Point: TypeAlias = tuple[float, float]
Cubic: TypeAlias = tuple[Point, Point, Point, Point]

PIECES = 12
"""Straight pieces a curve between two points is drawn with where curves are not to be had."""


def cubics(points: Sequence[Point], vertical: bool = False) -> tuple[Cubic, ...]:
    """Bézier curves through ``points`` that run along one axis at every one of them.

    Between two points the curve never leaves the rectangle they span, so it cannot overshoot.
    """
    return tuple(_cubic(start, end, vertical) for start, end in pairwise(points))


def _cubic(start: Point, end: Point, vertical: bool) -> Cubic:
    (x0, y0), (x1, y1) = start, end
    if vertical:
        middle = (y0 + y1) / 2
        return start, (x0, middle), (x1, middle), end
    middle = (x0 + x1) / 2
    return start, (middle, y0), (middle, y1), end


def polyline(
    points: npt.NDArray[np.float64], vertical: bool = False, pieces: int = PIECES
) -> npt.NDArray[np.float64]:
    """The same curves as (m, 2) points close enough together to look round.

    Spans that run straight along the axis stay one piece.
    """
    start, end = points[:-1, None, :], points[1:, None, :]
    time = np.linspace(0, 1, pieces, endpoint=False)
    # The cubic of `cubics` at `time`: its middle controls lie half the way along the axis.
    along = 1.5 * time * (1 - time) + time**3
    across = time * time * (3 - 2 * time)
    shares = np.stack([across, along] if vertical else [along, across], axis=1)
    curved = start + shares[None] * (end - start)
    straight = points[:-1, int(not vertical)] == points[1:, int(not vertical)]
    keep = ~straight[:, None] | (np.arange(pieces) == 0)
    return np.vstack([curved[keep], points[-1:]])


def middle(points: Sequence[Point], vertical: bool = False) -> Point:
    """The point half the way along a curve, by length."""
    line = polyline(np.asarray(points, dtype=np.float64), vertical)
    lengths = np.hypot(*np.diff(line, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(lengths)])
    half = travelled[-1] / 2
    x, y = (np.interp(half, travelled, line[:, axis]) for axis in (0, 1))
    return float(x), float(y)


def head_length(line: float) -> float:
    """How long the arrow head of a line of this width is."""
    return 5.0 + 3.0 * line


def heading(points: Sequence[Point], smooth: bool, vertical: bool) -> Point:
    """The unit vector in which a line arrives at its last point."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    if smooth:
        x0, y0 = (x1, y0) if vertical else (x0, y1)
    length = hypot(x1 - x0, y1 - y0)
    if length:
        return (x1 - x0) / length, (y1 - y0) / length
    return (0.0, 1.0) if vertical else (1.0, 0.0)


def arrow_head(tip: Point, direction: Point, line: float) -> tuple[Point, Point, Point]:
    """A triangle whose tip is ``tip``."""
    (x, y), (dx, dy) = tip, direction
    length = head_length(line)
    half = length * 0.42
    back_x, back_y = x - dx * length, y - dy * length
    return tip, (back_x - dy * half, back_y + dx * half), (back_x + dy * half, back_y - dx * half)


def without_head(points: Sequence[Point], direction: Point, line: float) -> tuple[Point, ...]:
    """The line up to where its arrow head begins to cover it."""
    (x, y), (dx, dy) = points[-1], direction
    back = head_length(line) * 0.8
    return (*points[:-1], (x - dx * back, y - dy * back))
