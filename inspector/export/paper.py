"""A long picture on pages of paper: cut between the rows of its graph, as text is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, sqrt

import numpy as np

from inspector.drawing.primitives import Box, Line, Primitive, Text, moved
from inspector.drawing.scene import Picture, origin
from inspector.export.subject import Subject
from inspector.layout.geometry import Direction, Geometry

SHAPE = sqrt(2)
"""Height of a page by its width, as of A4."""
LONG = 1.2
"""A picture so many times as high as a page still stands on one."""


def pages(subject: Subject) -> tuple[Picture, ...]:
    """The picture of a subject, on as many pages of one size as its rows need."""
    whole = subject.picture()
    cuts = _gaps(subject.geometry) + origin(subject.stage(), subject.geometry, subject.theme)[1]
    if not len(cuts) or whole.height <= LONG * SHAPE * whole.width:
        return (whole,)
    spans = list(pairwise([0.0, *_filled(cuts.tolist(), whole), whole.height]))
    height = float(ceil(max(end - begin for begin, end in spans)))
    return tuple(_page(whole, begin, end, height) for begin, end in spans)


def _gaps(geometry: Geometry) -> np.ndarray:
    """Where, downwards, a picture may be cut: between two rows, and away from all lines there."""
    if geometry.rows is None or geometry.direction is not Direction.RIGHT:
        return np.empty(0)
    number, (middle, half) = geometry.rows.number, (geometry.boxes[:, 1], geometry.boxes[:, 3] / 2)
    rows = [number == each for each in np.unique(number)]
    ends = [((middle - half)[row].min(), (middle + half)[row].max()) for row in rows]
    lines = np.concatenate([route[:, 1] for route in geometry.routes.values()])
    return np.array([_free(above, below, lines) for (_, above), (below, _) in pairwise(ends)])


def _free(above: float, below: float, lines: np.ndarray) -> float:
    """The middle of the widest room without a line between two rows."""
    levels = np.sort(lines[(lines > above) & (lines < below)])
    levels = np.concatenate([[above], levels, [below]])
    widest = np.diff(levels).argmax()
    return float(levels[widest : widest + 2].mean())


def _filled(cuts: Sequence[float], whole: Picture) -> Iterator[float]:
    """The cuts after which a page begins: each holds as many rows as it can."""
    room, begin = SHAPE * whole.width, 0.0
    for cut, following in pairwise([*cuts, whole.height]):
        if following - begin > room and cut > begin:
            yield cut
            begin = cut


def _page(whole: Picture, begin: float, end: float, height: float) -> Picture:
    """What of a picture lies between two cuts, at the top of a page so high."""
    kept = (each for each in whole.primitives if _is_within(each, begin, end))
    rest = Box(0, end - begin, whole.width, height - (end - begin), fill="canvas")
    return Picture((*moved(kept, 0, -begin), rest), whole.width, height)


def _is_within(each: Primitive, begin: float, end: float) -> bool:
    """Whether any of a shape is between two cuts."""
    if isinstance(each, Line):
        levels = [y for _, y in each.points]
        return min(levels) < end and max(levels) > begin
    if isinstance(each, Text):
        return begin < each.y < end + each.size
    return each.y < end and each.y + each.height > begin
