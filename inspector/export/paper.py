"""A long picture on pages of paper: cut between the rows of its graph, as text is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil, sqrt

import numpy as np

from inspector.drawing.primitives import Box, Line, Primitive, Text, moved
from inspector.drawing.scene import Picture, Stage, below, origin
from inspector.export.subject import Subject
from inspector.layout.geometry import Direction, Geometry

SHAPE = sqrt(2)
"""The longer side of a page by the shorter, as of A4."""
LONG = 1.2
"""A picture so many times as long as a page still stands on one."""


def pages(subject: Subject) -> tuple[Picture, ...]:
    """The picture of a subject, on as many pages of one size as its rows need.

    Rows that run to the right go on downwards, on upright pages; rows that run down go on to the
    right, on pages that lie across, where the words stand on the last one, as wide as it is.
    """
    whole, upright = subject.picture(), subject.geometry.direction is Direction.RIGHT
    if upright and whole.height > LONG * SHAPE * whole.width:
        return _cut(whole, subject, subject.stage(), 1) or (whole,)
    if not upright and whole.width > LONG * SHAPE * whole.height:
        bare = replace(subject.stage(), lines=0, legend=False)
        made = _cut(replace(subject, caption="").picture(bare), subject, bare, 0)
        return tuple(_with_words(made, subject)) or (whole,)
    return (whole,)


def _cut(whole: Picture, subject: Subject, on: Stage, axis: int) -> tuple[Picture, ...]:
    """A picture on a stage as pages one behind another along an axis; none where it is not cut."""
    shift = origin(on, subject.geometry, subject.theme)[axis]
    rooms, taken = _gaps(subject.geometry, axis), _taken(whole, axis)
    cuts = [_free(before + shift, after + shift, taken) for before, after in rooms]
    if not cuts:
        return ()
    sides = whole.width, whole.height
    spans = list(pairwise([0.0, *_filled(cuts, sides[axis], sides[1 - axis]), sides[axis]]))
    length = float(ceil(max(end - begin for begin, end in spans)))
    return tuple(_page(whole, begin, end, length, axis) for begin, end in spans)


def _with_words(made: Sequence[Picture], subject: Subject) -> Iterator[Picture]:
    """The pages with room below for the sentence and the legend, which stand on the last."""
    for number, page in enumerate(made, 1):
        words, high = below(subject.stage(), subject.theme, subject.caption, page.width)
        height = float(ceil(page.height + high))
        paper = Box(0, 0, page.width, height, fill="canvas")
        parts = words if number == len(made) else ()
        drawn = (paper, *page.primitives, *moved(parts, 0, page.height))
        yield Picture(drawn, page.width, height)


def _gaps(geometry: Geometry, axis: int) -> Iterator[tuple[float, float]]:
    """Where the cards of a row end along an axis, and where those of the next begin."""
    if geometry.rows is None:
        return
    number = geometry.rows.number
    middle, half = geometry.boxes[:, axis], geometry.boxes[:, axis + 2] / 2
    rows = [number == each for each in np.unique(number)]
    ends = [((middle - half)[row].min(), (middle + half)[row].max()) for row in rows]
    yield from ((float(before), float(after)) for (_, before), (after, _) in pairwise(ends))


def _taken(whole: Picture, axis: int) -> np.ndarray:
    """From where to where there is anything along an axis, (m, 2): words, and ends of lines."""
    found: list[tuple[float, float]] = []
    for each in whole.primitives:
        if isinstance(each, Line):
            found += [(point[axis], point[axis]) for point in each.points]
        elif isinstance(each, Box) and each.width < whole.width:
            low, extent = ((each.x, each.width), (each.y, each.height))[axis]
            found.append((low, low + extent))
    return np.array(sorted(found)).reshape(-1, 2)


def _free(before: float, after: float, taken: np.ndarray) -> float:
    """The middle of the widest room between two rows in which nothing is."""
    lows, highs = taken[(taken[:, 0] < after) & (taken[:, 1] > before)].T
    begins = np.maximum.accumulate(np.concatenate([[before], highs]))
    ends = np.concatenate([lows, [after]])
    widest = (ends - begins).argmax()
    return float(begins[widest] + ends[widest]) / 2


def _filled(cuts: Sequence[float], length: float, side: float) -> Iterator[float]:
    """The cuts after which a page begins: each holds as many rows as it can beside its side."""
    room, begin = SHAPE * side, 0.0
    for cut, following in pairwise([*cuts, length]):
        if following - begin > room and cut > begin:
            yield cut
            begin = cut


def _page(whole: Picture, begin: float, end: float, length: float, axis: int) -> Picture:
    """What of a picture lies between two cuts, at the start of a page so long."""
    kept = [each for each in whole.primitives if _is_within(each, begin, end, axis)]
    free = length - (end - begin)
    if axis:
        rest = Box(0, end - begin, whole.width, free, fill="canvas")
        return Picture((*moved(kept, 0, -begin), rest), whole.width, length)
    rest = Box(end - begin, 0, free, whole.height, fill="canvas")
    return Picture((*moved(kept, -begin, 0), rest), length, whole.height)


def _is_within(each: Primitive, begin: float, end: float, axis: int) -> bool:
    """Whether any of a shape is between two cuts."""
    if isinstance(each, Line):
        levels = [point[axis] for point in each.points]
        return min(levels) < end and max(levels) > begin
    if isinstance(each, Text):
        # What hangs over a cut from above is cut off below it; words stand beside no cut.
        return begin < each.y < end + each.size if axis else begin < each.x < end
    low, extent = ((each.x, each.width), (each.y, each.height))[axis]
    return low < end and low + extent > begin
