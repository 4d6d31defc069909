"""How close two gradients must be that were computed in different ways."""

from __future__ import annotations

import numpy as np

from inspector.model.moments.defects import largest
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.facts import Value

CLOSE = 1e-4
COARSE = {"float16": 4e-3, "bfloat16": 3e-2}
"""Of dtypes with fewer digits: four of their last places."""


def agree(found: Array, value: Value) -> bool:
    """Whether a gradient worked out anew is the recorded one, up to rounding."""
    recorded = array(value)
    if found.shape != recorded.shape:
        return False
    close = COARSE.get(value.dtype, CLOSE)
    return bool(np.allclose(found, recorded, close, close * largest(value), equal_nan=True))


def rounding(moment: Moment, backward: int, value: Value) -> float:
    """What rounding alone may leave of a sum of the largest gradients in a backward pass."""
    if value.dtype.startswith(("float64", "complex128", "int")):
        return 0.0
    events = moment.recording.events
    runs = [events[index] for index in moment.recording.of_kind(NodeBackward)]
    sizes = [
        largest(came)
        for one in runs
        if isinstance(one, NodeBackward) and one.backward == backward
        for came in one.incoming
    ]
    return float(np.finfo(np.float32).eps) * max(sizes, default=0.0)
