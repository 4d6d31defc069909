"""A spatial index: which of many rectangles touch a region, found without asking each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inspector.canvas.camera import Rect

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

FEW = 4
"""A band of more than this part of all (a quarter) is not worth sorting."""


class SpatialIndex:
    """Rectangles sorted by their upper edge; a query looks only at a band of them.

    ``corners`` : (n, 4) array of left, top, right, bottom; kept side by side, as numpy reckons
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
        """All lefts, tops, rights and bottoms of some, to reckon with quickly."""
        every = len(numbers) == len(self._tops)
        left, top, right, bottom = (side if every else side[numbers] for side in self._sides)
        return left, top, right, bottom

    def within(self, rect: Rect) -> Indices:
        """The rectangles that touch ``rect``, in ascending order."""
        left, top, width, height = rect
        band = self._band(top, top + height)
        # Where most must be asked anyway, asking all in their order saves sorting them.
        many = len(band) * FEW > len(self._tops)
        lefts, tops, rights, bottoms = self._sides if many else self._sides[:, band]
        touches = (lefts <= left + width) & (rights >= left)
        touches &= (tops <= top + height) & (bottoms >= top)
        return np.flatnonzero(touches) if many else np.sort(band[touches]).astype(np.intp)

    def at(self, x: float, y: float, tolerance: float = 0.0) -> Indices:
        """The rectangles that hold a point, or come as near to it as ``tolerance``."""
        return self.within((x - tolerance, y - tolerance, 2 * tolerance, 2 * tolerance))

    def _band(self, top: float, bottom: float) -> npt.NDArray[np.int32]:
        first = int(np.searchsorted(self._tops, top - self._tallest, side="left"))
        last = int(np.searchsorted(self._tops, bottom, side="right"))
        return self._order[first:last]


def among(count: int, *groups: Indices) -> Indices:
    """The numbers below ``count`` that are in any of some groups, in ascending order."""
    if len(groups) == 1:
        return groups[0]
    found = np.zeros(count, dtype=bool)
    for group in groups:
        found[group] = True
    return np.flatnonzero(found)


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
