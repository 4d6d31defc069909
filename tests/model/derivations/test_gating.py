"""The gates inside an LSTM's node, worked out from its recording."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.derivations.derivation import Outcome, Written
from inspector.model.derivations.deriving import derivations
from inspector.model.derivations.gating import look_into
from inspector.model.derivations.timestep import Cell, TimeStep
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

LAYER = """
torch.manual_seed(4)
layer = torch.nn.LSTM(2, 3, bidirectional={both})
x = torch.randn(3, 2, 2, requires_grad=True)
h, c = torch.randn(2, {ways}, 2, 3).requires_grad_()
out, (last, kept) = layer(x, (h, c))
loss = (out ** 2).sum() + last.prod() + kept.exp().sum()
loss.backward()
"""


def made(both: bool = False) -> Recording:
    source = LAYER.format(both=both, ways=2 if both else 1)
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def layers(recording: Recording) -> list[Op]:
    return [op for _, op in recording.every(Op) if op.name == "mkldnn_rnn_layer"]


def result(line: Written) -> float:
    return float(line.text.rsplit(" = ")[-1].replace("−", "-"))


def seen(moment: Moment, op: Op, *cell: int) -> TimeStep:
    found = look_into(moment, op.node or 0, Cell(*cell))
    assert found is not None
    return found


def into_gates(moment: Moment, op: Op, time: int, row: int) -> Array:
    """What the card says goes into the gates, in PyTorch's order: of i, f, g, o all units."""
    steps = [seen(moment, op, time, row, unit) for unit in range(3)]
    return np.array([result(step.back[2 + gate]) for gate in range(4) for step in steps])


@pytest.mark.parametrize("both", [False, True])
def test_the_gates_of_every_step_lead_to_the_gradient_that_was_sent(both: bool) -> None:
    recording = made(both)
    moment = Moment(recording, len(recording))
    for op in layers(recording):
        weight = moment.tensor(op.inputs[1].tensor or 0)
        run = recording.at(NodeBackward, recording.nodes.runs[op.node or 0][0])
        assert weight is not None
        assert run.outgoing[0] is not None
        sent = array(run.outgoing[0])
        for time, row in np.ndindex(3, 2):
            found = into_gates(moment, op, time, row) @ array(weight.value)
            assert found == pytest.approx(sent[time, row], rel=5e-3, abs=1e-3)


def test_the_states_of_every_step_are_what_the_layer_gave() -> None:
    recording = made()
    (op,) = layers(recording)
    moment = Moment(recording, len(recording))
    output = array(op.outputs[0].value)
    for cell in np.ndindex(3, 2, 3):
        assert result(seen(moment, op, *cell).forward[-1]) == pytest.approx(output[cell], rel=1e-3)


def test_every_gradient_of_a_layer_is_worked_out_again() -> None:
    recording = made(both=True)
    moment = Moment(recording, len(recording))
    found = [d for op in layers(recording) for d in derivations(moment, op.node or 0)]
    assert len(found) == 14
    assert {one.outcome for one in found} == {Outcome.AGREES}
    assert found[1].formula.text == "outgoing = δᵀ @ x, summed over all steps of time"


def test_before_the_node_has_run_there_is_the_way_forward_only() -> None:
    recording = made()
    (op,) = layers(recording)
    step = seen(Moment(recording, recording.ops[op.op] + 1), op, 9, 0, 0)
    assert step.cell == Cell(2, 0, 0)
    assert step.forward[0].text.startswith("i_t = σ(z_i) = σ(")
    assert step.back == ()
