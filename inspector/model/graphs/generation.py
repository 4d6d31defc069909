"""Generations: the graph of each backward pass of a long run, with what follows from it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from inspector.model.graphs.tracing import Tracer
from inspector.model.moments.calls import updates
from inspector.model.recordings.events import (
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Error,
    GradMode,
    GradSet,
    Op,
    Update,
)

WHOLE = 20
"""A program of at most this many vertices is one picture: as much as one look takes in."""

NEVER = 1 << 62
CHORES = (GradSet, Update, GradMode)
TOLD = frozenset({Op, *CHORES, BackwardBegin, BackwardEnd, Error})
"""The kinds of events that say where a graph ends."""


@dataclass(slots=True)
class Pass:
    """A backward pass: ``reach`` is the step that made the earliest node it runs."""

    reach: int
    end: int | None
    retain: bool


@dataclass(slots=True)
class Closed:
    """A pass that ended at a step and that none has come back to: where the next graph begins.

    ``at`` is 0 as long as nothing was computed after it.
    """

    end: int
    at: int = 0


class Passes:
    """The backward passes of a growing run, and where each one's graph ends.

    A graph stays open while a pass may still come back to it (``retain_graph``) or did come
    back; updates and zeroing after its last pass belong to it, and so does what is computed from
    its results alone, as ``loss.log10()`` that is only written down.
    """

    def __init__(self) -> None:
        self.steps = 0
        self._passes: list[Pass] = []
        self._closed: list[Closed] = []
        self._made: dict[int, int] = {}
        self._tracked: list[int] = []
        self._chores: list[int] = []

    def follow(self, events: Sequence[AnyEvent], stop: int | None = None) -> None:
        """Walk on through the events that were added since the last call, up to a step."""
        for index in range(self.steps, len(events) if stop is None else stop):
            self.steps = index + 1
            event = events[index]
            if type(event) in TOLD:
                self._take(event)

    def scopes(self) -> tuple[tuple[int, int], ...]:
        """The generations so far, as (start, stop) steps that follow on one another."""
        return tuple(pairwise((0, *self._boundaries(), self.steps)))

    def _take(self, event: AnyEvent) -> None:
        if isinstance(event, Op):
            self._operation(event)
        elif isinstance(event, CHORES):
            self._chores.append(self.steps)
        elif isinstance(event, BackwardBegin):
            made = (self._made.get(ready.node, NEVER) for ready in event.nodes)
            self._begin(Pass(min(made, default=NEVER), None, event.retain_graph))
        elif isinstance(event, BackwardEnd) and self._passes:
            self._passes[-1].end = self.steps
        elif isinstance(event, Error) and event.node is not None:
            self._begin(Pass(self._made.get(event.node, NEVER), self.steps, False))

    def _begin(self, one: Pass) -> None:
        """A pass begins: the one before has come to its end, and graphs it reaches are open."""
        if self._passes and (end := self._passes[-1].end) is not None:
            self._closed.append(Closed(end))
        while self._closed and self._closed[-1].end >= one.reach:
            self._closed.pop()
        self._passes.append(one)

    def _operation(self, op: Op) -> None:
        if op.node is not None:
            latest, ended = self._latest_before(op), self._passes[-1].end if self._passes else 0
            appended = ended is not None and latest < ended
            self._made[op.node] = latest if appended else self.steps
            (self._chores if appended else self._tracked).append(self.steps)
        elif not op.grad_enabled or (op.in_place and updates(op)):
            self._chores.append(self.steps)

    def _latest_before(self, op: Op) -> int:
        """When the latest node that an operation follows on was made; NEVER if it uses a leaf."""
        if any(one.tensor is not None for one in op.next):
            return NEVER
        made = (self._made.get(one.node, NEVER) for one in op.next if one.node is not None)
        return max(made, default=NEVER)

    def settle(self) -> None:
        """Find where the generations that have ended since the last call give way."""
        for one in reversed(self._closed):
            if one.at:
                break
            one.at = self._close(one.end)

    def _boundaries(self) -> list[int]:
        """Where generations give way to the next, ascending, each once.

        What one pass has closed stays so until a later one reaches back over it.
        """
        self.settle()
        last = self._passes[-1] if self._passes else None
        ended = [Closed(last.end)] if last is not None and last.end and not last.retain else []
        for one in ended:
            one.at = self._close(one.end)
        return list(dict.fromkeys(one.at for one in (*self._closed, *ended) if one.at))

    def _close(self, end: int) -> int:
        """Where the generation whose last pass ended at ``end`` gives way; 0 for not yet."""
        following = bisect_right(self._tracked, end)
        if following == len(self._tracked):
            return 0
        chore = bisect_left(self._chores, self._tracked[following]) - 1
        return max(end, self._chores[chore] if chore >= 0 else 0)


def divided(tracer: Tracer, passes: Passes) -> tuple[tuple[int, int], ...]:
    """The scopes of what ``tracer`` and ``passes`` have walked through."""
    if sum(1 for _ in islice(tracer.shown(), WHOLE + 1)) <= WHOLE:
        return ((0, tracer.steps),)
    return passes.scopes()
