"""Finding what is meant by a few letters: the order of the palette's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import TypeVar

Thing = TypeVar("Thing")

START, WORD, RUN, GAP = 12, 8, 5, 1
"""What a letter earns at the start, at a word's start, after the one before; a gap costs."""


def score(query: str, text: str) -> int | None:
    """How well the letters of ``query`` occur in ``text`` in order; None where they do not.

    Blanks in the query are skipped. Matching is greedy from the left, and once more from the
    place where the query's letters stand together, if they do.
    """
    letters, inside = "".join(query.lower().split()), text.lower()
    together = inside.find(query.lower().strip())
    scores = [earned(letters, inside, 0)]
    if together >= 0:
        scores.append(earned(letters, inside, together))
    return max((found for found in scores if found is not None), default=None)


def earned(letters: str, text: str, start: int) -> int | None:
    """The points of one greedy match from ``start`` on."""
    points, place, before = 0, start - 1, -2
    for letter in letters:
        place = text.find(letter, place + 1)
        if place < 0:
            return None
        points += worth(text, place, before)
        before = place
    return points


def worth(text: str, place: int, before: int) -> int:
    """The points of one letter found at ``place``, the last one being at ``before``."""
    if place == 0:
        return START
    if place == before + 1:
        return RUN
    return WORD if not text[place - 1].isalnum() else -GAP


def best(query: str, things: Iterable[Thing], text: Callable[[Thing], str]) -> list[Thing]:
    """The things whose text matches, best first, equals in the order given.

    Where the letters stand together in some, others are found only if they match as well as these.
    """
    whole = query.lower().strip()
    scored = [(score(query, text(thing)), thing) for thing in things]
    found = [(points, thing) for points, thing in scored if points is not None]
    together = [points for points, thing in found if whole in text(thing).lower()]
    enough = min(together, default=-inf)
    kept = [(points, thing) for points, thing in found if points >= enough]
    return [thing for _, thing in sorted(kept, key=lambda pair: -pair[0])]
