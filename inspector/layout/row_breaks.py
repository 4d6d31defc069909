"""Where a long narrow part can be broken into rows, and which breaks show it best."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.flow import Flow, Indices, Mask, Numbers
from inspector.layout.row_cards import Cards
from inspector.model.distinct import distinct

SHORT = 2 / 3
"""A part no longer than this share of a page is seen at once, and stays as it is."""
FEW = 7
"""A part of no more layers than this that a page holds is taken in at one look: it stays too."""
MANY = 20_000
"""A part of more vertices than this is not a page to read: it stays as it is, which is faster."""
SHORTEST = 0.425
"""The first length of rows that is tried, as a share of a page's."""
FULL, NARROW = 0.92, 0.9
"""Shares of a page: a row that is seen in its whole length, and how high rows may be, where not
all are seen."""
PAGES = 8.0
"""So many times as high as they are long may rows be together; or else they are longer."""
READABLE, ENOUGH = 0.97, 1.8
"""So many times as large as on a page, names can be read after all, and everything can."""
WORTH = 1.25
"""So many times as large it must be seen, or it is not broken."""
MOST = 3
"""Lines that may be led back from the end of a row to the next."""
TAG = 0.5
"""What a tag at the beginning of a row is worth of a line that is led back."""
MORE = 0.12
"""By this part it must be seen larger for each line that passes a break beside the first."""
ROWS = 0.15
"""And in so many times as many rows, by this power of that number."""
WIDOW, LONELY = 0.2, 0.35
"""If the last row is shorter than this part of the others, or a single layer, all must be seen
larger by this part."""
LONGER, SHORTER = 1.1, 3
"""Each length of rows that is tried is so many times the one before; and how many of a page's."""
EMPTY = 6.0
"""A row that is left empty is as bad as so many lines more behind it; half of one, as half."""
LEAST = 0.55
"""A row is no shorter than this part of its length, if it can be broken behind that."""
LOOSE = 1.08
"""So many times as long may a row have been before it was placed for itself: lines that climb
less take less room."""
MARGIN, LANE = 64.0, 12.0
"""Room between two rows, and for each line that is led back between them."""
ENDS = 120.0
"""Room along for the lines that come into a row and leave it."""

Extent: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Breaks:
    """The ends of layers behind which a part can be broken.

    ``at`` : where what is before ends. ``begin`` : where what follows begins. ``lines`` : how many
    operations' lines pass. ``cost`` : how little such a break is wished. ``usable`` : whether it
    can be had.
    """

    at: Numbers
    begin: Numbers
    lines: Indices
    cost: Numbers
    usable: Mask

    @cached_property
    def places(self) -> tuple[Indices, Numbers, Numbers]:
        """Those that can be had, and where each ends and begins: ever farther on."""
        places = np.flatnonzero(self.usable)
        return places, self.at[places], self.begin[places]


@dataclass(frozen=True)
class Former:
    """The rows of a former layout.

    ``row`` : (n,) that of each vertex, 0 where there was none. ``length`` : of the longest row.
    """

    row: Indices
    length: float


def breaks(flow: Flow, cards: Cards) -> Breaks:
    """All breaks of a part, by the layer that they are behind."""
    last = int(cards.level.max())
    staying = np.full(last + 1, -np.inf)
    np.maximum.at(staying, cards.band[~cards.early], cards.high[~cards.early, 0])
    begin = np.minimum.accumulate(cards.levels[0][::-1, 0])[::-1][1:]
    lines = _passing(flow, cards, ~cards.early)
    # What tags stand for is used on and on: wherever it is broken, there is one in each row.
    cost = lines + TAG * _passing(flow, cards, cards.leaf & ~cards.tag)
    usable = np.isfinite(staying[:-1]) & (lines <= MOST)
    return Breaks(staying[:-1], begin, lines, cost, usable)


def _passing(flow: Flow, cards: Cards, those: Mask) -> Indices:
    """From how many of some vertices a line passes each break."""
    tails, heads = flow.edges.T
    farthest = np.full(len(flow), -1)
    np.maximum.at(farthest, tails, cards.level[heads])
    chosen = those & (farthest > cards.level)
    change = np.zeros(int(cards.level.max()) + 2, dtype=np.intp)
    np.add.at(change, cards.level[chosen], 1)
    np.add.at(change, farthest[chosen], -1)
    return np.cumsum(change)[:-2]


def best(
    flow: Flow, cards: Cards, former: Former | None, page: Extent, cancelled: Check
) -> tuple[Breaks, Indices] | None:
    """All breaks of a part, and those that show it best; None where it is better unbroken.

    With ``former`` rows of its vertices, those that were chosen then, as far as they will do.
    ``page`` : what is seen at once, along and across.

    Raises:
        Cancelled: as soon as ``cancelled()`` is true.
    """
    low, high = cards.low.min(axis=0), cards.high.max(axis=0)
    length, height = (high - low).tolist()
    if length <= SHORT * page[0] or len(flow) > MANY:
        return None
    if cards.level.max() < FEW and seen((length, height), page) >= 1:
        return None
    if former is not None and len(distinct(former.row[former.row > 0])) > 1:
        found = breaks(flow, cards)
        same = _as_before(found, cards, former, page)
        return (found, same) if len(same) else None
    if seen((length, height), page) * WORTH * height > page[1]:
        return None
    found = breaks(flow, cards)
    chosen = _largest(found, cards, (length, height), page, cancelled)
    return None if chosen is None else (found, chosen)


def seen(extent: Extent, page: Extent) -> float:
    """The scale at which something fills a page; 1 is where names can just be read."""
    return min(page[0] / max(extent[0], 1.0), page[1] / max(extent[1], 1.0))


def _largest(
    breaks: Breaks, cards: Cards, whole: Extent, page: Extent, cancelled: Check
) -> Indices | None:
    """The breaks with which the whole is seen largest, or with which each row is."""
    unbroken = seen(whole, page)
    square = float(np.sqrt(whole[0] * whole[1] * page[0] / page[1]))
    length = max(SHORTEST * page[0], square / 2)
    wish, size, worth, chosen = 0.0, 0.0, 0.0, np.empty(0, np.intp)
    # The longest row is at least so long, and rows are not seen larger than that one.
    while length < whole[0] and seen((LEAST * length, 0.0), page) > wish:
        stop_if(cancelled)
        tried = _filled(breaks, cards, length)
        scale = min(seen(extent(breaks, tried, cards), page), ENOUGH)
        more = max(breaks.cost[tried].sum() - len(tried), 0.0)
        larger = scale / ((1 + MORE * more) * (len(tried) + 1) ** ROWS)
        wished = larger / (1 + LONELY * _ends_short(breaks, tried, cards, length))
        if wished > wish or (wished == wish and len(tried) < len(chosen)):
            wish, size, worth, chosen = wished, scale, larger, tried
        length *= LONGER
    if max(size, unbroken) < READABLE:
        full = FULL * page[0]
        filled = [_filled(breaks, cards, full / LONGER**n) for n in range(SHORTER)]
        some = [rows for rows in filled if len(rows)]
        read = [r for r in some if _is_read(extent(breaks, r, cards), len(r) + 1, page)]
        if read:
            return min(read, key=lambda r: (len(r), _ends_short(breaks, r, cards, full)))
    least = unbroken * (WORTH if unbroken >= READABLE else 1)
    return chosen if len(chosen) and worth > least else None


def _ends_short(breaks: Breaks, chosen: Indices, cards: Cards, length: float) -> bool:
    """Whether the last row is nearly empty, as the last line of a paragraph may be."""
    if not len(chosen):
        return False
    rest = float(cards.high[:, 0].max()) - float(breaks.begin[chosen[-1]])
    return rest < WIDOW * length or int(chosen[-1]) == len(breaks.at) - 1


def _is_read(extent: Extent, count: int, page: Extent) -> bool:
    """Whether so many rows can be read one by one, each of them seen from end to end."""
    length, height = extent
    return length <= page[0] and height <= min(PAGES * length, NARROW * page[1] * count)


def _filled(breaks: Breaks, cards: Cards, length: float) -> Indices:
    """The breaks of rows that are filled one after another, each up to ``length``."""
    start, end = float(cards.low[:, 0].min()), float(cards.high[:, 0].max())
    found: list[int] = []
    while end - start > length:
        place = _next(breaks, start, length)
        if place is None:
            break
        found.append(place)
        start = float(breaks.begin[place])
    return np.array(found, dtype=np.intp)


def _next(breaks: Breaks, start: float, length: float) -> int | None:
    """The break that fills a row best; the row is longer where no other can be had."""
    places, at, begin = breaks.places
    # A break whose leaves reach back to where the row begins would leave nothing in it.
    onward = max(at.searchsorted(start + LEAST * length), begin.searchsorted(start, "right"))
    if onward == len(places):
        return None
    fitting = places[onward : max(at.searchsorted(start + length), onward + 1)][::-1]
    empty = 1 - (breaks.at[fitting] - start) / length
    cheapest: int = fitting[(breaks.cost[fitting] + EMPTY * empty).argmin()].item()
    return cheapest


def _as_before(breaks: Breaks, cards: Cards, former: Former, page: Extent) -> Indices:
    """The breaks of a former layout, and others in rows that are too long now.

    Rows are joined if they fit, where one is short or something has come to them.
    """
    start, end = float(cards.low[:, 0].min()), float(cards.high[:, 0].max())
    most, least = max(former.length, FULL * page[0]), LEAST * former.length
    known = np.flatnonzero(_known(breaks, cards, former.row))
    new = cards.low[~cards.early & (former.row == 0), 0]
    found: list[int] = []
    while True:
        ahead = known[breaks.begin[known] > start]
        ends = np.append(breaks.at[ahead], end)
        # A row may grow to a page, but joined rows are no longer than the longest was.
        room = np.where(np.arange(len(ends)) == 0, most, former.length)
        fitting = ends[ends <= start + room]
        come = np.array([((new > start) & (new < end)).any() for end in fitting], dtype=bool)
        short = np.append(start, fitting[:-1]) < start + least
        nth = int(np.cumprod(short | come).sum()) - 1
        if not len(fitting):
            place = _next(breaks, start, former.length)
        else:
            place = ahead[nth].item() if nth < len(ahead) else None
        if place is None:
            return np.array(found, dtype=np.intp)
        found.append(place)
        start = float(breaks.begin[place])


def _known(breaks: Breaks, cards: Cards, row: Indices) -> Mask:
    """The breaks before which all stood in other rows than what follows."""
    mine = ~cards.early & (row > 0)
    before = np.zeros(int(cards.level.max()) + 1, dtype=np.intp)
    behind = np.full(len(before), np.iinfo(np.intp).max)
    np.maximum.at(before, cards.band[mine], row[mine])
    np.minimum.at(behind, cards.band[mine], row[mine])
    before = np.maximum.accumulate(before)
    behind = np.minimum.accumulate(behind[::-1])[::-1]
    known: Mask = breaks.usable & (before[:-1] < behind[1:])
    return known


def rows(cards: Cards, chosen: Indices) -> Indices:
    """The row of every vertex; what is early stands where it is needed first."""
    return np.searchsorted(chosen, cards.level)


def extent(breaks: Breaks, chosen: Indices, cards: Cards) -> Extent:
    """How long and how high the rows are together."""
    low, high = cards.levels
    behind = np.append(0, chosen + 1)
    extents = np.maximum.reduceat(high, behind) - np.minimum.reduceat(low, behind)
    between = MARGIN * len(chosen) + LANE * breaks.lines[chosen].sum()
    return float(extents[:, 0].max() + ENDS), float(extents[:, 1].sum() + between)
