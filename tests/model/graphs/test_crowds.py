"""Many leaves that go into one operation stand as one vertex, until somebody opens it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from inspector.model.graphs.vertex import Kind
from inspector.model.looks.look import Flow, Move
from inspector.model.procession import forward_legs
from inspector.model.recordings.events import Op
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.trials.forward_mode import Swept
from tests.runner.running import record

STACKED = """

leaves = [torch.tensor(float(i), requires_grad={tracked}) for i in range({count})]
once, twice = leaves[0], leaves[1]
x = torch.tensor(1.0, requires_grad=True)
loss = torch.stack([*leaves, x]).sum() * twice
loss.backward()
"""


def session_of(count: int, tracked: bool = True) -> Session:
    return opened(STACKED.format(count=count, tracked=tracked))


def opened(source: str) -> Session:
    recording = Recording(source)
    recording.extend(record(source))
    session = Session()
    session.open_recording(recording)
    session.go(len(recording))
    return session


def titles(session: Session) -> Iterator[str]:
    graph = session.graph
    return (vertex.label for vertex in graph.vertices if vertex.kind is Kind.GROUP)


@pytest.mark.parametrize(
    ("count", "tracked", "expected"),
    [(60, True, ["60 leaves"]), (12, True, []), (60, False, ["60 tensors"])],
)
def test_a_crowd_is_one_vertex_without_what_is_used_elsewhere(
    count: int, tracked: bool, expected: list[str]
) -> None:
    session = session_of(count, tracked)
    assert list(titles(session)) == expected
    kinds = [vertex.kind for vertex in session.graph.vertices]
    assert kinds.count(Kind.LEAF) + kinds.count(Kind.CONSTANT) == (1 if expected else count + 1)


@pytest.mark.parametrize(
    ("tracked", "forward", "back"),
    [
        ("True", "60 tensors", "each 1"),
        ("i > 9", "60 tensors", "each 1"),
        ("False", "60 tensors", "1"),
    ],
)
def test_its_arrow_says_what_all_have_in_common_or_how_many_they_are(
    tracked: str, forward: str, back: str
) -> None:
    session = opened(STACKED.format(count=60, tracked=tracked))
    (group,) = session.graph.groups
    (edge,) = session.graph.edges_of[group]
    look = session.appearance.edge(edge.key)
    assert (look.flow, look.text) == (Flow.DONE, back)
    said = {
        (move.backwards, move.text)
        for step in range(len(session.recording) + 1)
        for move in session.appearance.moves(step)
        if move.edge == edge.key
    }
    assert said == {(False, forward), (True, back)}
    assert session.appearance.at(edge.born).edge(edge.key).text == forward


def test_the_tangent_of_any_of_its_leaves_travels_along_its_arrow() -> None:
    session = session_of(60)
    (group,) = session.graph.groups
    (edge,) = session.graph.edges_of[group]
    leaf = session.graph.groups[group].members[30].tensor
    op = session.recording.events[edge.born - 1]
    assert isinstance(op, Op)
    made = Swept(op, np.ones(61, np.float32), None)
    legs = forward_legs(session, [made], leaf, np.array(2.0, np.float32))
    assert legs[-1].moves == (Move(edge.key, False, "2"),)


def test_the_key_that_opens_it_closes_it_again_on_each_of_its_leaves() -> None:
    session = session_of(60)
    (group,) = session.graph.groups
    assert session.folding.any
    leaves = [vertex.key for vertex in session.graph.groups[group].members]
    for leaf in (leaves[0], leaves[-1]):
        session.fold(group)
        session.select(leaf)
        assert session.folding.any
        assert session.folding.holds(leaf)
        session.fold(leaf)
        assert list(titles(session)) == ["60 leaves"]
        assert session.selection == group


def test_opening_it_shows_them_all_and_folding_all_closes_it() -> None:
    session = session_of(60)
    (group,) = session.graph.groups
    session.fold(group)
    assert len(session.graph.vertices) == 64
    session.fold_all(False)
    assert list(titles(session)) == ["60 leaves"]


COPIED = """

kept = [torch.tensor(float(i), requires_grad=True) for i in range(7)]
x = torch.tensor(1.0, requires_grad=True)
"""


def test_what_nothing_is_computed_from_stands_as_one_beside_what_is() -> None:
    session = opened(COPIED)
    assert not session.graph.groups, "all is shown where nothing is computed at all"
    session = opened(COPIED + "(x * 2).backward()\n")
    (group,) = session.graph.groups
    look = session.appearance.vertex(group)
    assert (look.title, look.value_text) == ("7 leaves", "used by no operation")
    assert len(session.graph.vertices) == 3
    session.fold(group)
    assert len(session.graph.vertices) == 9
    session.fold(session.graph.vertices[0].key)
    assert list(titles(session)) == ["7 leaves"]


def test_opening_what_is_not_used_leaves_what_is_closed() -> None:
    session = opened(COPIED + STACKED.format(count=60, tracked=True))
    assert sorted(titles(session)) == ["60 leaves", "8 leaves"]
    session.fold(next(key for key, part in session.graph.groups.items() if len(part.members) == 8))
    assert list(titles(session)) == ["60 leaves"]
