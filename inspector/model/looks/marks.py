"""What a person has marked in the graph: hits of a search, what is lit, what is selected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from inspector.model.graphs.several import Several
from inspector.model.looks.look import Move
from inspector.model.signal import Signal

Place = tuple[float, float, float]
"""Where a camera looks: scale, and the shift in pixels across and down."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A step to come back to, as it was looked at."""

    step: int
    place: Place
    selection: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Leg:
    """Tokens that travel into a vertex (``back``: out of it), and what it says from then on."""

    moves: tuple[Move, ...]
    vertex: str
    text: str
    back: bool = False


class Marks:
    """The marks of one session, by keys of vertices.

    ``hits`` of a search, the ``place``-th of which is looked at; ``lit`` vertices, beside which
    all others are dimmed; ``chosen`` ones, beside the selected one. ``legs`` are on their way over
    the graph, one after the other; so many of them have been ``reached``. ``aim`` is the leaf that
    forward mode moves, by its tensor, and which of its directions; 0, the first.
    """

    def __init__(self) -> None:
        self.changed: Signal[()] = Signal()
        self.sent: Signal[tuple[Leg, ...]] = Signal()
        self.legs: tuple[Leg, ...] = ()
        self.reached = 0
        self.aim = (0, 0)
        self.hits: Sequence[str] = ()
        self.place = -1
        self.lit: Collection[str] = frozenset()
        self.chosen: Sequence[str] = ()
        self.bookmarks: tuple[Bookmark, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything is lit or chosen."""
        return bool(self.lit or self.chosen)

    def find(self, hits: Iterable[str]) -> None:
        """Take over what a search has found."""
        self.hits, self.place = _held(hits), -1
        self.changed.emit()

    def walk(self, offset: int) -> str | None:
        """Look at the hit so many places on, going round; None where there is none."""
        if not self.hits:
            return None
        first = -1 if offset > 0 else 0
        here = self.place if self.place >= 0 else first
        self.place = (here + offset) % len(self.hits)
        self.changed.emit()
        return self.hits[self.place]

    def light(self, keys: Iterable[str]) -> None:
        """Dim all but these."""
        self.lit = keys if isinstance(keys, Several) else frozenset(keys)
        self.changed.emit()

    def choose(self, keys: Iterable[str]) -> None:
        """Choose these, in this order."""
        self.chosen = _held(keys)
        self.changed.emit()

    def toggle(self, key: str) -> None:
        """Choose one more, or no longer."""
        others = [chosen for chosen in self.chosen if chosen != key]
        self.choose(others if key in self.chosen else (*others, key))

    def send(self, legs: tuple[Leg, ...]) -> None:
        """Send these over the graph, in place of what was sent before."""
        if legs or self.legs:
            self.legs, self.reached = legs, 0
            self.changed.emit()
            self.sent.emit(legs)

    def reach(self, number: int) -> None:
        """So many legs lie behind."""
        if number != self.reached:
            self.reached = number
            self.changed.emit()

    @property
    def said(self) -> tuple[Leg, ...]:
        """The legs whose vertices say something."""
        return self.legs[: self.reached]

    def clear(self) -> None:
        """Light and choose nothing."""
        if self.any:
            self.lit, self.chosen = frozenset(), ()
            self.changed.emit()

    def forget(self) -> None:
        """Another recording: nothing that was marked is there any more."""
        self.legs, self.reached, self.aim = (), 0, (0, 0)
        self.hits, self.place, self.bookmarks = (), -1, ()
        self.lit, self.chosen = frozenset(), ()
        self.changed.emit()

    def bookmark(self, mark: Bookmark) -> None:
        """Remember a step and its view; one that is remembered with that step is let go of."""
        others = tuple(each for each in self.bookmarks if each.step != mark.step)
        known = len(others) < len(self.bookmarks)
        ordered = others if known else (*others, mark)
        self.bookmarks = tuple(sorted(ordered, key=lambda each: each.step))
        self.changed.emit()

    def bookmark_after(self, step: int) -> Bookmark | None:
        """The first bookmark beyond a step, else the first of all."""
        later = (mark for mark in self.bookmarks if mark.step > step)
        return next(later, self.bookmarks[0] if self.bookmarks else None)


def _held(keys: Iterable[str]) -> Sequence[str]:
    """Some keys, each once, in their order."""
    return keys if isinstance(keys, Several) else tuple(dict.fromkeys(keys))
