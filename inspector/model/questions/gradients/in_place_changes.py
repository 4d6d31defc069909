"""Who changed in place what a failing node had saved, and what became of its pass."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line, called
from inspector.model.recordings.events import AnyEvent, Error, Op, Update
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.node_index import Pass


def changing(error: Error, moment: Moment) -> int:
    """Where a tensor that the failing node had saved was first changed in place afterwards.

    It may show another's memory, as ``weight.t()`` does, and be changed with that by an optimizer.
    """
    node = moment.node(error.node) if error.node is not None else None
    saved = {one.tensor for one in node.saved if one.tensor is not None} if node else set()
    made = moment.recording.nodes.makers.get(error.node or 0, NEVER)
    states = [moment.tensor(tensor) for tensor in sorted(saved)]
    bases = {one.view_of for one in states if one is not None and one.view_of is not None}
    tensors = moment.recording.tensors
    found = [
        index
        for tensor in saved | bases
        for index in (*tensors.produced.get(tensor, ()), *tensors.updates.get(tensor, ()))
        if made < index < moment.step and _in_place(moment.recording.events[index])
    ]
    return min(found, default=NEVER)


def _in_place(event: AnyEvent) -> bool:
    return isinstance(event, Update) or (isinstance(event, Op) and event.in_place)


def changer(error: Error, moment: Moment) -> str:
    """The tensor and the operation that changed it: "gate, by add_ on line 3"; "" if unknown."""
    index = changing(error, moment)
    event = moment.recording.events[index] if index != NEVER else None
    if isinstance(event, Update):
        return f"{called(moment, event.tensor)}, by {event.how}{at_line(event.line)}"
    if not isinstance(event, Op):
        return ""
    return f"{called(moment, event.outputs[0].tensor)}, by {event.name}{at_line(event.line)}"


def failure(moment: Moment, running: Pass) -> tuple[str, int]:
    """Which node ended a pass with an error, and the event that led to it; "" for none."""
    error = moment.error
    if error is None or error.node is None or error.node not in running.ready:
        return "", NEVER
    name = moment.node(error.node).name or "a node"
    if "inplace operation" not in error.message:
        return f"{name} failed{at_line(error.line)}", NEVER
    who = changer(error, moment)
    told = f"{name} failed, as a tensor it had saved was changed in place"
    return f"{told} ({who})" if who else told, changing(error, moment)
