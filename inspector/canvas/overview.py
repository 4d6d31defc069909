"""The scale of the minimap: a whole scene on few pixels, a long thin strip pulled apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inspector.canvas.camera import Rect
from inspector.canvas.spatial import Floats

PULLED = 4.0
"""Pixels; pulling a strip apart makes its vertices no larger than that."""

ASKED = 4_096
"""So many vertices, evenly over a graph, tell how large one of it is; more take longer only."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the scene lies on few pixels: pixel = scene × scale + shift, for each axis its own."""

    scales: tuple[float, float] = (1.0, 1.0)
    shift: tuple[float, float] = (0.0, 0.0)

    def rect(self, rect: Rect) -> Rect:
        """A scene rectangle in pixels."""
        left, top = (rect[i] * self.scales[i] + self.shift[i] for i in (0, 1))
        return left, top, rect[2] * self.scales[0], rect[3] * self.scales[1]

    def to_scene(self, x: float, y: float) -> tuple[float, float]:
        """The scene point under a pixel."""
        return (x - self.shift[0]) / self.scales[0], (y - self.shift[1]) / self.scales[1]

    def sides(self, sides: Sequence[Floats]) -> list[Floats]:
        """Lefts, tops, rights and bottoms, or other places across and down in turn, in pixels."""
        return [
            side * self.scales[number % 2] + self.shift[number % 2]
            for number, side in enumerate(sides)
        ]


def overview_of(
    bounds: Rect, sides: Sequence[Floats], most: tuple[float, float], least: float, margin: float
) -> tuple[Overview, tuple[int, int]]:
    """The overview of a scene, and its width and height in pixels with a margin on every side.

    ``sides`` : of every vertex. ``most`` : the largest size within the margin; ``least`` : the
    least width and height.
    """
    lengths = max(bounds[2], 1.0), max(bounds[3], 1.0)
    scale = min(most[0] / lengths[0], most[1] / lengths[1])
    scales, size, shift = [scale, scale], [0, 0], [0.0, 0.0]
    for axis in (0, 1):
        # A strip of ten thousand layers would be a single line.
        own = _typical(sides[axis + 2], sides[axis])
        pulled = min(least / lengths[axis], PULLED / max(own, 1e-9))
        scales[axis] = max(scale, pulled)
        inner = max(lengths[axis] * scales[axis], least)
        size[axis] = round(inner + 2 * margin)
        middle = bounds[axis] + bounds[axis + 2] / 2
        shift[axis] = size[axis] / 2 - middle * scales[axis]
    return Overview((scales[0], scales[1]), (shift[0], shift[1])), (size[0], size[1])


def _typical(ends: Floats, starts: Floats) -> float:
    """The length that half of the vertices do not reach, 1 where there is none."""
    every = max(1, -(-len(ends) // ASKED))
    return float(np.median(ends[::every] - starts[::every])) if len(ends) else 1.0
