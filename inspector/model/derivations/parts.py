"""The last run of a node, and which part of a tensor it changed if that was in place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.op import Op as Entry
from inspector.model.derivations.choosing import likely
from inspector.model.derivations.evaluation import UNFIT, LackingError, Run, literal
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array, size
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.history import count
from inspector.model.recordings.operands import OF_A_PART
from inspector.model.recordings.recording import Recording


def run_of(moment: Moment, node: int, op: Op, entry: Entry) -> Run:
    """The last run of a node, or what is known before there is one.

    Raises:
        LackingError: it is not to be found which part of a tensor was changed.
    """
    recording = moment.recording
    runs = recording.nodes.runs.get(node, ())
    past = runs[: count(runs, moment.step)]
    event = recording.events[past[-1]] if past else None
    then = Moment(recording, past[-1]) if past else moment
    part = places(recording, op.outputs[0].tensor) if op.grad_fn == OF_A_PART else None
    return Run(then, op, entry, event if isinstance(event, NodeBackward) else None, part)


def places(recording: Recording, view: int) -> Array:
    """Where in its base, counted in rows, each element of a view lies.

    Found by making the view anew of a tensor that holds its own places.

    Raises:
        LackingError: what made the view is not recorded, or cannot be done again.
    """
    steps = list(_steps(recording, view))
    first, _ = steps[-1]
    base = Moment(recording, recording.ops[first.op]).tensor(first.inputs[0].tensor or 0)
    if base is None:
        raise LackingError("base")
    found = np.arange(size(base.value)).reshape(base.value.shape)
    for op, tensor in reversed(steps):
        found = _cut(recording, op, found, tensor)
    return found


def _steps(recording: Recording, view: int) -> Iterator[tuple[Op, int]]:
    """The operations that made a view of its base, with what each made; the last one first."""
    tensor, base = view, None
    while tensor != base:
        made = recording.events[recording.tensors.born[tensor]]
        if not isinstance(made, Op) or made.outputs[0].view_of is None:
            raise LackingError("view")
        yield made, tensor
        base = made.outputs[0].view_of
        tensor = made.inputs[0].tensor or 0


def _cut(recording: Recording, op: Op, of: Array, wanted: int) -> Array:
    """What an operation cuts out of an array; of several results the one that is ``wanted``."""
    entry = likely(op)
    if entry is None:
        raise LackingError(op.name)
    run = Run(Moment(recording, recording.ops[op.op]), op, entry, None)
    try:
        found = entry.forward(of, **{name: literal(run, name) for name in entry.options})
    except UNFIT:
        raise LackingError(op.name) from None
    if len(op.outputs) > 1:
        found = found[[one.tensor for one in op.outputs].index(wanted)]
    return np.asarray(found)
