"""Where a lineage was cut off from its graph: an operation that tracked nothing, or a constant."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.moments.ledger import gradient_at
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import ancestors
from inspector.model.recordings.events import BackwardBegin, Created, Op
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.sums import changed


def lost_history(moment: Moment, made: Op) -> Op | None:
    """The last operation before one that had inputs which require grad and tracked nothing."""
    given = [one.tensor for one in made.inputs if one.tensor is not None]
    lineage = {one for tensor in given for one in ancestors(moment, tensor)}
    produced, events = moment.recording.tensors.produced, moment.recording.events
    for index in sorted({at for one in lineage for at in produced.get(one, ())}, reverse=True):
        event = events[index]
        if isinstance(event, Op) and event.node is None and index < moment.step:
            used = (moment.tensor(one.tensor) for one in event.inputs if one.tensor is not None)
            own = any(one.tensor in lineage for one in event.outputs)
            if own and any(one is not None and one.requires_grad for one in used):
                return event
    return None


def constant_words(moment: Moment, given: Sequence[int]) -> str:
    """That some tensors come of a gradient without a history; "" where none does."""
    lineage = {one for tensor in given for one in ancestors(moment, tensor)}
    begun = constant_gradient(moment, lineage)
    if begun == NEVER:
        return ""
    where = at_line(moment.recording.line_at(begun))
    return f"the gradient computed{where} without create_graph=True is a constant for autograd"


def constant_gradient(moment: Moment, lineage: set[int], tensor: int | None = None) -> int:
    """The pass that computed a gradient in a lineage, but without create_graph.

    With a ``tensor`` it is one from what was computed from that. The index of its begin, NEVER
    where there is none. Who made such a gradient is not recorded; it is known by its value.
    """
    recording = moment.recording
    made = [recording.events[recording.tensors.born[one]] for one in lineage]
    unknown = [one.value for one in made if isinstance(one, Created) and not one.how]
    for running in recording.nodes.passes.values() if unknown else ():
        begin = recording.at(BackwardBegin, running.begin)
        reached = tensor is None or any(tensor in ancestors(moment, r) for r in begin.roots)
        quiet = reached and not begin.accumulates and not begin.create_graph
        if quiet and _computed(recording, begin, unknown):
            return running.begin
    return NEVER


def _computed(recording: Recording, begin: BackwardBegin, values: Sequence[Value]) -> bool:
    """Whether a pass brought one of these values to any of its nodes, in however many parts."""
    for ready in begin.nodes:
        arrivals = recording.nodes.arrivals(begin.backward, ready.node)
        came = [gradient_at(recording, arrival) for arrival in arrivals]
        parts = [part for part in came if part is not None]
        known = bool(parts) and all(part.whole for part in parts)
        if known and any(v.whole and changed(parts, v) is None for v in values):
            return True
    return False
