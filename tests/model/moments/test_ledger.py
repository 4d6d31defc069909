"""How the gradients of a leaf added up, entry by entry."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate, BackwardBegin, NodeBackward, Op
from inspector.model.recordings.facts import NextFunction, Operand, Output, Ready
from inspector.model.recordings.recording import Recording
from tests.model.script import Script
from tests.support.recordings import POW, X, cubic, value


def test_two_backward_calls_and_a_clearing_are_three_lines():
    recording = cubic()
    lines = Moment(recording, len(recording)).ledger(X)
    assert [(line.how, line.backward, line.line) for line in lines] == [
        ("backward", 1, 5),
        ("backward", 2, 7),
        ("grad = None", 2, 9),
    ]
    assert [(line.before, line.after) for line in lines] == [
        (None, value(14.0)),
        (value(14.0), value(28.0)),
        (value(28.0), None),
    ]


def test_a_line_tells_which_gradients_were_added_up_and_the_way_each_came():
    recording = cubic()
    line = Moment(recording, len(recording)).ledger(X)[0]
    assert [part.value for part in line.parts] == [value(2.0), value(12.0)]
    assert [part.path for part in line.parts] == [
        "AddBackward0 → AddBackward0 → MulBackward0 → AccumulateGrad",
        "AddBackward0 → AddBackward0 → PowBackward0 → AccumulateGrad",
    ]
    assert line.parts[1].node == POW
    assert line.path == line.parts[0].path


def test_the_ledger_grows_with_the_step():
    recording = cubic()
    lengths = [len(Moment(recording, step).ledger(X)) for step in range(len(recording) + 1)]
    assert lengths == sorted(lengths)
    assert set(lengths) == {0, 1, 2, 3}


def test_both_edges_of_a_square_are_told_apart():
    script = Script()
    x = script.leaf(3.0, "x")
    square = script.op("mul", x, x, data=9.0)
    script.backward(square)
    moment = Moment(script.recording, len(script.recording))
    parts = moment.ledger(x)[0].parts
    assert [part.slot for part in parts] == [0, 1]
    assert {part.name for part in parts} == {""}


def test_a_leaf_that_is_its_own_root_gets_the_seed():
    recording = Recording()
    script = Script(recording)
    x = script.leaf(3.0, "x")
    recording.extend(
        [
            BackwardBegin(1, (x,), (value(1.0),), (Ready(1, "AccumulateGrad", 0, x),)),
            Accumulate(1, x, value(1.0), value(1.0), None, 1),
        ]
    )
    (line,) = Moment(recording, len(recording)).ledger(x)
    (part,) = line.parts
    assert (part.node, part.value, part.path) == (None, value(1.0), "AccumulateGrad")


def test_a_path_through_a_deep_graph_is_shortened():
    recording = deep(200)
    (line,) = Moment(recording, len(recording)).ledger(1)
    names = line.path.split(" → ")
    assert names[-1] == "AccumulateGrad"
    assert "…" in names
    assert len(names) <= 8


def test_a_graph_that_loops_in_a_damaged_file_still_has_a_path():
    recording = Recording()
    loop = (NextFunction(1, "MulBackward0"), NextFunction(2, "AccumulateGrad", 0, 0))
    one = value(1.0)
    recording.extend(
        [
            Op(0, "mul", "×", (Operand("x", 0),), (Output(1, one),), 1, "MulBackward0", loop),
            BackwardBegin(1, (), (), ()),
            NodeBackward(1, 1, "MulBackward0", (one,), (one, one)),
            Accumulate(1, 0, one, one),
        ]
    )
    (line,) = Moment(recording, len(recording)).ledger(0)
    assert line.path.endswith("AccumulateGrad")


def deep(length: int) -> Recording:
    """A chain of multiplications by a constant, gone back through once."""
    script = Script()
    tensor = script.leaf(1.0, "x")
    made = []
    for _ in range(length):
        tensor = script.op("mul", tensor, "2")
        made.append(tensor)
    script.backward(made[-1], through=tuple(reversed(made[:-1])))
    return script.recording
