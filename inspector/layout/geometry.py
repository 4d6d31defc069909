"""Where everything is: the plain result of a layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


class Direction(Enum):
    """Which way execution runs on the screen."""

    RIGHT = "LR"
    DOWN = "TB"


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen at once of a graph, in scene units, where names can just be read."""

    width: float
    height: float

    def along(self, direction: Direction) -> tuple[float, float]:
        """Its extents along the flow and across it."""
        if direction is Direction.RIGHT:
            return self.width, self.height
        return self.height, self.width


COMMON = Page(1_650.0, 1_550.0)
"""In a window of common size, 1440 by 900 pixels, between its panels."""
SMALL = Page(1_300.0, 1_100.0)
"""The same in a small one, of 1280 by 720 pixels."""
WIDE = Page(3_700.0, 1_750.0)
"""Where nothing stands beside the graph, as in a presentation."""


@dataclass(frozen=True)
class Rows:
    """What goes on in further rows, as text does.

    ``number`` : (n,) the row of every vertex, rows that follow each other in ascending order; 0
    where all stands in one. ``lowered`` : (n,) how far it has been moved across the flow.
    """

    number: npt.NDArray[np.intp]
    lowered: npt.NDArray[np.float64]

    @classmethod
    def of(cls, count: int) -> Rows:
        """One row: nothing is broken yet."""
        return cls(np.zeros(count, dtype=np.intp), np.zeros(count))

    def first(self, count: int) -> Rows:
        """Those of the first vertices."""
        return Rows(self.number[:count], self.lowered[:count])


@dataclass(frozen=True)
class Geometry:
    """Boxes and routes in scene units (pixels at 100 %).

    ``boxes`` : (n, 4) array of centre x, centre y, width, height, in the order of ``index``.
    ``routes`` : per edge key, (k, 2) array of points from the source's border to the target's.
    ``stubs`` : per key of an edge that is drawn short, the box (centre x, centre y, width, height)
    of the tag near its target that names its source; its route begins there.
    ``rows`` : which vertices stand in which row, in the order of ``index``; None: all in one.
    ``page`` : what rows are made for.
    """

    direction: Direction
    index: Mapping[str, int]
    boxes: Points
    routes: Mapping[str, Points]
    stubs: Mapping[str, Points] = field(default_factory=dict)
    rows: Rows | None = None
    page: Page = COMMON

    def box(self, key: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of a vertex."""
        x, y, width, height = self.boxes[self.index[key]]
        return float(x - width / 2), float(y - height / 2), float(width), float(height)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of everything; zeros where there is nothing."""
        if not len(self.boxes):
            return 0.0, 0.0, 0.0, 0.0
        boxes = np.vstack([self.boxes, *self.stubs.values()])
        half = boxes[:, 2:] / 2
        corners = [boxes[:, :2] - half, boxes[:, :2] + half, *self.routes.values()]
        points = np.concatenate(corners)
        low, high = points.min(axis=0), points.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


EMPTY = Geometry(Direction.RIGHT, {}, np.empty((0, 4)), {})
