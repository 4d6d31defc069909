"""The route of a line from the end of a row back to the beginning of the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inspector.layout.geometry import Points
from inspector.layout.row_breaks import LANE, MARGIN

GUTTER = MARGIN / 2
"""How far lines that are led back keep from the rows above and below."""
ROUND = 12.0
"""The radius of their corners."""
NEAR = 5.0
"""From a corner to the next point; each further one is twice as far from the last."""
MIDDLE = 0.4
"""No such point lies farther than this part of the way: one stands in its middle."""
ANGLES = np.linspace(0.0, np.pi / 2, 7)[:, None]


@dataclass(frozen=True)
class Turn:
    """The ways back from the end of one row to the beginning of the next.

    ``levels`` : where across the lines come that pass, from above. ``end`` : along, where the row
    ends that they leave. ``begin`` : where they come to the margin of the next. ``below`` :
    across, the first way.
    """

    levels: tuple[float, ...]
    end: float
    begin: float
    below: float

    def way(self, level: float, start: Points, goal: Points) -> Points:
        """Points from ``start`` to ``goal``, which are (along, across), without these two.

        The lowest line turns first and takes the uppermost way, which comes down outermost: no
        two of them cross.
        """
        above = self.levels.index(level)
        under = len(self.levels) - 1 - above
        right, left = self.end + ROUND + LANE * under, self.begin - ROUND - LANE * above
        lane = self.below + LANE * under
        corners = np.array([(right, start[1]), (right, lane), (left, lane), (left, goal[1])])
        return _rounded(np.concatenate([start[None], corners, goal[None]]))


def _rounded(corners: Points) -> Points:
    """A way with each corner rounded to a quarter of a circle, and points dense beside it."""
    ways = np.diff(corners, axis=0)
    units = ways / np.maximum(np.abs(ways).sum(axis=1, keepdims=True), 1e-9)
    arcs = [
        corner + ROUND * ((np.sin(ANGLES) - 1) * into + (1 - np.cos(ANGLES)) * out)
        for corner, (into, out) in zip(corners[1:-1], pairwise(units), strict=True)
    ]
    ends = [corners[:1], *arcs, corners[-1:]]
    straights = [straight(a[-1], b[0]) for a, b in pairwise(ends)]
    parts = [straights[0]]
    for arc, between in zip(arcs, straights[1:], strict=True):
        parts += [arc, between]
    return np.concatenate(parts)


def straight(first: Points, last: Points) -> Points:
    """Points between two others, ever farther apart towards the middle."""
    length = float(np.abs(last - first).sum())
    reach = NEAR * (np.exp2(np.arange(1, 40)) - 1)
    reach = reach[reach < MIDDLE * length]
    share = np.concatenate([reach, [length / 2], length - reach[::-1]])[:, None]
    way: Points = first + share * (last - first) / max(length, 1e-9)
    return way
