"""Totals of losses that keep the graph of every turn, as nobody let go of it."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import BackwardBegin, Op
from inspector.model.recordings.history import NEVER, latest_of

LEAST = 3
"""So many losses added up are not a sum of terms any more."""


def loss_total(moment: Moment, state: TensorState) -> Reason | None:
    """That a tensor adds up losses that have been through backward(), one line again and again."""
    last = _addition(moment, state.id, moment.step)
    begun = roots(moment) if last is not None else set()
    if last is None or state.id in begun:
        return None
    added, event = 0, _addition(moment, state.id, moment.step)
    while event is not None and event.line == last.line:
        given = {one.tensor for one in event.inputs if one.tensor is not None}
        if not given & begun:
            break
        added, rest = added + 1, sorted(given - begun)
        index = moment.recording.ops[event.op]
        event = _addition(moment, rest[0], index) if rest else None
    if added < LEAST:
        return None
    text = (
        f"{called(moment, state.id)} adds up {added} losses{at_line(last.line)} together with "
        "their graphs, though backward() has been through each of them already. No graph can be "
        "released while it lives, and memory grows with every turn. Add the number alone: "
        "loss.item(), or loss.detach()."
    )
    return Reason(text, moment.recording.ops[last.op])


def _addition(moment: Moment, tensor: int, before: int) -> Op | None:
    """The tracked addition that made a tensor what it was before an event; None for no such."""
    index = latest_of(moment.recording.tensors.produced, tensor, before)
    event = moment.recording.events[index] if index != NEVER else None
    if isinstance(event, Op) and event.node is not None and event.name in ("add", "add_"):
        return event
    return None


def roots(moment: Moment) -> set[int]:
    """What backward passes have begun at by now."""
    recording = moment.recording
    found = set[int]()
    for running in recording.nodes.passes.values():
        begin = recording.events[running.begin]
        if running.begin < moment.step and isinstance(begin, BackwardBegin):
            found |= set(begin.roots)
    return found
