"""Gradients that have all but vanished on their way, and the nodes that made them small."""

from __future__ import annotations

from inspector.model.moments.defects import largest
from inspector.model.moments.ledger import line_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.passages import passages
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.format import number_text
from inspector.model.recordings.history import NEVER, latest_of

SMALL = 1e-7
"""A gradient below this is lost beside an ordinary weight in single precision."""
LESS = 1e-5
"""It has faded where another gradient of the same pass is so many times as large."""
VANISHED = 1e-20
"""A gradient below this has faded, whatever others are: no loss in single precision ends there."""
MANY = 10
"""By so many nodes one after another; what fewer of them leave so little of has been settled."""
CANCELLED = 1e-4
"""A single node that leaves less than this has summed what cancels; none is so flat by itself."""


def vanishing(moment: Moment, state: TensorState) -> Reason | None:
    """Which nodes made a gradient so much smaller than others of its pass; None where none did."""
    size = largest(state.grad)
    lost = size > LESS * _greatest(moment, state)  # as all of its pass are
    if not 0 < size < (VANISHED if lost else SMALL):
        return None
    cancelled = _cancelled(moment, state, size)
    if cancelled is not None:
        return cancelled
    found = []
    for one in passages(moment, state):
        came = max(map(largest, one.received), default=0.0)
        went = max(map(largest, one.sent), default=0.0)
        if 0 < went < came:
            made = moment.node(one.event.node).op
            found.append(
                (went / came, f"{one.event.name}{at_line(made.line if made else 0)}", one)
            )
    if not found or (lost and len(found) < MANY):
        return None
    factor, name, one = min(found, key=lambda each: each[0])
    most = f"{name} most, {number_text(factor)} times"
    if factor < CANCELLED:
        left = f"{name} left {number_text(factor)} of it: what it adds up cancels"
        return Reason(f"{left}. In exact numbers that may well be 0.", one.index)
    many = f"{len(found)} nodes made it smaller one after another, {most}"
    text = many if len(found) > 1 else f"{name} made it smaller, {number_text(factor)} times"
    if lost:
        return Reason(f"{text}. It is {number_text(size)} at most.", one.index)
    others = (
        f"Others of this pass are {number_text(_greatest(moment, state) / size)} times as large"
    )
    return Reason(f"{text}. {others}.", one.index)


def _cancelled(moment: Moment, state: TensorState, size: float) -> Reason | None:
    """That the contributions which arrived at a leaf were far larger than what they came to."""
    index = latest_of(moment.recording.tensors.accumulations, state.id, moment.step)
    parts = line_of(moment.recording, index).parts if index != NEVER else ()
    most = max((largest(part.value) for part in parts), default=0.0)
    if len(parts) < 2 or size > CANCELLED * most:
        return None
    left = f"{len(parts)} contributions left {number_text(size / most)} of the largest of them"
    return Reason(f"{left}: their sum cancels. In exact numbers that may well be 0.", index)


def _greatest(moment: Moment, state: TensorState) -> float:
    """The largest element that the latest pass of a tensor's ``.grad`` brought to any leaf."""
    recording = moment.recording
    index = latest_of(recording.tensors.accumulations, state.id, moment.step)
    mine = recording.events[index] if index != NEVER else None
    if not isinstance(mine, Accumulate):
        return 0.0
    running = recording.nodes.passes[mine.backward]
    leaves = (ready.tensor for ready in running.ready.values() if ready.tensor is not None)
    found = 0.0
    for leaf in leaves:
        at = latest_of(recording.tensors.accumulations, leaf, moment.step)
        event = recording.events[at] if at != NEVER else None
        if isinstance(event, Accumulate) and event.backward == mine.backward:
            found = max(found, largest(event.incoming))
    return found
