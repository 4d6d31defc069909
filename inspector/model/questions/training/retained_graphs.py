"""Graphs that are kept for another pass: nobody needs them, or each pass goes back farther."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.second_backward import carrier, detached
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import BackwardBegin
from inspector.model.recordings.history import count, latest

LEAST = 3
"""So many passes that kept their graphs are a habit."""
LONGER = 4
"""So many passes, each longer by the same, are not accident."""
MOST = 50
"""Passes that are looked back on."""


def retained_graphs(moment: Moment, state: TensorState) -> Reason | None:
    """That the passes which began where the one of a tensor did keep graphs; None where not."""
    last = _last(moment)
    if last is None or state.id not in moment.recording.at(BackwardBegin, last).roots:
        return None
    alike = _alike(moment, last)
    return _lengthening(moment, alike) or _needless(moment, alike)


def ends(moment: Moment) -> tuple[int, ...]:
    """What the last backward pass began at."""
    last = _last(moment)
    return () if last is None else moment.recording.at(BackwardBegin, last).roots


def _last(moment: Moment) -> int | None:
    index = latest(moment.recording.of_kind(BackwardBegin), moment.step)
    return index if index >= 0 else None


def _alike(moment: Moment, last: int) -> list[int]:
    """The passes that the call of the last one began, and whose graphs were kept, in order."""
    recording = moment.recording
    line = recording.at(BackwardBegin, last).line
    indices = recording.of_kind(BackwardBegin)
    past = indices[: count(indices, moment.step)][-MOST:]
    begun = ((index, recording.at(BackwardBegin, index)) for index in past)
    return [
        index
        for index, one in begun
        if one.line == line and one.accumulates and one.retain_graph and not one.create_graph
    ]


def _lengthening(moment: Moment, alike: list[int]) -> Reason | None:
    """That each pass went back through all that the passes before had gone back through."""
    if len(alike) < LONGER:
        return None
    nodes = [set(_inner(moment, index)) for index in alike[-LONGER:]]
    if not all(_is_within(before, after) for before, after in pairwise(nodes)):
        return None
    found = carrier(moment, alike[-2])
    name = "" if found is None else f", as {found.name} leads back to them"
    helps = "" if found is None else f": {detached(found.name)}"
    where = at_line(moment.recording.line_at(alike[-1]))
    text = (
        f"Each pass{where} goes back through the graphs of all turns before"
        f"{name}: the last one through {len(nodes[-1])} nodes, {len(nodes[-1]) - len(nodes[-2])} "
        "more than the one before, and none of them can be released. If only the latest turn is "
        f"to learn, let the value alone go on{helps}; then retain_graph=True can go."
    )
    return Reason(text, alike[-1])


def _is_within(before: set[int], after: set[int]) -> bool:
    """Whether a longer pass goes through what a shorter one went through, but for its end."""
    return len(after) > len(before) and len(before & after) * 2 > len(before)


def _needless(moment: Moment, alike: list[int]) -> Reason | None:
    """That nothing went back a second time through any of the graphs that were kept."""
    if len(alike) < LEAST or _again(moment, alike):
        return None
    where = at_line(moment.recording.line_at(alike[-1]))
    text = (
        f"No: {len(alike)} passes{where} kept their graphs (retain_graph=True), and "
        "nothing went back through any of them again. Leave it out: what a graph has saved is "
        "then released at once."
    )
    return Reason(text, alike[-1])


def _again(moment: Moment, alike: list[int]) -> bool:
    """Whether any pass goes through a node of a graph that was kept by another."""
    indices = moment.recording.of_kind(BackwardBegin)
    since = count(indices, alike[0])
    ran = Counter(
        node
        for index in indices[since : count(indices, moment.step)]
        for node in _inner(moment, index)
    )
    return any(ran[node] > 1 for index in alike for node in _inner(moment, index))


def _inner(moment: Moment, index: int) -> list[int]:
    """The nodes of a pass between its root and the leaves."""
    nodes = moment.recording.at(BackwardBegin, index).nodes
    return [ready.node for ready in nodes if ready.tensor is None]
