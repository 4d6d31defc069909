"""What is seen from afar, as columns, against the looks of every single card and arrow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from inspector.drawing.legend import entries
from inspector.drawing.shapes import style
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import Kind, View
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.colouring import Shading
from inspector.model.looks.columns import (
    BASE,
    CONSTANT,
    LEAF,
    OPERATION,
    PHASES,
    ROOT,
    Columns,
)
from inspector.model.looks.look import Colouring, Flow, VertexLook
from inspector.model.recordings.chronicle import Chronicle
from inspector.model.recordings.recording import Recording
from tests.model.programs import runs
from tests.runner.running import record
from tests.support.recordings import cubic, second_backward, untracked

SPOILT = """
x = torch.tensor([1.0, 0.0], requires_grad=True)
y = x.reciprocal()
z = y - y
"""
FLOWS = (Flow.NONE, Flow.FORWARD, Flow.GRADIENT, Flow.DONE)


def palette(look: VertexLook) -> int:
    if look.kind is Kind.LEAF:
        return LEAF
    if look.kind is Kind.CONSTANT or not look.tracked:
        return CONSTANT
    if look.is_root:
        return ROOT
    return BASE if look.is_view else OPERATION


def agree(recording: Recording, view: View, steps: list[int]) -> None:
    graph = build(recording, view)
    columns = Columns(graph, Chronicle(recording))
    columns.follow()
    rows, edges = columns.everything(), np.arange(len(graph.edges))
    for step in steps:
        looks = Appearance(graph, recording, step)
        cards = [looks.vertex(vertex.key) for vertex in graph.vertices]
        lines = [looks.edge(edge.key) for edge in graph.edges]
        there = [number for number, vertex in enumerate(graph.vertices) if vertex.born <= step]
        assert [PHASES[code] for code in columns.phases(rows, step)] == [c.phase for c in cards]
        assert columns.graded(rows, step).tolist() == [bool(c.grad_text) for c in cards]
        assert [bool(code) for code in columns.alarms(rows, step)] == [
            bool(c.alarm) for c in cards
        ]
        found = columns.palettes(rows, step)
        assert [found[n] for n in there] == [palette(cards[n]) for n in there]
        assert [PHASES[code] for code in columns.edge_phases(edges, step)] == [
            line.phase for line in lines
        ]
        assert [FLOWS[code] for code in columns.flows(edges, step)] == [
            line.flow for line in lines
        ]


@settings(max_examples=40, deadline=None)
@given(runs())
def test_columns_say_what_cards_and_arrows_say_of_any_run(events):
    recording = Recording()
    recording.extend(events)
    steps = list(range(0, len(events) + 1, max(1, len(events) // 12)))
    for view in View:
        agree(recording, view, [*steps, len(events)])


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("make", [cubic, second_backward, untracked])
def test_columns_say_what_cards_and_arrows_say(make, view):
    recording = make()
    agree(recording, view, list(range(len(recording) + 1)))


@pytest.mark.parametrize("view", View)
def test_what_joins_the_graph_in_place_leaves_its_making_untracked(view):
    made = Recording()
    made.extend(record("x = torch.ones(2) * 2\nx += torch.ones(2, requires_grad=True)"))
    agree(made, view, list(range(len(made) + 1)))


def coloured(recording: Recording, colouring: Colouring) -> Appearance:
    """How the end of a run looks in other colours than those of kinds."""
    graph = build(recording, View.OPERATIONS)
    shading = Shading(Columns(graph, Chronicle(recording)), colouring)
    return Appearance(graph, recording, len(recording), shading=shading)


def test_colours_by_nan_and_inf_tell_one_from_the_other_near_and_afar() -> None:
    recording = Recording(SPOILT)
    recording.extend(record(SPOILT))
    looks = coloured(recording, Colouring.DEFECT)
    graph = looks.graph
    cards = [looks.vertex(vertex.key) for vertex in graph.vertices]
    assert [style(card).fill for card in cards if card.alarm] == ["group.0", "group.1"]
    assert [card.alarm for card in cards if card.alarm] == ["Inf", "NaN"]
    assert not looks.shading.alarms(looks.columns.everything(), looks.step).any()
    said = [entry.words for entry in entries(cards, (), looks.key)]
    assert said == ["Inf", "NaN"]
    assert [entry.words for entry in entries((), (), coloured(cubic(), Colouring.DEFECT).key)] == [
        "not finite"
    ]
