"""The structure a run has by itself: module calls, functions, turns of loops, long statements."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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
from inspector.model.recordings.history import NEVER
from inspector.model.sources.headings import headings
from inspector.model.sources.parsing import nodes

if TYPE_CHECKING:
    from inspector.model.recordings.recording import Recording

FORWARD = "forward"
CALL = ".__call__"
"""How the name of what runs ends where an object is called: by its class."""
UPDATE = "update"
"""A turn that only changes parameters by hand."""
TELLING = frozenset({Op, Created, Statement, Entered, Left, Names})
"""The kinds of events that say what is part of what."""
LONG = 12
"""A statement that computes so many things belongs together: a sum over parameters, a clipping."""


LONGEST_PATH = 1000
"""Characters after which what is within a call is known by its own title alone, or the paths of a
recursion without an end would fill the memory."""


@dataclass(frozen=True, slots=True)
class Call:
    """One stretch of a run that belongs together: a call, a loop's turn, a long statement.

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


@dataclass(slots=True)
class _Open:
    """A call that has not ended; ``number`` None where it is not worth one.

    A statement gets one once it is ``LONG``: ``steps`` and ``calls`` are what it holds so far.
    ``deepest`` is the greatest depth among the calls up to it. ``tracked``, ``updates`` :
    something in it is part of a graph, or changes a parameter in place.
    """

    kind: str
    depth: int
    number: int | None
    deepest: int
    line: int = 0
    last: int = 0
    turn: int = 0
    steps: list[int] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    tracked: bool = False
    updates: bool = False

    def hold(self, inner: _Open) -> None:
        """What it held has ended: it did all that this did."""
        self.tracked = self.tracked or inner.tracked
        self.updates = self.updates or inner.updates


class Calls:
    """Walks a growing run and knows, of everything it computed, which calls it is part of.

    ``inner`` has, by the step at which a tensor came into being, the number of the innermost
    call it did so in.
    """

    def __init__(self, source: str) -> None:
        self.all: list[Call] = []
        self.inner: dict[int, int] = {}
        self.steps = 0
        self._source = source
        self._loops = loops(source)
        self._open: list[_Open] = []
        self._functions: Counter[int] = Counter()

    def follow(self, events: Sequence[AnyEvent], stop: int | None = None) -> None:
        """Walk on through the events that were added since the last call, up to a step."""
        for index in range(self.steps, len(events) if stop is None else stop):
            self.steps = index + 1
            event = events[index]
            if type(event) in TELLING:
                self._take(event)

    def around(self, number: int | None) -> list[int]:
        """A call and all that it is part of, the outermost first."""
        found: list[int] = []
        while number is not None:
            found.append(number)
            number = self.all[number].parent
        return found[::-1]

    @cached_property
    def _headings(self) -> Mapping[int, str]:
        return headings(self._source)

    def _take(self, event: AnyEvent) -> None:
        if isinstance(event, (Op, Created)):
            self._computed()
            if isinstance(event, Op):
                self._operated(event)
        elif isinstance(event, Statement):
            self._statement(event)
        elif isinstance(event, Entered):
            self._enter(event)
        elif isinstance(event, Left):
            self._close("module", -1)
        elif isinstance(event, Names) and (event.returned or event.waits):
            self._close("function", event.depth)

    def _computed(self) -> None:
        """Something came into being: it is the innermost call's, or the short statement's."""
        statement, innermost = None, None
        for one in reversed(self._open):
            if one.number is not None:
                innermost = one.number
                break
            if statement is None and one.kind == "statement":
                statement = one
        if statement is not None:
            statement.steps.append(self.steps)
            self._lengthen(statement)
            innermost = innermost if statement.number is None else statement.number
        if innermost is not None:
            self.inner[self.steps] = innermost

    def _operated(self, op: Op) -> None:
        """Whatever runs has added to a graph, or has updated a parameter by hand."""
        if not self._open:
            return
        if op.node is not None:
            self._open[-1].tracked = True
        elif op.in_place and updates(op):
            self._open[-1].updates = True

    def _innermost(self) -> int | None:
        return next((one.number for one in reversed(self._open) if one.number is not None), None)

    def _short(self) -> _Open | None:
        """The statement that runs, unless it has a number or began what now runs and has one.

        What a comprehension or a lambda computes is the statement's that it stands in.
        """
        for one in reversed(self._open):
            if one.number is not None:
                return None
            if one.kind == "statement":
                return one
        return None

    def _lengthen(self, statement: _Open) -> None:
        """Give a statement a number once it is long, and what it holds so far with it."""
        if len(statement.steps) + len(statement.calls) < LONG:
            return
        line = statement.line
        title, note = self._headings.get(line, ""), f"line {line}"
        parent = self._innermost()
        path = f"{self._above(parent)}{note} {title}"
        number = statement.number = len(self.all)
        self.all.append(Call(number, "statement", title or note, note, path, parent, line))
        self.inner.update(dict.fromkeys(statement.steps, number))
        for each in statement.calls:
            self.all[each] = replace(self.all[each], parent=number)

    def _statement(self, event: Statement) -> None:
        self._leave_deeper(event.depth)
        if event.depth and not self._functions[event.depth]:
            self._call(event)
        self._close("statement", event.depth)
        if not event.again:
            self._turn(event)
        if event.depth == 0 or not event.function.startswith("<"):
            self._begin("statement", event.depth, None, event.line)

    def _begin(
        self,
        kind: str,
        depth: int,
        number: int | None,
        line: int = 0,
        last: int = 0,
        turn: int = 0,
    ) -> None:
        """A call begins."""
        deepest = max(depth, self._open[-1].deepest if self._open else depth)
        self._open.append(_Open(kind, depth, number, deepest, line, last, turn))
        self._functions[depth] += kind == "function"

    def _end(self, place: int) -> None:
        """End the call at a place among the open ones, and what began within it."""
        while len(self._open) > place:
            one = self._open.pop()
            self._functions[one.depth] -= one.kind == "function"
            if self._open:
                self._open[-1].hold(one)
            if one.kind == "turn" and one.updates and not one.tracked:
                self._entitle(one.number or 0, UPDATE)

    def _entitle(self, number: int, title: str) -> None:
        """Call a turn by what it does, and say in the note which turn it is."""
        turn = self.all[number]
        self.all[number] = replace(turn, title=title, note=f"{turn.title}, {turn.note}")

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
        title = f"{event.function.removesuffix(CALL)}()"
        number = None if plain else self._new("function", title, "", event.line)
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
        number, statement, parent = len(self.all), self._short(), self._innermost()
        own = f"turn of {note}" if kind == "turn" else title
        path = self._above(parent) + own
        self.all.append(Call(number, kind, title, note, path, parent, line))
        if statement is not None:
            statement.calls.append(number)
            self._lengthen(statement)
        return number

    def _above(self, parent: int | None) -> str:
        """The path of what a new call is part of."""
        if parent is None:
            return ""
        path = self.all[parent].path
        return f"{path}/" if len(path) < LONGEST_PATH else path[:LONGEST_PATH]

    def _close(self, kind: str, depth: int) -> None:
        """End the newest such call, and what began within it."""
        for place in range(len(self._open) - 1, -1, -1):
            one = self._open[place]
            if one.kind == kind and one.depth == depth:
                self._end(place)
                return
            if kind == "statement" and one.kind == "function" and one.depth <= depth:
                return  # its statements began after it


def updates(op: Op) -> bool:
    """Whether an operation in place changes a leaf that requires grad, as through ``.data``."""
    return any(one.is_leaf and one.requires_grad for one in (*op.outputs, *op.also))


def loops(source: str) -> Mapping[int, int]:
    """The last line of each loop's body, by its header's line; none of what is not a program."""
    found = (node for node in nodes(source) if isinstance(node, ast.For | ast.While))
    return {loop.lineno: loop.body[-1].end_lineno or loop.lineno for loop in found}


def entry_of(recording: Recording, index: int) -> Entered | None:
    """How the module was entered that the event at ``index`` leaves; None where nothing tells."""
    entry = entered_at(recording, index)
    return None if entry == NEVER else recording.at(Entered, entry)


def entered_at(recording: Recording, step: int) -> int:
    """The index at which the innermost module was entered that runs at a step; NEVER for none."""
    entered, left = recording.of_kind(Entered), recording.of_kind(Left)
    last, over = bisect_left(entered, step) - 1, bisect_left(left, step) - 1
    inside = 0
    while last >= 0:
        if over >= 0 and left[over] > entered[last]:
            inside, over = inside + 1, over - 1
        elif inside:
            inside, last = inside - 1, last - 1
        else:
            return entered[last]
    return NEVER
