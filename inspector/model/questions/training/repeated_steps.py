"""Gradients that several steps follow: a second optimizer, or a second call of step()."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, listed
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Accumulate, GradSet, Held, Update
from inspector.model.recordings.history import count

LEAST = 2
"""Once may be an experiment."""
MOST = 200
"""Gradients and steps of a leaf that are looked back on."""


def repeated_steps(moment: Moment, state: TensorState) -> Reason | None:
    """That each gradient of a leaf was followed by more than one step of an optimizer."""
    turns = [each for each in _turns(moment, state.id) if each]
    if len(turns) < LEAST or any(len(each) < LEAST for each in turns[:-1]):
        return None
    last = next((each for each in reversed(turns) if len(each) >= LEAST), [])
    lines = sorted({moment.recording.line_at(index) for index in last})
    holders = _holders(moment, state.id)
    where = listed([f"line {line}" for line in lines])
    text = f"No: {len(last)} steps, on {where}, follow each gradient. "
    if len(holders) > 1:
        text += f"{listed(holders)} both hold it. Let one optimizer hold each parameter."
    else:
        text += "Call step() once for every backward()."
    return Reason(text, last[-1])


def _turns(moment: Moment, tensor: int) -> list[list[int]]:
    """The steps of optimizers that followed each gradient of a leaf, gradient by gradient."""
    tensors, found = moment.recording.tensors, list[list[int]]()
    indices = sorted({*tensors.grads.get(tensor, ()), *tensors.updates.get(tensor, ())})
    for index in indices[: count(indices, moment.step)][-MOST:]:
        event = moment.recording.events[index]
        if isinstance(event, Accumulate | GradSet):
            found.append([])
        elif isinstance(event, Update) and event.how.endswith(".step") and found:
            found[-1].append(index)
    return found


def _holders(moment: Moment, tensor: int) -> list[str]:
    """The optimizers that hold a leaf, by their classes and lines."""
    indices = moment.recording.tensors.holders.get(tensor, ())
    events = [moment.recording.events[index] for index in indices]
    return [f"{one.optimizer}{at_line(one.line)}" for one in events if isinstance(one, Held)]
