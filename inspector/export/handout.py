"""One page to hand out: the program, its ledger, and the graph at a few steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil
from textwrap import wrap
from typing import TypeVar

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.legend import Entry, legend, on_paper
from inspector.drawing.listing import LONGEST, ROW, listing, listing_size
from inspector.drawing.measures import baseline, elided
from inspector.drawing.primitives import Box, Grid, Line, Primitive, Text, moved
from inspector.drawing.scene import Picture
from inspector.export.film import Film
from inspector.model.recordings.events import BackwardBegin
from inspector.runner.report import ledger_text

Shape = TypeVar("Shape", Box, Grid)

FINE = 4.0
"""Units of this page in a pixel: type has whole sizes, and small type few of them."""
PAGE = (FINE * 794, FINE * 1123)
"""A4, of pixels of CSS."""
MARGIN, GAP = FINE * 40, FINE * 18
UPPER = 0.36
"""The part of the page that program and ledger may have; the graphs have the rest."""
PICTURES = 3
READ = 840.0
"""The width of a graph up to which the sentence below it is read on a third of a page."""
WIDE, INSET = 62, 4
"""Characters in a line of the ledger, and how far what goes on in a further line is set in."""
LEGIBLE = 0.75
"""So much smaller its type may be for a program or a ledger to be whole."""
SMALLEST = FINE * 6
"""The smallest type of a ledger; of what has no room then, it is said how much there is."""


def handout(film: Film) -> Picture:
    """The page: program and ledger side by side, below them the graph at up to three steps."""
    theme, (width, height) = film.theme, PAGE
    room = width - 2 * MARGIN
    size = FINE * theme.heading
    head = 2 * size
    title = Text(
        MARGIN,
        baseline(MARGIN, head, size),
        film.recording.name or "Autograd graph",
        size,
        "canvas_text",
        "start",
        bold=True,
    )
    top = MARGIN + head
    half = (room - GAP) / 2
    most = UPPER * height
    program, one = _fitted(_program(film, half, most), half, most)
    ledger, other = _fitted(_ledger(film, half, most), half, most)
    below = top + max(one, other) + GAP
    return Picture(
        (
            Box(0, 0, width, height, fill="canvas"),
            title,
            *moved(program, MARGIN, top),
            *moved(ledger, MARGIN + half + GAP, top),
            *_graphs(film, below, room, height - MARGIN - below),
        ),
        width,
        height,
    )


def chosen(film: Film) -> tuple[int, ...]:
    """The steps worth a picture: where the first backward pass begins, halfway on, and the end."""
    begins = film.recording.of_kind(BackwardBegin)
    last = film.steps[-1]
    first = next((index for index in begins if film.steps[0] < index < last), film.steps[0])
    between = [step for step in film.steps if first < step < last]
    middle = between[len(between) // 2 :][:1]
    return tuple(sorted({first, *middle, last}))[-PICTURES:]


def _graphs(film: Film, top: float, width: float, height: float) -> Iterator[Primitive]:
    """The pictures in as many columns as make them largest, and one legend for all below them."""
    bare = replace(film, steps=chosen(film), cut=replace(film.cut, source=False))
    frames = list(bare.frames(legend=False, room=READ))
    one, count = frames[0].picture, len(frames)
    key, deep = _key(film, frames[0].shown, width)
    yield from moved(key, MARGIN, top + height - deep)
    height -= deep + GAP
    grids = [
        (columns, _share(width, columns), _share(height, ceil(count / columns)))
        for columns in range(1, count + 1)
    ]
    columns, wide, high = max(grids, key=lambda grid: _factor(one, *grid[1:]))
    for place, frame in enumerate(frames):
        drawn, _ = _fitted(frame.picture, wide, high)
        row, column = divmod(place, columns)
        yield from moved(drawn, MARGIN + column * (wide + GAP), top + row * (high + GAP))


def _key(film: Film, shown: Sequence[Entry], width: float) -> tuple[list[Primitive], float]:
    """The legend over the whole width, and how high it is."""
    room = width / FINE
    drawn = legend(on_paper(shown), film.theme, room)
    return _fitted(Picture(tuple(drawn.primitives), room, drawn.height), width, PAGE[1])


def _share(length: float, parts: int) -> float:
    """The length of each of some parts with gaps between them."""
    return (length - GAP * (parts - 1)) / parts


def _program(film: Film, width: float, height: float) -> Picture:
    """The program with lines that are whole, unless its type would be much smaller for that."""
    whole, short = _listed(film, max(map(len, film.lines), default=0)), _listed(film, LONGEST)
    legible = LEGIBLE * _factor(short, width, height)
    return whole if _factor(whole, width, height) >= legible else short


def _listed(film: Film, longest: int) -> Picture:
    wide, high = listing_size(film.lines, film.theme, longest)
    return Picture(tuple(listing(film.lines, 0, wide, high, film.theme)), wide, high)


def _ledger(film: Film, width: float, height: float) -> Picture:
    """Every ``.grad`` as it came about: whole, unless its type would be much smaller for that."""
    lines = ledger_text(film.recording).split("\n")
    whole = _rows(film, [part for line in lines for part in _parts(line)])
    short = _rows(film, lines)
    if _factor(whole, width, height) >= LEGIBLE * _factor(short, width, height):
        return whole
    most = int(height / (ROW * SMALLEST))
    if len(lines) > most:
        short = _rows(film, [*lines[: most - 1], f"… and {len(lines) - most + 1:,} more lines"])
    return short


def _parts(line: str) -> list[str]:
    """A line of the ledger in lines that are not too wide, those after the first set in."""
    inset = " " * (len(line) - len(line.lstrip()) + INSET)
    return wrap(line, WIDE, subsequent_indent=inset) or [""]


def _rows(film: Film, lines: Sequence[str]) -> Picture:
    """Lines below each other, the end of those that are too wide left out."""
    size, row = film.theme.code, ROW * film.theme.code
    width = text_width("0" * WIDE, size, mono=True)
    texts = tuple(
        Text(0, baseline(place * row, row, size), text, size, "canvas_text", "start", mono=True)
        for place, line in enumerate(lines)
        if (text := elided(line, width, size, mono=True))
    )
    return Picture(texts, width, row * len(lines))


def _fitted(picture: Picture, width: float, height: float) -> tuple[list[Primitive], float]:
    """A picture no larger than this and than it was, and how high it is then."""
    factor = _factor(picture, width, height)
    return list(_scaled(picture.primitives, factor)), factor * picture.height


def _factor(picture: Picture, width: float, height: float) -> float:
    return min(FINE, width / picture.width, height / picture.height)


def _scaled(primitives: Iterable[Primitive], factor: float) -> Iterator[Primitive]:
    """The same, every length so many times as long."""
    for each in primitives:
        match each:
            case Text():
                at = each.x * factor, each.y * factor
                yield replace(each, x=at[0], y=at[1], size=each.size * factor)
            case Line():
                points = tuple((x * factor, y * factor) for x, y in each.points)
                dash = tuple(part * factor for part in each.dash)
                yield replace(each, points=points, line=each.line * factor, dash=dash)
            case Box():
                dash = tuple(part * factor for part in each.dash)
                resized = _resized(each, factor)
                corner, line = each.radius * factor, each.line * factor
                yield replace(resized, radius=corner, line=line, dash=dash)
            case Grid():
                yield _resized(each, factor)


def _resized(each: Shape, factor: float) -> Shape:
    x, y, width, height = (side * factor for side in (each.x, each.y, each.width, each.height))
    return replace(each, x=x, y=y, width=width, height=height)
