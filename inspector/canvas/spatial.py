"""A spatial index: which of many rectangles touch a region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inspector.canvas.camera import Rect, grown, union

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

FEW = 4
"""A band of more than this part of all (a quarter) is not worth sorting."""


class SpatialIndex:
    """Rectangles sorted by their upper edge; a query looks only at a band of them.

    ``corners`` : (n, 4) array of left, top, right, bottom; kept side by side, as numpy computes
    with long columns many times as fast as with short rows. Rectangles of a layered drawing are
    about equally high, so the band holds little more than the answer.
    """

    def __init__(self, corners: Floats) -> None:
        self._sides = np.ascontiguousarray(corners.T)
        self._order = np.argsort(self._sides[1], kind="stable").astype(np.int32)
        self._tops = self._sides[1][self._order]
        heights = self._sides[3] - self._sides[1]
        # One float up, as a rounded height may fall short of the way from edge to edge.
        self._tallest = float(np.nextafter(heights.max(), np.inf)) if len(heights) else 0.0

    @property
    def corners(self) -> Floats:
        """Left, top, right and bottom of each, (n, 4)."""
        return self._sides.T

    def sides(self, numbers: Indices) -> tuple[Floats, Floats, Floats, Floats]:
        """All lefts, tops, rights and bottoms of some, to compute with quickly."""
        every = len(numbers) == len(self._tops)
        left, top, right, bottom = (side if every else side[numbers] for side in self._sides)
        return left, top, right, bottom

    def within(self, rect: Rect) -> Indices:
        """The rectangles that touch ``rect``, in ascending order."""
        band = self._band(rect[1], rect[1] + rect[3])
        # Where most must be asked anyway, asking all in their order saves sorting them.
        many = len(band) * FEW > len(self._tops)
        found = touches(self._sides if many else self._sides[:, band], [rect])
        return np.flatnonzero(found) if many else np.sort(band[found]).astype(np.intp)

    def within_any(self, rects: Sequence[Rect]) -> Indices:
        """The rectangles that touch any of some, in ascending order."""
        if len(rects) == 1:
            return self.within(rects[0])
        # A little more than their union, whose sides are rounded.
        near = self.within(grown(union(rects), 1.0))
        return near[touches(self.sides(near), rects)]

    def among(self, numbers: Indices, rect: Rect) -> Indices:
        """Those of some that touch ``rect``, in their order."""
        return numbers[touches(self.sides(numbers), [rect])]

    def at(self, x: float, y: float, tolerance: float = 0.0) -> Indices:
        """The rectangles that hold a point, or come as near to it as ``tolerance``."""
        return self.within((x - tolerance, y - tolerance, 2 * tolerance, 2 * tolerance))

    def _band(self, top: float, bottom: float) -> npt.NDArray[np.int32]:
        first = int(np.searchsorted(self._tops, top - self._tallest, side="left"))
        last = int(np.searchsorted(self._tops, bottom, side="right"))
        return self._order[first:last]


def touches(sides: Sequence[Floats] | Floats, rects: Sequence[Rect]) -> npt.NDArray[np.bool_]:
    """Whether each rectangle, by all lefts, tops, rights and bottoms, touches any of some."""
    lefts, tops, rights, bottoms = sides
    found = np.zeros(len(lefts), dtype=bool)
    for left, top, width, height in rects:
        own = (lefts <= left + width) & (rights >= left)
        own &= (tops <= top + height) & (bottoms >= top)
        found |= own
    return found


def common(count: int, one: Indices, other: Indices) -> Indices:
    """The numbers below ``count`` that are in both groups, in ascending order."""
    found = np.zeros(count, dtype=bool)
    found[one] = True
    chosen = np.zeros(count, dtype=bool)
    chosen[other] = True
    return np.flatnonzero(found & chosen)


def corners_of(boxes: Floats) -> Floats:
    """Left, top, right, bottom of boxes given as centre x, centre y, width, height."""
    half = boxes[:, 2:] / 2
    return np.hstack([boxes[:, :2] - half, boxes[:, :2] + half])
