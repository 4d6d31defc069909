"""The steps of an LSTM layer, which is a single node: gate by gate, with numbers.

Like :mod:`inspector.model.derivations.formulas` this is loaded with the engine, and not before.
"""

from __future__ import annotations

import numpy as np

from inspector.model.derivations.choosing import entry_of
from inspector.model.derivations.derivation import Written
from inspector.model.derivations.deriving import UNNAMED, root_name
from inspector.model.derivations.evaluation import GRAD, LackingError, Run, argument
from inspector.model.derivations.gate_lines import back_lines, forward_lines
from inspector.model.derivations.gate_numbers import Layer, back, forward
from inspector.model.derivations.parts import run_of
from inspector.model.derivations.timestep import Cell, TimeStep
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array

LAYER = "mkldnn_rnn_layer"


def look_into(moment: Moment, node: int, cell: Cell) -> TimeStep | None:
    """One step of time of an LSTM layer, as it ran; None for any other node."""
    op = moment.node(node).op
    entry = entry_of(op) if op is not None and op.name == LAYER else None
    if op is None or entry is None:
        return None
    run = run_of(moment, node, op, entry)
    try:
        layer = Layer(*(argument(run, name) for name in (*entry.inputs, "reverse")))
        sent = argument(run, GRAD) if run.event else None
    except LackingError:
        return None
    with np.errstate(all="ignore"):
        return _looked(run, layer, sent, cell)


def _looked(run: Run, layer: Layer, sent: list[Array | None] | None, cell: Cell) -> TimeStep:
    lengths = (layer.x.shape[0], layer.x.shape[1], layer.h.shape[1])
    seen = cell.within(lengths)
    tape = dict(forward(layer))
    place = seen.row, seen.unit
    met = {name: float(values[place]) for name, values in tape[seen.time].items()}
    told: tuple[Written, ...] = ()
    if sent is not None:
        came = next(made for time, made in back(layer, tape, sent) if time == seen.time)
        met |= {name: float(values[place]) for name, values in came.items()}
        told = tuple(back_lines(met, root_name(run) or UNNAMED))
    return TimeStep(lengths, seen, tuple(forward_lines(met)), told, layer.reverse)
