"""Wrapping: a long narrow part goes on in further rows, as text does.

Sixty operations one behind another are a strip that leaves most of a screen empty, and that
nobody can read as a whole. So such a part is broken where few lines pass, and goes on below;
operations' lines are led back between the rows to where the next one begins, and a leaf that is
used there again gets a tag. Rows all run the same way (not to and fro like a furrow), so that
inputs stay on the left of what they are put into. Breaking moves whole rows: no line meets
another that it did not meet before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from inspector.layout.breaks import LANE, Cards, Former, best, cards, rows
from inspector.layout.cancel import Check, checked, stop_if
from inspector.layout.flow import Flow, Indices, Mask, Numbers
from inspector.layout.geometry import Points
from inspector.layout.margin import Margin, Size, margin
from inspector.layout.part import Part
from inspector.layout.turns import GUTTER, Turn

TagSize: TypeAlias = Callable[[Flow, int], Size]
"""Length and width of a tag of one of the leaves of a part."""
DOOR = 24.0
"""How far before its first card a row begins, at least."""


@dataclass(frozen=True)
class Crossing:
    """An edge of which not all is in one row.

    ``first``, ``last`` : the rows of its ends. ``levels`` : where it passes the end of each row
    from the first on. ``leaf`` : the leaf of which it is, or -1; that is drawn from a tag.
    """

    edge: int
    leaf: int
    first: int
    last: int
    levels: tuple[float, ...]

    @property
    def drawn(self) -> int:
        """The row in which it begins to be drawn."""
        return self.first if self.leaf < 0 else self.last


@dataclass(frozen=True)
class Sheet:
    """The rows of a part: ``row`` of each vertex, the ``cuts`` along, the edges between rows."""

    row: Indices
    cuts: Numbers
    crossings: Mapping[int, Crossing]


def wrapped(
    part: Part, known: int, tag_size: TagSize, cancelled: Check, former: Former | None = None
) -> Part:
    """The part in rows, where that shows it much larger.

    ``known`` : the number of vertices in the whole graph; those beyond are tags. ``former`` : the
    rows in which these stood before.
    """
    if not len(part.flow.edges):
        return part
    at = cards(part.flow, part.centres)
    found = best(part.flow, at, former and _of_part(part.flow, former, known))
    stop_if(cancelled)
    if found is None:
        return part
    ends, chosen = found
    row = rows(at, chosen)
    cuts = ends.at[chosen]
    sheet = Sheet(row, cuts, dict(_crossings(part, at, row, cuts, cancelled)))
    margins = _margins(part.flow, sheet, ends.begin[chosen], tag_size)
    left = np.append(at.low[:, 0].min(), _first_cards(at, row, part.flow.vertices >= known))
    shifts, turns = _moved(sheet, margins, left, _spans(part, at, sheet, cancelled))
    return _in_rows(part, sheet, margins, shifts, turns, cancelled)


def _of_part(flow: Flow, former: Former, known: int) -> Former:
    """The former rows of a part's vertices; tags had none."""
    own = flow.vertices < known
    row = np.where(own, former.row[np.where(own, flow.vertices, 0)], 0)
    return replace(former, row=row)


def _first_cards(at: Cards, row: Indices, tag: Mask) -> Numbers:
    """Where, along, the first card of each row but the first begins: they stand in line."""
    first = np.full(int(row.max()) + 1, np.inf)
    np.minimum.at(first, row[~tag], at.low[~tag, 0])
    return first[1:]


def _crossings(
    part: Part, at: Cards, row: Indices, cuts: Numbers, cancelled: Check
) -> Iterator[tuple[int, Crossing]]:
    tails, heads = part.flow.edges.T
    for edge in checked(np.flatnonzero(row[tails] < row[heads]).tolist(), cancelled):
        tail, head = part.flow.edges[edge].tolist()
        line, passed = part.routes[edge], cuts[row[tail] : row[head]]
        levels = np.interp(passed, line[:, 0], line[:, 1]).round(1).tolist()
        leaf = tail if at.leaf[tail] else -1
        yield edge, Crossing(edge, leaf, int(row[tail]), int(row[head]), tuple(levels))


def _margins(flow: Flow, sheet: Sheet, begins: Numbers, tag_size: TagSize) -> list[Margin]:
    """The margins of all rows but the first."""
    lines = [set[float]() for _ in begins]
    tags = [dict[int, list[float]]() for _ in begins]
    for crossing in sheet.crossings.values():
        if crossing.leaf < 0:
            for number, level in enumerate(crossing.levels, crossing.first):
                lines[number].add(level)
        else:
            tags[crossing.last - 1].setdefault(crossing.leaf, []).append(crossing.levels[-1])
    found = []
    for cut, begin, some, leaves in zip(sheet.cuts, begins, lines, tags, strict=True):
        middle = {leaf: float(np.mean(levels)) for leaf, levels in leaves.items()}
        sizes = {leaf: tag_size(flow, leaf) for leaf in leaves}
        found.append(margin(min(float(cut), float(begin) - DOOR), some, middle, sizes))
    return found


def _spans(part: Part, at: Cards, sheet: Sheet, cancelled: Check) -> Points:
    """The least and the greatest place across of cards and lines in each row, (n, 2)."""
    count = len(sheet.cuts) + 1
    spans = np.column_stack([np.full(count, np.inf), np.full(count, -np.inf)])
    np.minimum.at(spans[:, 0], sheet.row, at.low[:, 1])
    np.maximum.at(spans[:, 1], sheet.row, at.high[:, 1])
    for edge, line in checked(enumerate(part.routes), cancelled):
        row = sheet.row[part.flow.edges[edge, 1]]
        crossing = sheet.crossings.get(edge)
        pieces = [(row, line)] if crossing is None else _pieces(crossing, line, sheet.cuts)
        for number, piece in pieces:
            low, high = float(piece[:, 1].min()), float(piece[:, 1].max())
            spans[number] = min(spans[number, 0], low), max(spans[number, 1], high)
    return spans


def _pieces(crossing: Crossing, line: Points, cuts: Numbers) -> Iterator[tuple[int, Points]]:
    """A line cut where rows end: the rows, and what is drawn of it in each."""
    ends = cuts[crossing.first : crossing.last]
    places = np.column_stack([ends, crossing.levels])
    inner = np.split(line, np.searchsorted(line[:, 0], ends))
    for number in range(crossing.drawn, crossing.last + 1):
        nth = number - crossing.first
        before, behind = places[max(nth - 1, 0) : nth], places[nth : nth + 1]
        yield number, np.concatenate([before, inner[nth], behind])


def _moved(
    sheet: Sheet, margins: list[Margin], left: Numbers, spans: Points
) -> tuple[Points, list[Turn]]:
    """How far each row is moved, and the ways back at the end of each."""
    shifts = np.zeros((len(left), 2))
    shifts[:, 0] = left[0] - left
    turns = []
    for number, beside in enumerate(margins):
        below = float(spans[number, 1] + shifts[number, 1]) + GUTTER
        top = below + LANE * len(beside.lines) + GUTTER
        low, high = beside.span
        spans[number + 1] = min(spans[number + 1, 0], low), max(spans[number + 1, 1], high)
        shifts[number + 1, 1] = top - spans[number + 1, 0]
        end = float(sheet.cuts[number] + shifts[number, 0])
        begin = float(beside.left + shifts[number + 1, 0])
        turns.append(Turn(tuple(sorted(beside.lines)), end, begin, below))
    return shifts, turns


def _in_rows(
    part: Part,
    sheet: Sheet,
    margins: list[Margin],
    shifts: Points,
    turns: list[Turn],
    cancelled: Check,
) -> Part:
    """Every vertex and every line moved into its row."""
    moves = shifts[sheet.row[part.flow.edges[:, 1]]]
    tags: dict[int, Numbers] = {}
    routes = []
    for edge, line in checked(enumerate(part.routes), cancelled):
        crossing = sheet.crossings.get(edge)
        if crossing is None:
            routes.append(line + moves[edge])
            continue
        pieces = list(_pieces(crossing, line, sheet.cuts))
        if crossing.leaf >= 0:
            beside, shift = margins[crossing.last - 1], shifts[crossing.last]
            routes.append(_from_tag(crossing, beside, pieces[0][1]) + shift)
            tags[edge] = beside.tags[crossing.leaf] + np.append(shift, [0.0, 0.0])
        else:
            routes.append(_led_back(crossing, pieces, margins, shifts, turns))
    return replace(
        part,
        centres=part.centres + shifts[sheet.row],
        routes=routes,
        row=sheet.row,
        lowered=shifts[sheet.row, 1],
        tags=tags,
    )


def _from_tag(crossing: Crossing, beside: Margin, piece: Points) -> Points:
    """A leaf's line from the tag before the row on."""
    place = float(beside.tags[crossing.leaf][1])
    return np.concatenate([beside.lead_in(place, crossing.levels[-1]), piece[1:]])


def _led_back(
    crossing: Crossing,
    pieces: list[tuple[int, Points]],
    margins: list[Margin],
    shifts: Points,
    turns: list[Turn],
) -> Points:
    """One line of its pieces, each moved as its row is, and the ways between them."""
    moved = [piece + shifts[number] for number, piece in pieces]
    found = [moved[0]]
    for (number, _), level, (before, behind) in zip(
        pieces, crossing.levels, pairwise(moved), strict=False
    ):
        beside = margins[number]
        lead_in = beside.lead_in(beside.lines[level], level) + shifts[number + 1]
        found += [turns[number].way(level, before[-1], lead_in[0]), lead_in, behind[1:]]
    return np.concatenate(found)
