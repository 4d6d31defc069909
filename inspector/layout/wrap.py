"""Wrapping: a long narrow part goes on in further rows, as text does.

Sixty operations one behind another are a strip that leaves most of a screen empty, and that
nobody can read as a whole. So such a part is broken where few lines pass, and goes on below;
operations' lines are led back between the rows to where the next one begins, and a leaf that is
used there again gets a tag. Rows all run the same way (not to and fro like a furrow), so that
inputs stay on the left of what they are put into. Each row is then placed for itself, as what
stood between its members may be in another row now. The order in its layers stays: no line meets
another that it did not meet before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from inspector.layout.cancel import Check, checked, stop_if
from inspector.layout.flow import Flow, Indices, Mask, Numbers
from inspector.layout.geometry import Points
from inspector.layout.part import Part
from inspector.layout.row_breaks import LANE, Extent, Former, best, extent, rows
from inspector.layout.row_cards import cards
from inspector.layout.row_turns import GUTTER, Turn, straight
from inspector.layout.settle import settled
from inspector.layout.sheet import Passage, Sheet, TagSize, keys, taken_apart
from inspector.layout.sift import Sifter
from inspector.layout.split import Net
from inspector.layout.start import places

ROUNDS, SIFTED = 4, 60_000
"""Rounds of sifting at most, and members that all of them visit."""
SPARSE = 3
"""A line of no more points runs straight from end to end."""


def wrapped(
    part: Part,
    homes: Indices,
    tag_size: TagSize,
    room: Extent,
    cancelled: Check,
    former: Former | None = None,
) -> Part:
    """The part in rows, where that shows it much larger.

    ``homes`` : of each vertex of the whole graph itself, of the tags behind them the leaf that
    each stands for. ``room`` : what is seen at once, along and across. ``former`` : the rows in
    which these stood before.
    """
    if not len(part.flow.edges):
        return part
    home = homes[part.flow.vertices]
    own = home == part.flow.vertices
    at = cards(part.flow, part.centres, ~own)
    found = best(part.flow, at, former and _of_part(part.flow, former, own), room, cancelled)
    stop_if(cancelled)
    if found is None:
        return part
    # Where a row is seen from end to end, one tag of a leaf will do for it.
    leaf = home if extent(*found, at)[0] <= room[0] else part.flow.vertices
    sheet = taken_apart(part, at, rows(at, found[1]), leaf, tag_size, cancelled)

    def ordered(net: Net) -> Indices:
        before = places(net, keys(part, sheet, net))
        # Lines that pass between rows keep their order, or else they would cross on the way.
        inner = np.ones(net.depth, dtype=bool)
        inner[sheet.layer[[*sheet.doors.values(), *sheet.exits.values()]]] = False
        return Sifter(net, cancelled)(before, min(SIFTED // len(net), ROUNDS), inner)

    placed = PlacedSheet(sheet, *settled(sheet.flow, sheet.layer, cancelled, ordered))
    return _in_rows(part, placed, _moved(placed, own, cancelled), cancelled)


def _of_part(flow: Flow, former: Former, own: Mask) -> Former:
    """The rows of a part's vertices in the former layout; tags are in none."""
    row = np.where(own, former.row[np.where(own, flow.vertices, 0)], 0)
    return replace(former, row=row)


@dataclass(frozen=True)
class PlacedSheet:
    """A sheet that is laid out, its rows one behind another."""

    sheet: Sheet
    centres: Points
    routes: list[Points]

    def corners(self, cancelled: Check) -> tuple[Points, Points]:
        """Lowest and highest corner of each row, its lines included: (rows, 2)."""
        half, row = self.sheet.flow.sizes / 2, self.sheet.row
        count = int(row.max()) + 1
        low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
        np.minimum.at(low, row, self.centres - half)
        np.maximum.at(high, row, self.centres + half)
        stop_if(cancelled)
        points, counts = np.concatenate(self.routes), self._counts
        stop_if(cancelled)
        first = np.flatnonzero(np.diff(self._owner, prepend=-1))
        mine, starts = self._owner[first], (np.cumsum(counts) - counts)[first]
        low[mine] = np.minimum(low[mine], np.minimum.reduceat(points, starts))
        high[mine] = np.maximum(high[mine], np.maximum.reduceat(points, starts))
        return low, high

    def moved(self, shifts: Points) -> list[Points]:
        """Every line, moved with its row."""
        counts = self._counts
        points = np.concatenate(self.routes) + np.repeat(shifts[self._owner], counts, axis=0)
        ends = accumulate(counts.tolist(), initial=0)
        return [points[a:b] for a, b in pairwise(ends)]

    @property
    def _counts(self) -> Indices:
        """How many points each line has."""
        return np.fromiter(map(len, self.routes), np.intp, len(self.routes))

    @property
    def _owner(self) -> Indices:
        """The row of each line, which ascends as that of their heads does."""
        return self.sheet.row[self.sheet.flow.edges[:, 1]]


@dataclass(frozen=True)
class Moves:
    """How far each row is moved along and across, and the ways back at the end of each."""

    shifts: Points
    turns: list[Turn]


def _moved(placed: PlacedSheet, own: Mask, cancelled: Check) -> Moves:
    """One row below the other, their first cards in line. ``own`` : which are not tags."""
    low, high = placed.corners(cancelled)
    begin = _first_cards(placed, own, len(low))
    shifts = np.zeros((len(low), 2))
    shifts[:, 0] = begin[0] - begin
    turns = []
    for number in range(len(low) - 1):
        levels = _levels(placed, number)
        below = float(high[number, 1] + shifts[number, 1]) + GUTTER
        shifts[number + 1, 1] = below + LANE * len(levels) + GUTTER - low[number + 1, 1]
        end = float(high[number, 0] + shifts[number, 0])
        start = float(low[number + 1, 0] + shifts[number + 1, 0])
        turns.append(Turn(levels, end, start, below))
    return Moves(shifts, turns)


def _first_cards(placed: PlacedSheet, own: Mask, count: int) -> Numbers:
    """Where the first card of each row begins along the flow."""
    mine = placed.sheet.number[own]
    first = np.full(count, np.inf)
    low = placed.centres[mine, 0] - placed.sheet.flow.sizes[mine, 0] / 2
    np.minimum.at(first, placed.sheet.row[mine], low)
    return first


def _levels(placed: PlacedSheet, row: int) -> tuple[float, ...]:
    """Where lines leave a row across the flow, from above."""
    exits = (vertex for (_, number), vertex in placed.sheet.exits.items() if number == row)
    return tuple(sorted(float(placed.centres[vertex, 1]) for vertex in exits))


def _in_rows(part: Part, placed: PlacedSheet, moves: Moves, cancelled: Check) -> Part:
    """Every vertex and every line in its row."""
    sheet, shifts = placed.sheet, moves.shifts
    row = sheet.row[sheet.number]
    centres = placed.centres[sheet.number] + shifts[row]
    lines = placed.moved(shifts)
    stop_if(cancelled)
    routes = [lines[edge] for edge in sheet.edge.tolist()]
    tails, heads = part.flow.edges.T
    led = np.flatnonzero(row[tails] < row[heads]).tolist()
    for edge in checked([edge for edge in led if edge not in sheet.tags], cancelled):
        routes[edge] = np.concatenate(list(_pieces(part, placed, lines, moves, edge)))
    tags = {
        edge: np.append(placed.centres[tag] + shifts[sheet.row[tag]], sheet.flow.sizes[tag])
        for edge, tag in sheet.tags.items()
    }
    lowered = centres[:, 1] - part.centres[:, 1]
    return replace(part, centres=centres, routes=routes, row=row, lowered=lowered, tags=tags)


def _pieces(
    part: Part, placed: PlacedSheet, lines: list[Points], moves: Moves, edge: int
) -> Iterator[Points]:
    """An edge that leads into another row: row by row, and the ways between."""
    sheet = placed.sheet
    tail, head = part.flow.edges[edge].tolist()
    for row in range(int(sheet.row[sheet.number[tail]]), int(sheet.row[sheet.number[head]])):
        line = _graded(lines[sheet.leads[tail, row]])
        yield line
        yield _way(placed, moves, (tail, row), line[-1])
    yield _graded(lines[sheet.edge[edge]])


def _graded(line: Points) -> Points:
    """A line with points near both its ends: a spline that comes round a corner keeps to it."""
    if len(line) > SPARSE:
        return line
    return np.concatenate([line[:1], straight(line[0], line[-1]), line[-1:]])


def _way(placed: PlacedSheet, moves: Moves, passage: Passage, start: Points) -> Points:
    """The points from the exit of a row to the door of the next."""
    tail, row = passage
    level = float(placed.centres[placed.sheet.exits[passage], 1])
    door = placed.centres[placed.sheet.doors[tail, row + 1]] + moves.shifts[row + 1]
    return moves.turns[row].way(level, start, door)
