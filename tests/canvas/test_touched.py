"""A step may only change the looks of what its events touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.canvas.stage import Stage, stage
from inspector.canvas.touched import touched
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import FAILED, Graph, View
from inspector.model.looks.appearance import Appearance
from inspector.model.recordings.events import Error
from inspector.model.recordings.recording import Recording
from tests.support.recordings import cubic, ended, second_backward, untracked
from tests.support.webs import rows, web

RECORDINGS = (cubic(), second_backward(), untracked(), web(30))
steps = st.integers(0, 60)


def placed(recording: Recording, view: View) -> tuple[Stage, Graph, Recording]:
    graph = build(recording, view)
    return stage(graph, rows(graph)), graph, recording


STAGES = [placed(recording, view) for recording in RECORDINGS for view in View]


@given(st.sampled_from(STAGES), steps, steps)
def test_what_is_not_touched_looks_the_same(
    placed: tuple[Stage, Graph, Recording], old: int, new: int
) -> None:
    at, graph, recording = placed
    old, new = (min(step, len(recording)) for step in (old, new))
    before, after = (Appearance(graph, recording, step) for step in (old, new))
    vertices, edges = (set(found.tolist()) for found in touched(at, recording.events, old, new))
    for number, vertex in enumerate(at.vertices):
        same = before.vertex(vertex.key) == after.vertex(vertex.key)
        assert same or number in vertices, vertex
    for number, edge in enumerate(at.edges):
        same = before.edge(edge.key) == after.edge(edge.key)
        assert same or number in edges, edge


@pytest.mark.parametrize("step", [7, 15, 18])
def test_a_single_step_touches_few(step: int) -> None:
    at, _, recording = STAGES[0]
    vertices, _ = touched(at, recording.events, step - 1, step)
    assert 0 < len(vertices) < len(at.vertices)


@pytest.mark.parametrize("view", View)
def test_the_step_at_which_an_operation_fails_touches_it(view: View) -> None:
    at, graph, recording = placed(ended(), view)
    (index,) = recording.of_kind(Error)
    for old, new in ((index, index + 1), (index + 1, index)):
        vertices, edges = touched(at, recording.events, old, new)
        assert graph.place[FAILED] in vertices
        assert {edge.key for edge in graph.edges_of[FAILED]} <= {at.edges[n].key for n in edges}
