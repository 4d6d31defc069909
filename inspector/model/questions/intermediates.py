"""How large what a program computes on its way is, turn by turn: activations, their gradients.

A tensor between leaf and root lives for one turn of a loop. The curve goes on with the one that
the same part of the same statement makes in the next turn.
"""

from __future__ import annotations

from inspector.model.questions.curves import Curve, Sort
from inspector.model.recordings.events import (
    AnyEvent,
    Entered,
    Left,
    Names,
    NodeBackward,
    Op,
    Statement,
)
from inspector.model.recordings.facts import Value
from inspector.model.recordings.measuring import measured
from inspector.model.recordings.recording import Recording

Site = tuple[int, int]
"""The line of a statement, and the how manieth operation of it this is."""


class Intermediates:
    """The curves of a growing recording's intermediate tensors; events are read once.

    Those count that a variable names, or that a module has returned.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._read = self._line = self._ordinal = 0
        self._modules: list[str] = []
        self._sites: dict[int, Site] = {}
        self._by_tensor: dict[int, Site] = {}
        self._last: Site | None = None
        self._names: dict[Site, str] = {}
        self._waiting: list[tuple[Sort, Site, int, Value]] = []
        self._found: dict[tuple[Sort, Site], Curve] = {}

    def follow(self) -> None:
        """Read what is new."""
        events = self.recording.events
        for step in range(self._read + 1, len(events) + 1):
            self._take(events[step - 1], step)
        self._read = len(events)

    def of(self, sort: Sort) -> list[Curve]:
        """The curves of a sort that have more than one point, in the order of execution."""
        self._measure()
        found = []
        for (kind, site), curve in self._found.items():
            if kind is sort and site in self._names and len(curve.steps) > 1:
                curve.name = self._names[site]
                found.append((site, curve))
        order = list(self._names) if sort is Sort.PASSED else []
        found.sort(key=lambda item: order.index(item[0]) if order else 0)
        return [curve for _, curve in found]

    def _take(self, event: AnyEvent, step: int) -> None:
        if isinstance(event, Statement):
            self._line, self._ordinal = event.line, 0
        elif isinstance(event, Op):
            self._made(event, step)
        elif isinstance(event, NodeBackward):
            site, came = self._sites.get(event.node), event.incoming
            if site is not None and came and came[0] is not None:
                self._waiting.append((Sort.PASSED, site, step, came[0]))
        elif isinstance(event, Entered):
            self._modules.append(f"{event.name} {event.type}".strip())
        elif isinstance(event, Left):
            self._leave()
        elif isinstance(event, Names):
            self._named(event)

    def _made(self, event: Op, step: int) -> None:
        self._ordinal += 1
        if event.node is None or event.in_place or not event.outputs:
            return
        site = self._last = self._line, self._ordinal
        self._sites[event.node] = self._by_tensor[event.outputs[0].tensor] = site
        self._waiting.append((Sort.ACTIVATION, site, step, event.outputs[0].value))

    def _leave(self) -> None:
        module = self._modules.pop() if self._modules else ""
        if self._last is not None:
            self._names.setdefault(self._last, module)

    def _named(self, event: Names) -> None:
        for bound in event.bound:
            site = self._by_tensor.get(bound.tensor or 0)
            if site is not None:
                self._names.setdefault(site, bound.name)

    def _measure(self) -> None:
        """Take all that is waiting into the curves, measured at once."""
        norms, codes = measured([value for *_, value in self._waiting])
        for (sort, site, step, _), norm, code in zip(self._waiting, norms, codes, strict=True):
            curve = self._found.setdefault((sort, site), Curve("", sort))
            curve.add(step, float("nan") if code else float(norm))
        self._waiting.clear()
