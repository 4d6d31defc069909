"""Generations: the parts of a long run that are each one graph, its backward and what follows."""

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


class Passes:
    """The backward passes of a growing run, and where each one's graph ends.

    A graph stays open while a pass may still come back to it (``retain_graph``) or did come
    back; updates and zeroing after its last pass belong to it, and so does what is computed from
    its results alone, as ``loss.log10()`` that is only written down.
    """

    def __init__(self) -> None:
        self.steps = 0
        self._passes: list[Pass] = []
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
            self._passes.append(Pass(min(made, default=NEVER), None, event.retain_graph))
        elif isinstance(event, BackwardEnd) and self._passes:
            self._passes[-1].end = self.steps
        elif isinstance(event, Error) and event.node is not None:
            self._passes.append(Pass(self._made.get(event.node, NEVER), self.steps, False))

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

    def _boundaries(self) -> list[int]:
        found: list[int] = []
        later = NEVER
        for place in range(len(self._passes) - 1, -1, -1):
            one = self._passes[place]
            last = place == len(self._passes) - 1
            if one.end is not None and one.end < later and not (last and one.retain):
                found.extend(self._close(one.end))
            later = min(later, one.reach)
        return sorted(set(found))

    def _close(self, end: int) -> tuple[int, ...]:
        """Where the generation whose last pass ended at ``end`` gives way to the next one."""
        following = bisect_right(self._tracked, end)
        if following == len(self._tracked):
            return ()
        chore = bisect_left(self._chores, self._tracked[following]) - 1
        return (max(end, self._chores[chore] if chore >= 0 else 0),)


def divided(tracer: Tracer, passes: Passes) -> tuple[tuple[int, int], ...]:
    """The scopes of what ``tracer`` and ``passes`` have walked through."""
    if sum(1 for _ in islice(tracer.shown(), WHOLE + 1)) <= WHOLE:
        return ((0, tracer.steps),)
    return passes.scopes()
