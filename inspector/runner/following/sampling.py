"""Sampling loops once a recording is large: the first turns, a few others, and new events.

A recording that has used up half of its room goes on with a part of every loop's turns: the
first three, the last three, those whose number is round (10, 20 … 90, 100, 200 …), and from what
is new in it on any turn that does what none did before: a new line, an operation of a new kind,
the first NaN or infinity (where that is in a function, the turn after it). Between them nothing
is recorded, and the program runs fast; tensors made there are announced when something that is
kept meets them. Where the loop does not tell how many turns there are (``turns``), any may be one
of the last: they are recorded and held back until a later one takes their place, or the loop ends.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from types import FrameType

from inspector.runner.following.statements import Header
from inspector.runner.following.turns import turns_left

FIRST = LAST = 3


class Way(Enum):
    """What becomes of what happens now."""

    KEPT = "kept"
    LEFT_OUT = "left out"
    HELD = "held back"


class Sampler:
    """Decides, statement by statement, whether the program is being recorded.

    ``go`` is told of every change of mind, and of every turn that is held back, and whether that
    is to be kept in any case; it says which way it goes. ``tell`` is told of each loop of which
    turns are left out.
    """

    def __init__(self, go: Callable[[Way, bool], Way], tell: Callable[[int], None]) -> None:
        self.way = Way.KEPT
        self._go, self._tell = go, tell
        self._frame: FrameType | None = None
        self._depth = self._first = self._last = self._turns = 0
        self._left: int | None = None
        self._news = self._noticed = False
        self._lines: set[int] = set()
        self._told: set[int] = set()

    @property
    def detail(self) -> bool:
        """Whether what happens is recorded, for good or for the time being."""
        return self.way is not Way.LEFT_OUT

    def wants(
        self, frame: FrameType, header: Header, depth: int, before: Header | None = None
    ) -> bool:
        """Whether to record the statement that begins now, ``depth`` calls deep.

        ``before`` : the statement that ran in the same frame before it.
        """
        if self._frame is not None and self._outside(frame, header.line, depth):
            self._frame = None
            self._decide(Way.KEPT)
        if self._frame is None:
            if header.last:
                self._enter(frame, header, depth, before)
        elif frame is self._frame and header.line == self._first:
            self._turns += 1
            self._left = None if self._left is None else self._left - 1
            self._turn(self._news or self._noticed)
            self._news = self._noticed = False
        elif self.way is not Way.KEPT and (self._noticed or header.line not in self._lines):
            # Deeper it may be a hook of a backward pass, which must not be watched by halves.
            self._noticed = False
            self._news = depth > self._depth and self.way is Way.LEFT_OUT
            self._decide(Way.LEFT_OUT if self._news else Way.KEPT)
        self._lines.add(header.line)
        return self.detail

    def notice(self) -> None:
        """Something new has happened in what is left out."""
        self._noticed = True

    def _outside(self, frame: FrameType, line: int, depth: int) -> bool:
        if depth != self._depth:
            return depth < self._depth
        return frame is not self._frame or not self._first <= line <= self._last

    def _enter(self, frame: FrameType, header: Header, depth: int, before: Header | None) -> None:
        self._frame, self._depth = frame, depth
        self._first, self._last, self._turns = header.line, header.last, 1
        begins = before is None or not header.line <= before.line <= header.last
        course = header.course
        self._left = None if course is None else turns_left(course, frame, begins)

    def _turn(self, news: bool) -> None:
        """Decide on the turn that begins; ``news`` : something has happened in the one before."""
        some = is_round(self._turns)
        if news or self._turns <= FIRST or self._ends():
            self._decide(Way.KEPT)
        elif self._left is None:
            self._decide(Way.HELD, keep=some)
        else:
            self._decide(Way.KEPT if some else Way.LEFT_OUT)

    def _ends(self) -> bool:
        """Whether the turn that begins is one of the last, as far as the loop's head tells."""
        return self._left is not None and self._left <= LAST

    def _decide(self, way: Way, keep: bool = False) -> None:
        if way is self.way is not Way.HELD:
            return
        self.way = self._go(way, keep)
        if way is not Way.KEPT and self._first not in self._told:
            self._told.add(self._first)
            self._tell(self._first)


def is_round(number: int) -> bool:
    """Whether only the first digit of a number is not 0."""
    return number >= 10 and not str(number)[1:].strip("0")
