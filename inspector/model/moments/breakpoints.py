"""Breakpoints: where to hold, asked of the recording, so they work in both directions.

A breakpoint holds at events that have been recorded already or will be; setting one never needs
another run. Lines and places are those of the program's text, and so outlive a run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge

from inspector.model.moments.defects import (
    Watch,
    large_gradients,
    nth_contributions,
    nth_pass,
    unwanted_defects,
    vanished_gradients,
)
from inspector.model.recordings.events import Accumulate, AnyEvent, NodeBackward, Op
from inspector.model.recordings.recording import Recording


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """One thing to hold at; ``kind`` names an entry of ``KINDS`` and says which fields count.

    ``columns`` and ``line`` are the place of an expression, ``name`` is a variable's or a node's,
    ``amount`` the number of a condition.
    """

    kind: str
    line: int = 0
    columns: tuple[int, int] = (0, 0)
    name: str = ""
    amount: float = 0.0
    enabled: bool = True

    @property
    def title(self) -> str:
        """What it holds at, in words."""
        return KINDS[self.kind].title.format(self=self)


Find = Callable[[Recording], Sequence[int]]
"""Asked again and again of one recording while that grows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of breakpoint: its words, a format of the breakpoint, and what finds its events.

    A *condition* can be set anywhere in the program, and has an ``amount`` between ``least`` and
    ``most`` where its words speak of one.
    """

    title: str
    find: Callable[[Breakpoint], Find]
    condition: bool = False
    amount: float | None = None
    least: float = 0.0
    most: float = 0.0


def _of_line(at: Breakpoint) -> Find:
    return lambda recording: recording.scopes.lines.get(at.line, ())


def _of_node(at: Breakpoint) -> Find:
    """The runs of all nodes that were made at one place of the text: each turn of a loop's."""
    nodes = set[int | None]()

    def holds(event: AnyEvent) -> bool:
        if isinstance(event, Op) and (event.line, event.columns) == (at.line, at.columns):
            nodes.add(event.node)
        return isinstance(event, NodeBackward) and event.node in nodes

    return Watch(holds, Op, NodeBackward).look


def _of_grad(at: Breakpoint) -> Find:
    """The additions to the ``.grad`` of every tensor that a variable was ever bound to."""

    def find(recording: Recording) -> Sequence[int]:
        bound = recording.scopes.tensors_of.get(at.name, ())
        grads = recording.tensors.grads
        additions = (grads.get(tensor, ()) for tensor in bound)
        return [i for i in merge(*additions) if isinstance(recording.events[i], Accumulate)]

    return find


KINDS: Mapping[str, Kind] = {
    "line": Kind("line {self.line}", _of_line),
    "node": Kind("{self.name} of line {self.line} fires", _of_node),
    "grad": Kind("{self.name}.grad receives a gradient", _of_grad),
    "defect": Kind("a NaN or an Inf appears", lambda _: unwanted_defects().look, condition=True),
    "large": Kind(
        "a gradient exceeds {self.amount:g}",
        lambda at: large_gradients(at.amount).look,
        condition=True,
        amount=100.0,
        most=1e30,
    ),
    "vanished": Kind(
        "a gradient becomes all zero", lambda _: vanished_gradients().look, condition=True
    ),
    "pass": Kind(
        "backward pass {self.amount:g}",
        lambda at: lambda run: nth_pass(run, int(at.amount)),
        condition=True,
        amount=2.0,
        least=1.0,
        most=1e6,
    ),
    "contribution": Kind(
        "contribution {self.amount:g}",
        lambda at: nth_contributions(int(at.amount)).look,
        condition=True,
        amount=3.0,
        least=1.0,
        most=1e6,
    ),
}
"""Every sort of breakpoint, declared once."""


class Hits:
    """The events at which breakpoints hold in one recording, found once while it does not grow."""

    def __init__(self, recording: Recording, breakpoints: Iterable[Breakpoint] = ()) -> None:
        self._recording = recording
        self._breakpoints = tuple(breakpoints)
        self._finds: dict[Breakpoint, Find] = {}
        self._found: dict[Breakpoint, Sequence[int]] = {}
        self._all: tuple[int, ...] | None = None
        self._length = len(recording)

    def hold_at(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Hold at these from now on."""
        self._breakpoints, self._all = tuple(breakpoints), None

    def of(self, one: Breakpoint) -> Sequence[int]:
        """The indices of the events at which one breakpoint holds; none while it is off."""
        self._keep_up()
        if not one.enabled:
            return ()
        if one not in self._found:
            find = self._finds.get(one) or self._finds.setdefault(one, KINDS[one.kind].find(one))
            self._found[one] = find(self._recording)
        return self._found[one]

    @property
    def all(self) -> tuple[int, ...]:
        """The indices of the events at which any holds, ascending, each once."""
        self._keep_up()
        if self._all is None:
            self._all = tuple(dict.fromkeys(merge(*map(self.of, self._breakpoints))))
        return self._all

    def at(self, index: int) -> list[Breakpoint]:
        """The breakpoints that hold at an event, in the order in which they were set."""
        found = ((one, self.of(one)) for one in self._breakpoints)
        return [one for one, events in found if _contains(events, index)]

    def _keep_up(self) -> None:
        if self._length != len(self._recording):
            self._length, self._all = len(self._recording), None
            self._found.clear()


def _contains(ascending: Sequence[int], number: int) -> bool:
    place = bisect_left(ascending, number)
    return place < len(ascending) and ascending[place] == number


def toggled(breakpoints: Sequence[Breakpoint], one: Breakpoint) -> tuple[Breakpoint, ...]:
    """The breakpoints without ``one``, or with it where it was not among them."""
    without = tuple(each for each in breakpoints if replace(each, enabled=True) != one)
    return without if len(without) < len(breakpoints) else (*breakpoints, one)


def moved(breakpoints: Sequence[Breakpoint], old: str, new: str) -> tuple[Breakpoint, ...]:
    """The breakpoints on the lines where an edit has left theirs; none for lines that went."""
    before, after = old.split("\n"), new.split("\n")
    shortest = min(len(before), len(after))
    head = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    rest = shortest - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    shift, last = len(after) - len(before), len(before) - tail

    def followed(one: Breakpoint) -> Breakpoint | None:
        if not one.line or one.line <= head:
            return one
        if one.line > last:
            return replace(one, line=one.line + shift)
        return one if one.line <= len(after) - tail else None

    return tuple(filter(None, map(followed, breakpoints)))
