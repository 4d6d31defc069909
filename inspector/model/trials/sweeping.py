"""Which pass is swept, in which directions a leaf is moved, and what its gradient says of each."""

from __future__ import annotations

import numpy as np

from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import Accumulate, BackwardBegin
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording
from inspector.model.trials.forward_mode import Pass

MOST = 64
"""Elements of a leaf that are offered one by one."""


def latest_pass(recording: Recording, step: int) -> int | None:
    """The backward pass that has begun last and has ended before a step: it has gradients."""
    begun, passes = recording.of_kind(BackwardBegin), recording.nodes.passes
    for place in range(count(begun, step) - 1, -1, -1):
        number = recording.at(BackwardBegin, begun[place]).backward
        if (passes[number].end or len(recording)) < step:
            return number
    return None


def directions(name: str, value: Value) -> list[tuple[str, Array]]:
    """Ways to move a leaf, each with what it is called: an element alone, or all together."""
    if not value.shape:
        return [(name, np.ones(()))]
    found: list[tuple[str, Array]] = []
    for index in list(np.ndindex(value.shape))[:MOST]:
        unit = np.zeros(value.shape)
        unit[index] = 1.0
        found.append((f"{name}[{', '.join(map(str, index))}]", unit))
    return [*found, (f"all of {name}", np.ones(value.shape))]


def packed(tangent: Array) -> Value:
    """A tangent as a value, to be written like any other."""
    return Value(tangent.shape, "float64", np.asarray(tangent, np.float64).tobytes())


def slope(one: Pass, leaf: int, direction: Array) -> float | None:
    """What a pass's gradient of a leaf says of a direction; None where it is not recorded."""
    for index in one.recording.tensors.accumulations.get(leaf, []):
        event = one.recording.events[index]
        if isinstance(event, Accumulate) and event.backward == one.backward:
            sent = event.incoming
            return float((array(sent) * direction).sum()) if sent.whole else None
    return None
