"""How vertices and edges look at a step."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import Kind, View
from inspector.model.looks.appearance import Activity, Appearance, Flow, Move, Phase
from inspector.model.looks.showing import Scales, card_text, grad_texts, values_ever
from inspector.model.recordings.events import (
    Accumulate,
    Created,
    Freed,
    NodeBackward,
    Op,
    RetainGrad,
    Update,
)
from inspector.model.recordings.recording import Recording
from tests.model.script import Script
from tests.runner.running import record
from tests.support.recordings import cubic, sampled, second_backward, untracked, value

LEAF, POWER, DOUBLE, SUM, ROOT = "t1", "o1", "o2", "o3", "o4"


def at(recording: Recording, step: int, view: View = View.OPERATIONS) -> Appearance:
    return Appearance(build(recording, view), recording, step)


def after(recording: Recording, kind: type, number: int = 0) -> int:
    """The step after the ``number``-th event of a kind."""
    return recording.of_kind(kind)[number] + 1


def test_what_has_not_run_yet_is_unborn_and_shows_no_value() -> None:
    recording = cubic()
    look = at(recording, after(recording, Op) - 1).vertex(POWER)
    assert look.phase is Phase.UNBORN
    assert (look.value_text, look.symbol, look.grad_fn) == ("", "^3", "PowBackward0")


def test_a_card_says_name_symbol_shape_and_value() -> None:
    recording = cubic()
    look = at(recording, len(recording)).vertex(ROOT)
    assert (look.title, look.symbol, look.value_text) == ("y", "+1", "13")
    assert look.shape_text == "scalar float32"
    assert look.is_root
    assert look.tracked


def test_an_unnamed_operation_is_titled_by_its_own_name() -> None:
    recording = cubic()
    assert at(recording, len(recording)).vertex(DOUBLE).title == "mul"
    assert at(recording, len(recording), View.TENSORS).vertex("t3").title == ""


def test_an_operation_is_active_in_the_step_it_runs_and_values_travel_into_it() -> None:
    recording = cubic()
    step = after(recording, Op, 2)
    look = at(recording, step)
    assert look.vertex(SUM).activity is Activity.FORWARD
    assert look.vertex(POWER).activity is Activity.NONE
    assert look.moves(step) == (Move("o3:0", False, "8"), Move("o3:1", False, "4"))
    assert look.edge("o3:1").flow is Flow.FORWARD
    assert look.edge("o3:1").text == "4"
    assert look.edge("o1:0").flow is Flow.NONE


def test_a_gradient_travels_from_the_node_that_ran_back_to_its_inputs() -> None:
    recording = cubic()
    step = after(recording, NodeBackward, 3)
    look = at(recording, step)
    assert look.vertex(POWER).activity is Activity.GRADIENT
    assert look.moves(step) == (Move("o1:0", True, "12"),)
    assert (look.edge("o1:0").flow, look.edge("o1:0").text) == (Flow.GRADIENT, "12")
    assert (look.edge("o2:0").flow, look.edge("o2:0").text) == (Flow.DONE, "2")


def test_a_second_pass_starts_with_no_gradient_on_the_edges() -> None:
    recording = cubic()
    look = at(recording, after(recording, NodeBackward, 4))
    assert look.edge("o4:0").flow is Flow.GRADIENT
    assert look.edge("o1:0").flow is Flow.NONE


def test_a_node_waits_until_all_its_contributions_have_arrived() -> None:
    recording = cubic()
    badges = [
        (look.arrived, look.expected)
        for number in range(4)
        if (look := at(recording, after(recording, NodeBackward, number)).vertex(LEAF))
    ]
    assert badges == [(0, 2), (0, 2), (1, 2), (2, 2)]
    fired = at(recording, after(recording, Accumulate)).vertex(LEAF)
    assert fired.expected == 0


def test_the_tray_fills_by_addition_and_is_emptied() -> None:
    recording = cubic()
    first, second = after(recording, Accumulate, 0), after(recording, Accumulate, 1)
    texts = [at(recording, s).vertex(LEAF).grad_text for s in (first - 1, first, first + 1)]
    assert texts == ["", "14", "14"]
    assert at(recording, second).vertex(LEAF).grad_text == "14 + 14 = 28"
    assert at(recording, second + 1).vertex(LEAF).grad_text == "28"
    assert at(recording, second).vertex(LEAF).activity is Activity.GRADIENT
    assert at(recording, second).moves(second) == ()
    assert at(recording, len(recording)).vertex(LEAF).grad_text == ""
    assert set(grad_texts(recording, 1)) == {"14", "28", "14 + 14 = 28"}


def test_only_leaves_and_retained_tensors_have_a_tray() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, "3", name="y")
    c = script.leaf(1.0, "c", requires_grad=False)
    end = len(script.recording)
    looks = at(script.recording, end)
    assert [looks.vertex(key).tray for key in ("t1", "o1", f"t{c}")] == [True, False, False]
    script.say(RetainGrad(y))
    assert at(script.recording, end + 1).vertex("o1").tray


def test_freed_operations_fade_but_the_leaf_stays() -> None:
    recording = cubic()
    step = after(recording, Freed)
    before, look = at(recording, step - 1), at(recording, step)
    assert before.vertex(POWER).phase is Phase.SHOWN
    assert look.vertex(POWER).phase is Phase.FREED
    assert look.edge("o1:0").phase is Phase.FREED
    assert look.vertex(LEAF).phase is Phase.SHOWN


def test_a_failing_second_backward_raises_the_alarm_at_its_node() -> None:
    recording = second_backward()
    look = at(recording, len(recording))
    alarms = {key: look.vertex(key).alarm for key in (LEAF, POWER, DOUBLE, SUM, ROOT)}
    assert alarms == {LEAF: "", POWER: "error", DOUBLE: "", SUM: "", ROOT: ""}


@pytest.mark.parametrize(("number", "word"), [(float("nan"), "NaN"), (float("-inf"), "Inf")])
def test_numbers_that_are_none_raise_the_alarm(number: float, word: str) -> None:
    script = Script()
    x = script.leaf([1.0, 0.0], "x")
    script.op("log", x, data=[0.0, number])
    looks = at(script.recording, len(script.recording))
    assert (looks.vertex("t1").alarm, looks.vertex("o1").alarm) == ("", word)


def test_a_gradient_that_is_no_number_raises_the_alarm_at_its_leaf() -> None:
    script = Script()
    x = script.leaf(1.0, "x")
    script.say(Accumulate(1, x, value(float("nan")), value(float("nan"))))
    assert at(script.recording, len(script.recording)).vertex("t1").alarm == "NaN"


def test_what_lies_beyond_a_wall_is_faint_and_its_cause_named() -> None:
    recording = untracked()
    looks = at(recording, len(recording))
    assert looks.vertex("o1").phase is Phase.FAINT
    assert looks.vertex("o1").wall == "no_grad, line 3"
    assert looks.edge("o1:0").wall == "no_grad, line 3"
    assert not looks.vertex("o1").tracked


def test_slots_are_shown_only_where_one_tensor_is_used_twice() -> None:
    script = Script()
    x = script.leaf(3.0, "x")
    y = script.op("mul", x, x)
    script.op("add", y, x)
    looks = at(script.recording, len(script.recording))
    slots = [looks.edge(edge.key).slot for edge in looks.graph.edges]
    assert slots == [0, 1, None, None]


def test_small_matrices_are_heat_maps_and_large_values_statistics() -> None:
    script = Script()
    matrix = script.leaf(np.arange(12.0).reshape(3, 4) - 8)
    vector = script.leaf(np.arange(8.0))
    script.op("add", matrix, vector)
    script.say(Created(9, sampled((100, 100)), requires_grad=True))
    script.name(9, "large")
    looks = at(script.recording, len(script.recording))
    rows = looks.vertex("t1").cells
    assert rows is not None
    assert (len(rows), rows[0], looks.vertex("t1").value_text) == (3, (-8, -7, -6, -5), "")
    assert looks.vertex("t1").scale == 8
    assert looks.vertex("t2").cells == (tuple(range(8)),)
    large = looks.vertex("t9")
    assert (large.cells, large.value_text, large.shape_text) == (
        None,
        "0 ± 0.5",
        "100×100 float32",
    )


def test_a_heat_maps_scale_covers_every_value_its_leaf_ever_has() -> None:
    script = Script()
    start, grown = np.ones((3, 3)), 5 * np.ones((3, 3))
    w = script.leaf(start, "w")
    first = len(script.recording)
    script.say(Update(w, "SGD", value(start), value(grown), 1))
    look = at(script.recording, first).vertex("t1")
    assert (look.scale, look.cells and look.cells[0][0]) == (5, 1)
    assert at(script.recording, first + 1).vertex("t1").cells == ((5.0,) * 3,) * 3


def test_a_scale_grows_with_its_recording() -> None:
    script = Script()
    w = script.leaf(np.ones((3, 3)), "w")
    vertex = build(script.recording, View.OPERATIONS).vertices[0]
    scales = Scales(script.recording)
    assert scales.of(vertex) == 1
    script.say(Update(w, "SGD", value(1.0), value(-7 * np.ones((3, 3))), 1))
    assert scales.of(vertex) == 7


def test_an_updated_leaf_shows_what_it_holds_now() -> None:
    script = Script()
    w = script.leaf(1.0, "w")
    script.op("mul", w, "2")
    script.say(Update(w, "SGD", value(1.0), value(0.5), 1))
    end = len(script.recording)
    vertex = build(script.recording, View.OPERATIONS).by_key["t1"]
    assert [at(script.recording, s).vertex("t1").value_text for s in (end - 1, end)] == [
        "1",
        "0.5",
    ]
    assert at(script.recording, end).vertex("t1").activity is Activity.FORWARD
    assert [card_text(v) for v in values_ever(script.recording, vertex)] == ["1", "0.5"]


@pytest.mark.parametrize("requires_grad", [True, False])
def test_a_tensor_filled_in_place_shows_what_it_holds_now(requires_grad: bool) -> None:
    script = Script()
    w = script.leaf(0.0, "w", requires_grad=requires_grad)
    script.mode(False)
    script.op("fill_", w, "7", data=7.0, in_place=True)
    step = len(script.recording)
    looks = at(script.recording, step)
    assert (looks.vertex("t1").value_text, looks.vertex("t1").activity) == ("7", Activity.FORWARD)
    assert at(script.recording, step - 1).vertex("t1").value_text == "0"


def test_a_tensor_changed_in_place_keeps_its_old_value_where_it_was_made() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, "3", data=6.0, name="y")
    script.op("add_", y, "1", data=7.0, in_place=True)
    step = len(script.recording)
    for view, keys in ((View.OPERATIONS, ("o1", "o2")), (View.TENSORS, ("t2", "t2.1"))):
        looks = at(script.recording, step, view)
        assert [looks.vertex(key).value_text for key in keys] == ["6", "7"]
    assert at(script.recording, step).moves(step) == (Move("o2:0", False, "6"),)


def test_in_the_tensors_view_gradients_travel_between_tensors() -> None:
    recording = cubic()
    step = after(recording, NodeBackward, 1)
    looks = at(recording, step, View.TENSORS)
    assert [move.edge for move in looks.moves(step)] == ["t4:0", "t4:1"]
    assert looks.edge("t5:0").label == "+1"
    assert looks.vertex("t1").kind is Kind.LEAF


def test_no_step_of_any_kind_fails_to_be_shown() -> None:
    for recording in (cubic(), second_backward(), untracked()):
        for view in View:
            graph = build(recording, view)
            for step in range(len(recording) + 1):
                looks = Appearance(graph, recording, step)
                for vertex in graph.vertices:
                    looks.vertex(vertex.key)
                for edge in graph.edges:
                    looks.edge(edge.key)
                assert all(move.edge in graph.edge_by_key for move in looks.moves(step))


def test_what_a_recorded_backward_pass_starts_from_has_a_title() -> None:
    source = "x = torch.ones(2, requires_grad=True)\n"
    source += (
        "g, = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)\ng.sum().backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    look = at(recording, len(recording))
    graph = build(recording, View.OPERATIONS)
    titles = {look.vertex(one.key).title for one in graph.vertices if one.kind is Kind.CONSTANT}
    assert titles == {"expand"}
