"""The vertices and edges that a recording is drawn as, in both readings."""

from __future__ import annotations

import networkx as nx
import pytest

from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.graph import build, picture
from inspector.model.graphs.tracing import Tracer
from inspector.model.graphs.vertex import Graph, Kind, View
from inspector.model.piecemeal import done
from inspector.model.recordings.events import Created, Op, RequiresGrad
from inspector.model.recordings.facts import NextFunction, Operand, Output
from inspector.model.recordings.recording import Recording
from tests.model.script import Script
from tests.support.recordings import cubic, untracked, value

OPERATIONS, TENSORS = View.OPERATIONS, View.TENSORS


def arrows(graph: Graph) -> list[tuple[str, str, int]]:
    return [(edge.source, edge.target, edge.slot) for edge in graph.edges]


def labels(graph: Graph) -> dict[str, str]:
    return {vertex.key: vertex.label for vertex in graph.vertices}


def affine() -> Recording:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, "3", data=6.0, name="y")
    script.op("add", y, "5", data=11.0, name="z")
    return script.recording


def test_operations_are_vertices_with_their_constants_between_a_leaf_and_a_root() -> None:
    graph = build(affine(), OPERATIONS)
    assert labels(graph) == {"t1": "x", "o1": "×3", "o2": "+5"}
    assert arrows(graph) == [("t1", "o1", 0), ("o1", "o2", 0)]
    assert [v.kind for v in graph.vertices] == [Kind.LEAF, Kind.OPERATION, Kind.OPERATION]
    assert [v.is_root for v in graph.vertices] == [False, False, True]


def test_tensors_are_vertices_and_operations_label_the_edges() -> None:
    graph = build(affine(), TENSORS)
    assert labels(graph) == {"t1": "x", "t2": "y", "t3": "z"}
    assert [(e.source, e.label, e.target) for e in graph.edges] == [
        ("t1", "×3", "t2"),
        ("t2", "+5", "t3"),
    ]
    assert graph.by_key["t3"].is_root


def test_a_gradient_goes_from_the_operations_node_to_its_operands_node() -> None:
    graph = build(cubic(), OPERATIONS)
    ways = {(e.key, e.target_node, e.source_node) for e in graph.edges}
    assert ways == {
        ("o1:0", 1, 5), ("o2:0", 2, 5), ("o3:0", 3, 1), ("o3:1", 3, 2), ("o4:0", 4, 3),
    }  # fmt: skip
    assert graph.by_key["t1"].node == 5
    assert graph.by_node[5].key == "t1"


def test_a_square_has_two_edges_with_their_own_slots() -> None:
    script = Script()
    x = script.leaf(3.0, "x")
    script.op("mul", x, x, data=9.0)
    for view, target in ((OPERATIONS, "o1"), (TENSORS, "t2")):
        graph = build(script.recording, view)
        assert arrows(graph) == [("t1", target, 0), ("t1", target, 1)]
        assert len(graph.edge_by_key) == 2


def test_a_number_before_the_tensor_does_not_shift_the_gradients_slot() -> None:
    recording = Recording()
    recording.extend(
        [
            Created(1, value(2.0), requires_grad=True),
            Op(
                1, "sub", "−", (Operand("self", text="5"), Operand("other", 1)),
                (Output(2, value(3.0), True, False),), 2, "SubBackward0",
                (NextFunction(None), NextFunction(1, "AccumulateGrad", 0, 1)),
            ),
        ]
    )  # fmt: skip
    edge = build(recording, OPERATIONS).edges[0]
    assert (edge.slot, edge.source_node, edge.target_node) == (1, 1, 2)
    assert build(recording, OPERATIONS).by_key["o1"].label == "5−"


def test_outputs_of_one_operation_find_their_own_gradient() -> None:
    script = Script()
    x = script.leaf([1.0, 2.0], "x")
    y = script.op("exp", x)
    node = script.gradient[y].node
    halves = tuple(Output(t, value(1.0), True, False) for t in (10, 11))
    follow = (NextFunction(node, "ExpBackward0"),)
    script.say(Op(2, "unbind", "unbind", (Operand("self", y),), halves, 9, "U", follow))
    follow = (NextFunction(9, "U", 0), NextFunction(9, "U", 1))
    operands = (Operand("self", 11), Operand("other", 10))
    out = (Output(12, value(2.0), True, False),)
    script.say(Op(3, "add", "+", operands, out, 10, "AddBackward0", follow))
    slots = {e.tensor: e.slot for e in build(script.recording, OPERATIONS).edges[-2:]}
    assert slots == {11: 1, 10: 0}


def test_constants_stand_in_the_graph_only_when_used_or_named() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    used = script.leaf(3.0, requires_grad=False)
    script.leaf(4.0, requires_grad=False)
    script.leaf(5.0, "named", requires_grad=False)
    script.op("mul", x, used)
    graph = build(script.recording, OPERATIONS)
    assert [v.key for v in graph.vertices] == ["t1", "t2", "t4", "o1"]
    assert graph.by_key["t2"].kind is Kind.CONSTANT
    second = graph.edges[1]
    assert (second.source_node, second.target_node, second.wall) == (None, None, "")


def test_no_grad_is_a_wall_named_with_its_line_and_cuts_off_what_follows() -> None:
    graph = build(untracked(), OPERATIONS)
    assert graph.edges[0].wall == "no_grad, line 3"
    assert graph.beyond == {"o1": "no_grad, line 3"}


def test_the_region_beyond_a_wall_reaches_on_until_tracking_begins_again() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    script.mode(False)
    y = script.op("mul", x, "2")
    z = script.op("add", y, "1")
    script.mode(True)
    script.op("mul", x, z)
    graph = build(script.recording, OPERATIONS)
    assert list(graph.beyond) == ["o1", "o2"]
    assert [edge.wall for edge in graph.edges] == ["no_grad, line 2", "", "", ""]


def test_detach_is_a_wall() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, x)
    d = script.op("detach", y, name="d")
    script.op("add", d, "1")
    graph = build(script.recording, OPERATIONS)
    assert [edge.wall for edge in graph.edges] == ["", "", "detach", ""]
    assert set(graph.beyond) == {"o2", "o3"}


def test_an_operation_without_derivative_is_a_wall_too() -> None:
    script = Script()
    x = script.leaf([2.0, 1.0], "x")
    operands = (Operand("self", x),)
    script.say(Op(1, "argmax", "argmax", operands, (Output(9, value(0, "int64")),)))
    edge = build(script.recording, OPERATIONS).edges[0]
    assert edge.wall == "argmax is not differentiable"


def test_after_an_in_place_operation_uses_come_from_it() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, "3", name="y")
    script.op("add_", y, "1", in_place=True)
    script.op("mul", y, x)
    operations = build(script.recording, OPERATIONS)
    assert ("o1", "o2", 0) in arrows(operations)
    assert ("o2", "o3", 0) in arrows(operations)
    tensors = build(script.recording, TENSORS)
    assert arrows(tensors) == [
        ("t1", "t2", 0),
        ("t2", "t2.1", 0),
        ("t2.1", "t3", 0),
        ("t1", "t3", 1),
    ]
    assert tensors.by_tensor[2].key == "t2"


def test_a_leaf_updated_by_hand_under_no_grad_stays_the_leaf() -> None:
    script = Script()
    w = script.leaf(2.0, "w")
    g = script.leaf(0.1, "g", requires_grad=False)
    script.op("mul", w, "3")
    script.mode(False)
    script.op("sub", w, g, in_place=True)
    script.mode(True)
    script.op("mul", w, "4")
    graph = build(script.recording, OPERATIONS)
    assert graph.edges[-1].source == "t1"
    assert not graph.by_key["o2"].is_root
    assert graph.by_key["o2"].label == "−="
    assert graph.by_tensor[w].key == "t1"


@pytest.mark.parametrize("requires_grad", [True, False])
def test_filling_a_new_tensor_in_place_makes_no_vertex(requires_grad: bool) -> None:
    script = Script()
    w = script.leaf([0.0, 0.0], "w", requires_grad=requires_grad)
    script.mode(False)
    script.op("uniform_", w, data=[1.0, 2.0], in_place=True)
    script.mode(True)
    script.op("sum", w)
    for view in View:
        graph = build(script.recording, view)
        assert [edge.source for edge in graph.edges] == ["t1"]
        assert len(graph.vertices) == 2


def test_a_tensor_announced_anew_is_another_vertex() -> None:
    script = Script()
    g = script.leaf(1.0, requires_grad=False)
    script.op("mul", g, "2")
    script.say(Created(g, value(5.0)))
    script.op("mul", g, "3")
    assert arrows(build(script.recording, OPERATIONS)) == [("t1", "o1", 0), ("t1.1", "o2", 0)]


def test_leaving_an_inner_no_grad_keeps_the_outer_ones_name() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    script.mode(False)
    script.mode(False, "inference_mode")
    script.mode(False, "end of inference_mode")
    script.op("mul", x, "2")
    assert build(script.recording, OPERATIONS).edges[0].wall == "inference_mode, line 3"


def test_requires_grad_set_later_makes_a_leaf() -> None:
    script = Script()
    x = script.leaf(2.0, "x", requires_grad=False)
    assert build(script.recording, OPERATIONS).vertices[0].kind is Kind.CONSTANT
    script.say(RequiresGrad(x, True))
    assert build(script.recording, OPERATIONS).vertices[0].kind is Kind.LEAF


def test_what_backward_was_called_on_is_a_root_even_when_used_again() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, "3", name="y")
    script.backward(y)
    script.op("detach", y)
    assert build(script.recording, OPERATIONS).by_key["o1"].is_root


def test_a_tensor_nobody_announced_still_stands_in_the_graph() -> None:
    recording = Recording()
    recording.append(Op(1, "exp", "exp", (Operand("self", 7),), (Output(8, value(1.0)),)))
    assert arrows(build(recording, OPERATIONS)) == [("t7", "o1", 0)]
    assert arrows(build(recording, TENSORS)) == [("t7", "t8", 0)]


@pytest.mark.parametrize("view", list(View))
def test_a_graph_that_grew_equals_one_built_at_once(view: View) -> None:
    whole = cubic()
    growing, tracer = Recording(), Tracer(view)
    for event in whole.events:
        growing.append(event)
        tracer.follow(growing.events)
    assert done(picture(tracer)) == build(whole, view)


def test_the_networkx_form_keeps_parallel_edges_and_is_acyclic() -> None:
    script = Script()
    x = script.leaf(3.0, "x")
    y = script.op("mul", x, x)
    script.op("add", y, "1", in_place=True)
    for view in View:
        form = digraph(build(script.recording, view))
        assert nx.is_directed_acyclic_graph(form)
        assert form.number_of_edges() == 3
    assert sorted(form["t1"]["t2"]) == ["t2:0", "t2:1"]


def test_tensors_of_an_earlier_generation_stand_at_the_border() -> None:
    script = Script()
    x = script.leaf(1.0, "x")
    y = script.op("exp", x)
    start = len(script.recording)
    script.op("exp", y)
    graph = build(script.recording, OPERATIONS, (start, len(script.recording)))
    assert arrows(graph) == [("o1", "o2", 0)]
    assert not graph.by_key["o1"].is_root


def test_a_parameter_that_nobody_names_or_uses_is_no_vertex() -> None:
    script = Script()
    used = script.leaf(1.0)
    script.leaf(2.0)
    named = script.leaf(3.0, "w")
    result = script.op("mul", used, used)
    assert [vertex.tensor for vertex in build(script.recording, View.OPERATIONS).vertices] == [
        used,
        named,
        result,
    ]
