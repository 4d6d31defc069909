"""The structure a run has by itself: module calls, the program's functions, the turns of loops."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.model.recordings.events import (
    AnyEvent,
    Created,
    Entered,
    Left,
    Names,
    Op,
    Statement,
)

if TYPE_CHECKING:
    from inspector.model.recordings.recording import Recording

FORWARD = "forward"
LONGEST_PATH = 1000
"""Characters after which what is called within has the path of what is around it, or a recursion
without an end would fill the memory with paths."""


@dataclass(frozen=True, slots=True)
class Call:
    """One stretch of a run that belongs together: a module's call, a function's, a loop's turn.

    ``path`` names it with all around it, turns without their numbers, so that the same part of
    the next turn or run has the same. ``parent`` is the number of the call it is part of.
    """

    number: int
    kind: str
    title: str
    note: str
    path: str
    parent: int | None
    line: int


@dataclass(frozen=True, slots=True)
class _Open:
    """A call that has not ended.

    ``inner`` is the number of the innermost call so far that is worth one, None where none is;
    ``deepest`` of the functions and turns so far the greatest depth.
    """

    kind: str
    depth: int
    inner: int | None
    deepest: int
    line: int = 0
    last: int = 0
    turn: int = 0


class Calls:
    """Walks a growing run and knows, of everything it computed, which calls it is part of.

    ``inner`` has, by the step at which a tensor came into being, the number of the innermost
    call it did so in.
    """

    def __init__(self, source: str) -> None:
        self.all: list[Call] = []
        self.inner: dict[int, int] = {}
        self.steps = 0
        self._loops = loops(source)
        self._open: list[_Open] = []
        self._functions: Counter[int] = Counter()

    def follow(self, events: Sequence[AnyEvent]) -> None:
        """Walk on through the events that were added since the last call."""
        for index in range(self.steps, len(events)):
            self.steps = index + 1
            self._take(events[index])

    def around(self, number: int | None) -> list[int]:
        """A call and all that it is part of, the outermost first."""
        found: list[int] = []
        while number is not None:
            found.append(number)
            number = self.all[number].parent
        return found[::-1]

    def _take(self, event: AnyEvent) -> None:
        if isinstance(event, Op | Created):
            innermost = self._innermost()
            if innermost is not None:
                self.inner[self.steps] = innermost
        elif isinstance(event, Statement):
            self._statement(event)
        elif isinstance(event, Entered):
            self._enter(event)
        elif isinstance(event, Left):
            self._close("module", -1)
        elif isinstance(event, Names) and event.returned:
            self._close("function", event.depth)

    def _innermost(self) -> int | None:
        return self._open[-1].inner if self._open else None

    def _begin(
        self,
        kind: str,
        depth: int,
        number: int | None,
        line: int = 0,
        last: int = 0,
        turn: int = 0,
    ) -> None:
        """A call begins; ``number`` is None where it is not worth one."""
        inner = self._innermost() if number is None else number
        deepest = max(depth, self._open[-1].deepest if self._open else depth)
        self._open.append(_Open(kind, depth, inner, deepest, line, last, turn))
        self._functions[depth] += kind == "function"

    def _end(self, place: int) -> None:
        """End the call at a place among the open ones, and what began within it."""
        for one in self._open[place:]:
            self._functions[one.depth] -= one.kind == "function"
        del self._open[place:]

    def _statement(self, event: Statement) -> None:
        self._leave_deeper(event.depth)
        if event.depth and not self._functions[event.depth]:
            self._call(event)
        self._turn(event)

    def _leave_deeper(self, depth: int) -> None:
        """End the functions that must have returned, whether or not somebody said so."""
        while self._open and self._open[-1].deepest > depth and self._open[-1].kind != "module":
            self._end(len(self._open) - 1)

    def _call(self, event: Statement) -> None:
        """A function begins; a module's ``forward`` is the module itself."""
        inside = self._open[-1].kind if self._open else ""
        plain = event.function.startswith(("<", "class ")) or (
            inside == "module" and event.function.rpartition(".")[2] == FORWARD
        )
        number = None if plain else self._new("function", f"{event.function}()", "", event.line)
        self._begin("function", event.depth, number)

    def _turn(self, event: Statement) -> None:
        """A loop's turn begins at its header, and ends there or outside the loop."""
        turn = 0
        for place in range(len(self._open) - 1, -1, -1):
            one = self._open[place]
            if one.kind == "function" and one.depth <= event.depth:
                break  # its turns began after it
            if one.kind == "turn" and one.depth == event.depth:
                if one.line < event.line <= one.last:
                    break
                turn = one.turn if one.line == event.line else 0
                self._end(place)
                break
        last = self._loops.get(event.line)
        if last is not None:
            number = self._new("turn", f"turn {turn + 1}", f"line {event.line}", event.line)
            self._begin("turn", event.depth, number, event.line, last, turn + 1)

    def _enter(self, event: Entered) -> None:
        title = event.name or event.type
        count = f"{event.parameters:,} parameters" if event.parameters else ""
        note = " · ".join(filter(None, (event.type if event.name else "", count)))
        number = self._new("module", title, note, event.line)
        self._begin("module", -1, number)

    def _new(self, kind: str, title: str, note: str, line: int) -> int:
        parent = self._innermost()
        above = self.all[parent].path + "/" if parent is not None else ""
        own = f"turn of {note}" if kind == "turn" else title
        path = above + own if len(above) < LONGEST_PATH else above[:-1]
        self.all.append(Call(len(self.all), kind, title, note, path, parent, line))
        return len(self.all) - 1

    def _close(self, kind: str, depth: int) -> None:
        """End the newest such call, and what began within it."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].kind == kind and self._open[place].depth == depth:
                self._end(place)
                return


def loops(source: str) -> Mapping[int, int]:
    """The last line of each loop's body, by the line of its header; none of what is no program."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While))
    return {loop.lineno: loop.body[-1].end_lineno or loop.lineno for loop in found}


def entry_of(recording: Recording, index: int) -> Entered | None:
    """How the module was entered that the event at ``index`` leaves; None where nothing tells."""
    entered, left = recording.of_kind(Entered), recording.of_kind(Left)
    last, over = bisect_left(entered, index) - 1, bisect_left(left, index) - 1
    inside = 0
    while last >= 0:
        if over >= 0 and left[over] > entered[last]:
            inside, over = inside + 1, over - 1
        elif inside:
            inside, last = inside - 1, last - 1
        else:
            event = recording.events[entered[last]]
            return event if isinstance(event, Entered) else None
    return None
