"""The paper of a handout: its title and its words, and the room that is left for pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.listing import LONGEST, ROW, listing, listing_size
from inspector.drawing.measures import baseline, elided
from inspector.drawing.primitives import Primitive, Text, moved
from inspector.drawing.scene import Picture
from inspector.export.film import Film
from inspector.export.scaled import scaled
from inspector.runner.report import ledger_text

FINE = 4.0
"""Units of a page in a pixel: type has whole sizes, and small type few of them."""
PAGE = (FINE * 794, FINE * 1123)
"""A4, of pixels of CSS."""
MARGIN, GAP = FINE * 40, FINE * 18
SMALLEST = FINE * 28 / 3
"""The smallest type that is read with ease on paper: 7 points of 1/72 inch."""
UPPER = 0.36
"""The part of the page that program and ledger may have; the graphs have the rest."""
SCANT = 0.24
"""The same where nothing else makes a graph legible."""
LOWER = 0.5
"""The part of a column that a ledger may have below a program."""
WIDE, INSET = 62, 4
"""Most characters in a line of the ledger, and how far a further line of it is set in."""
BROAD = 0.62
"""The part of the width that a program with long lines may have beside its ledger."""


class Room(NamedTuple):
    """A part of a page, in its units."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of some size with its words, and the room that they leave."""

    width: float
    height: float
    words: tuple[Primitive, ...]
    free: Room


def sheets(film: Film) -> tuple[Sheet, ...]:
    """The ways to use a page: upright, and across with the words above or at the left."""
    upright, across = PAGE, (PAGE[1], PAGE[0])
    return _above(film, *upright), _at_left(film, *across), _above(film, *across)


def scant(film: Film) -> tuple[Sheet, ...]:
    """The same with less room for the words."""
    return _above(film, *PAGE, SCANT), _above(film, PAGE[1], PAGE[0], SCANT)


def _above(film: Film, width: float, height: float, upper: float = UPPER) -> Sheet:
    """Program and ledger side by side, and all below them free."""
    title, room = _titled(film, width, height)
    most, both = upper * height, room.width - GAP
    wide = min(BROAD * both, max(both / 2, _whole(film).width * SMALLEST / film.theme.code))
    program, ledger = _program(film, wide, most), _ledger(film, both - wide, most)
    words = (
        *title,
        *moved(program.primitives, room.left, room.top),
        *moved(ledger.primitives, room.left + wide + GAP, room.top),
    )
    deep = max(program.height, ledger.height) + GAP
    free = Room(room.left, room.top + deep, room.width, room.height - deep)
    return Sheet(width, height, words, free)


def _at_left(film: Film, width: float, height: float) -> Sheet:
    """The ledger below the program, and all beside them free."""
    title, room = _titled(film, width, height)
    wide = UPPER * room.width
    ledger = _ledger(film, wide, LOWER * room.height)
    program = _program(film, wide, room.height - ledger.height - GAP)
    words = (
        *title,
        *moved(program.primitives, room.left, room.top),
        *moved(ledger.primitives, room.left, room.top + program.height + GAP),
    )
    deep = wide + GAP
    free = Room(room.left + deep, MARGIN, room.width - deep, height - 2 * MARGIN)
    return Sheet(width, height, words, free)


def _titled(film: Film, width: float, height: float) -> tuple[list[Primitive], Room]:
    """The title, and the room below it."""
    size = FINE * film.theme.heading
    head = 2 * size
    name = film.recording.name or "Autograd graph"
    at = baseline(MARGIN, head, size)
    title = Text(MARGIN, at, name, size, "canvas_text", "start", bold=True)
    top = MARGIN + head
    return [title], Room(MARGIN, top, width - 2 * MARGIN, height - MARGIN - top)


def factor(picture: Picture, width: float, height: float, most: float = FINE) -> float:
    """How many times larger a picture can be here, and no larger than ``most``."""
    return min(most, width / picture.width, height / picture.height)


def _fitted(picture: Picture, width: float, height: float) -> Picture:
    """A picture no larger than this."""
    by = factor(picture, width, height)
    return Picture(tuple(scaled(picture.primitives, by)), by * picture.width, by * picture.height)


def _program(film: Film, width: float, height: float) -> Picture:
    """The program, its lines whole where they can be read so."""
    listed = _whole(film)
    if width / listed.width < SMALLEST / film.theme.code:
        listed = _listed(film, LONGEST)
    return _fitted(_readable(film, listed, width, height), width, height)


def _readable(film: Film, listed: Picture, width: float, height: float) -> Picture:
    """A program as it is listed, or so much of it as can be read here."""
    least = SMALLEST / film.theme.code
    if factor(listed, width, height) >= least:
        return listed
    size, row = film.theme.code, ROW * film.theme.code
    wide = min(listed.width, width / least)
    most = int(height / least / row)
    if most >= len(film.lines):
        high = row * len(film.lines)
        return Picture(tuple(listing(film.lines, 0, wide, high, film.theme)), wide, high)
    first = film.lines[: most - 1]
    high = row * len(first)
    said = _left_out(len(film.lines) - len(first))
    more = Text(0, baseline(high, row, size), said, size, "muted", "start")
    shown = tuple(listing(first, 0, wide, high, film.theme))
    return Picture((*shown, more), wide, high + row)


def _whole(film: Film) -> Picture:
    return _listed(film, max(map(len, film.lines), default=0))


def _listed(film: Film, longest: int) -> Picture:
    wide, high = listing_size(film.lines, film.theme, longest)
    return Picture(tuple(listing(film.lines, 0, wide, high, film.theme)), wide, high)


def _left_out(lines: int) -> str:
    return f"… and {lines:,} more lines"


def _ledger(film: Film, width: float, height: float) -> Picture:
    """Every ``.grad`` as it came about: in whole lines where these can be read so."""
    lines = ledger_text(film.recording).split("\n")
    longest = min(WIDE, int(width / text_width("0", SMALLEST, mono=True)))
    whole = _rows(film, [part for line in lines for part in _parts(line, longest)], longest)
    least = SMALLEST / film.theme.code
    if factor(whole, width, height) >= least:
        return _fitted(whole, width, height)
    most = int(height / (ROW * SMALLEST))
    if len(lines) > most:
        lines = [*lines[: most - 1], _left_out(len(lines) - most + 1)]
    return _fitted(_rows(film, lines, longest), width, height)


def _parts(line: str, longest: int) -> list[str]:
    """A line of the ledger in lines that are not too wide, those after the first set in."""
    inset = " " * (len(line) - len(line.lstrip()) + INSET)
    return wrap(line, longest, subsequent_indent=inset) or [""]


def _rows(film: Film, lines: Sequence[str], longest: int) -> Picture:
    """Lines below each other, the end of those that are too wide left out."""
    size, row = film.theme.code, ROW * film.theme.code
    width = text_width("0" * longest, size, mono=True)
    return Picture(tuple(_texts(lines, width, size)), width, row * len(lines))


def _texts(lines: Sequence[str], width: float, size: float) -> Iterator[Text]:
    for place, line in enumerate(lines):
        at = baseline(place * ROW * size, ROW * size, size)
        if text := elided(line, width, size, mono=True):
            yield Text(0, at, text, size, "canvas_text", "start", mono=True)
