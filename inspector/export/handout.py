"""One page to hand out: the program, its ledger, and the graph at a few steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

from inspector.drawing.brief import VALUE
from inspector.drawing.legend import Entry, legend, on_paper
from inspector.drawing.levels import Level
from inspector.drawing.measures import baseline, wrapped
from inspector.drawing.primitives import Box, Primitive, Text, moved
from inspector.drawing.scene import MARGIN as BORDER
from inspector.drawing.scene import Picture
from inspector.export.film import Film, Frame
from inspector.export.scaled import scaled
from inspector.export.sheet import FINE, GAP, SMALLEST, Room, Sheet, factor, scant, sheets
from inspector.layout.geometry import Direction
from inspector.model.derivations.formulas import derivative_text
from inspector.model.questions.explain import caption
from inspector.model.recordings.events import BackwardBegin
from inspector.theme.roles import Theme

PICTURES = 3
LARGEST = 1.25 * FINE
"""The most that a small graph is made larger."""
CLOSED = 0
OPEN = (None, 1, CLOSED)
"""How many levels of groups are open: as asked for, and where that cannot be read, so many."""
ROW = 1.5
"""Height of a line of words, in type sizes."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """Some frames in rows and columns on a sheet.

    ``by`` is how many times larger than on a screen the graphs are, ``type`` their smallest type
    in units of the page; ``room`` is that of one frame with its ``lines`` of words.
    """

    sheet: Sheet
    frames: tuple[Frame, ...]
    columns: int
    lines: int
    by: float
    type: float


def handout(film: Film) -> Picture:
    """The page: program and ledger, and the graph at up to three steps, as large as there is room.

    The page lies across where graphs are larger so. Where they could not be read, they run the
    other way, then there are fewer of them (the last: in those gradients flow), then their groups
    are closed, and at last their cards say no more than names and values.
    """
    found = _best(film)
    sheet = found.sheet
    paper = Box(0, 0, sheet.width, sheet.height, fill="canvas")
    return Picture((paper, *sheet.words, *_graphs(film, found)), sheet.width, sheet.height)


def chosen(film: Film) -> tuple[int, ...]:
    """The steps worth a picture: where the first backward pass begins, halfway on, and the end."""
    begins = film.recording.of_kind(BackwardBegin)
    last = film.steps[-1]
    first = next((index for index in begins if film.steps[0] < index < last), film.steps[0])
    between = [step for step in film.steps if first < step < last]
    middle = between[len(between) // 2 :][:1]
    return tuple(sorted({first, *middle, last}))[-PICTURES:]


def _best(film: Film) -> Arranged:
    """The first arrangement that can be read, or the one that is read best."""
    tried: list[Arranged] = []
    for way in _ways(film):
        if way.type >= SMALLEST:
            return way
        tried.append(way)
    return max(tried, key=lambda way: way.type)


def _ways(film: Film) -> Iterator[Arranged]:
    """What is tried, from what is asked for to what shows least."""
    papers, fewer = sheets(film), scant(film)

    @cache
    def drawn(levels: int | None, turned: bool) -> tuple[Frame, ...]:
        return tuple(_bare(film, levels, turned).frames(legend=False))

    @cache
    def terse(turned: bool) -> tuple[Frame, ...]:
        bare = _bare(film, CLOSED, turned)
        return tuple(bare.wearing(_terse(film.theme)).frames(legend=False, level=Level.BRIEF))

    for levels in OPEN:
        for number in range(len(drawn(levels, False)), 0, -1):
            for turned in (False, True):
                frames = drawn(levels, turned)[-number:]
                yield _largest(film, papers, frames)
        for turned in (False, True):
            yield _largest(film, fewer, drawn(levels, turned)[-1:])
    for number in (PICTURES, 1):
        for paper in (papers, fewer):
            for turned in (False, True):
                yield _largest(film, paper, terse(turned)[-number:])


def _terse(theme: Theme) -> Theme:
    """A theme for cards that say their names and values alone, and are no larger than these."""
    return theme._replace(
        node_small=theme.node_small / 3,
        node_symbol=0.75 * theme.node_symbol,
        edge_value=VALUE * theme.node_value,
    )


def _largest(film: Film, papers: Sequence[Sheet], frames: tuple[Frame, ...]) -> Arranged:
    """The sheet and the columns in which the frames are largest."""
    ways = (each for paper in papers for each in _grids(film, paper, frames))
    return max(ways, key=lambda way: way.by)


def _bare(film: Film, levels: int | None, turned: bool) -> Film:
    """The graph alone, at the steps worth a picture."""
    asked = film.cut
    other = Direction.DOWN if Direction(asked.direction) is Direction.RIGHT else Direction.RIGHT
    cut = replace(
        asked,
        source=False,
        caption=False,
        direction=other.value if turned else asked.direction,
        opened=asked.opened if levels is None else False,
        levels=levels or 0,
    )
    return replace(film, steps=chosen(film), cut=cut)


def _grids(film: Film, sheet: Sheet, frames: tuple[Frame, ...]) -> Iterator[Arranged]:
    """The frames in one column, in two, and so on."""
    one, count = frames[0].picture, len(frames)
    smallest = min((each.size for each in one.primitives if isinstance(each, Text)), default=1.0)
    free = _above_key(film, sheet, frames[0].shown)
    for columns in range(1, count + 1):
        wide, high = _share(free.width, columns), _share(free.height, ceil(count / columns))
        lines = max(len(_said(film, frame, wide)) for frame in frames)
        by = factor(_cropped(one), wide, max(high - _band(film, lines), 1.0), LARGEST)
        yield Arranged(sheet, frames, columns, lines, by, by * smallest)


def _cropped(picture: Picture) -> Picture:
    """A picture without the margin that is kept for words below it."""
    return replace(picture, height=picture.height - BORDER)


def _graphs(film: Film, found: Arranged) -> Iterator[Primitive]:
    """The frames, each below its words, and one legend for all below them."""
    frames, columns = found.frames, found.columns
    shown = frames[0].shown
    free = _above_key(film, found.sheet, shown)
    wide = _share(free.width, columns)
    high = _share(free.height, ceil(len(frames) / columns))
    for place, frame in enumerate(frames):
        row, column = divmod(place, columns)
        left, top = free.left + column * (wide + GAP), free.top + row * (high + GAP)
        yield from moved(_headed(film, frame, wide), left, top)
        below = top + _band(film, found.lines)
        inset = (wide - found.by * frame.picture.width) / 2
        yield from moved(scaled(frame.picture.primitives, found.by), left + inset, below)
    key = _key(film, shown, free.width)
    yield from moved(key.primitives, free.left, free.top + free.height + GAP)


def _headed(film: Film, frame: Frame, width: float) -> Iterator[Text]:
    """The number of a step, and what it does."""
    size = _size(film)
    number = f"step {frame.step} of {len(film.recording)}"
    yield Text(0, baseline(0, ROW * size, size), number, size, "muted", "start")
    for place, line in enumerate(_said(film, frame, width), 1):
        at = baseline(place * ROW * size, ROW * size, size)
        yield Text(0, at, line, size, "canvas_text", "start", bold=True)


def _said(film: Film, frame: Frame, width: float) -> list[str]:
    """The lines of what a step does."""
    words = caption(film.recording, frame.step, derivative_text)
    return list(wrapped(words, width, _size(film), bold=True))


def _band(film: Film, lines: int) -> float:
    """The height of what stands above a picture."""
    return ROW * _size(film) * (1 + lines)


def _size(film: Film) -> float:
    """The type of what stands above a picture."""
    return FINE * film.theme.code


def _above_key(film: Film, sheet: Sheet, shown: Sequence[Entry]) -> Room:
    """The room on a sheet above its legend."""
    free = sheet.free
    deep = _key(film, shown, free.width).height + GAP
    return free._replace(height=free.height - deep)


def _key(film: Film, shown: Sequence[Entry], width: float) -> Picture:
    """The legend over the whole width."""
    room = width / FINE
    drawn = legend(on_paper(shown), film.theme, room)
    return Picture(tuple(scaled(drawn.primitives, FINE)), width, FINE * drawn.height)


def _share(length: float, parts: int) -> float:
    """The length of each of some parts with gaps between them."""
    return (length - GAP * (parts - 1)) / parts
