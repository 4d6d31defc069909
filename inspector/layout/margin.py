"""The left margin of a row: where lines that are led back come in, and leaves' tags stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from inspector.layout.curve import curve
from inspector.layout.flow import Numbers
from inspector.layout.geometry import Points

APART = 14.0
"""Between tags and lines one above the other."""
RAIL = 4.0
"""Half of what a line takes across."""
SHIFT = 48.0
"""How long a line takes from its place in the margin to its level in the row."""
STRAIGHT = 12.0
"""The same where every one comes in on its level."""

Size: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Margin:
    """What comes in at the beginning of a row, in the axes of the part before it was broken.

    ``door`` : along, where the row begins. ``column`` : where the tags end, and ``left`` where
    they begin. ``lines`` : by the level of a line in the row, where it comes in across. ``tags`` :
    by the leaf, the box of its tag.
    """

    door: float
    column: float
    left: float
    lines: Mapping[float, float]
    tags: Mapping[int, Numbers]

    def lead_in(self, place: float, level: float) -> Points:
        """Points from a place beside the tags to the door."""
        room = (self.door - self.column) / 8
        ends = (self.column, self.column + room, place), (self.door - room, self.door, level)
        return curve(list(ends))

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest place across that is taken."""
        tops = [box[1] - box[3] / 2 for box in self.tags.values()]
        bottoms = [box[1] + box[3] / 2 for box in self.tags.values()]
        every = [*self.lines.values(), *tops, *bottoms]
        return min(every, default=np.inf), max(every, default=-np.inf)


def margin(
    door: float, lines: set[float], leaves: Mapping[int, float], sizes: Mapping[int, Size]
) -> Margin:
    """The margin before ``door``.

    ``lines`` : the levels of those led back. ``leaves`` : the level of each tag's line.
    ``sizes`` : length and width of the tags.
    """
    tags = [(level, sizes[leaf][1] / 2, leaf) for leaf, level in leaves.items()]
    entries = sorted([*tags, *((level, RAIL, -1) for level in lines)])
    levels = np.array([entry[0] for entry in entries])
    places = pushed_apart(levels, np.array([entry[1] for entry in entries]))
    moved = bool(np.abs(places - levels).max(initial=0.0) > 0.25)
    column = door - (SHIFT if moved else STRAIGHT)
    boxes, ways = dict[int, Numbers](), dict[float, float]()
    for (level, _, leaf), place in zip(entries, places.tolist(), strict=True):
        if leaf < 0:
            ways[level] = place
        else:
            length, width = sizes[leaf]
            boxes[leaf] = np.array([column - length / 2, place, length, width])
    longest = max((size[0] for size in sizes.values()), default=0.0)
    return Margin(door, column, column - longest, ways, boxes)


def pushed_apart(levels: Numbers, half: Numbers) -> Numbers:
    """Places in the order of ascending levels, near them, so that nothing touches."""
    room = np.concatenate([[0.0], np.cumsum(half[:-1] + half[1:] + APART)])[: len(levels)]
    lowest = np.maximum.accumulate(levels - room) + room
    highest = np.minimum.accumulate((levels - room)[::-1])[::-1] + room
    places: Numbers = (lowest + highest) / 2
    return places
