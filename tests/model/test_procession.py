"""What is sent over a graph by itself: tangents from a leaf, gradients back from the root."""

from __future__ import annotations

import pytest

from inspector.model.procession import send_back, send_forward
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from tests.panels.stage import session_with
from tests.runner.running import record

TWO_LEAVES = """
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([5.0, 7.0], requires_grad=True)
y = (a * b).sum()
y.backward()
"""
TOO_LARGE = """
a = torch.ones(3000, requires_grad=True)
(a * a).sum().backward()
"""


def ended(source: str) -> Session:
    recording = Recording(source)
    recording.extend(record(source))
    return session_with(recording)


@pytest.mark.parametrize(("selected", "told"), [("", "5"), ("a", "5"), ("b", "2")])
def test_tangents_set_out_from_the_selected_leaf_or_the_first(selected: str, told: str) -> None:
    session = ended(TWO_LEAVES)
    for vertex in session.graph.vertices:
        if selected and session.moment.name(vertex.tensor) == selected:
            session.select(vertex.key)
    send_forward(session)
    legs = session.marks.legs
    assert legs[0].text == f"d{selected or 'a'} = [1, 0]"
    assert legs[-1].text == f"dy = {told}"


def test_tangents_set_out_from_the_leaf_and_the_element_that_were_aimed_at() -> None:
    session = ended(TWO_LEAVES)
    session.marks.aim = (2, 1)
    send_forward(session)
    assert session.marks.legs[0].text == "db = [0, 1]"


def test_gradients_set_out_from_the_root() -> None:
    session = ended(TWO_LEAVES)
    send_back(session)
    assert session.graph.by_key[session.marks.legs[0].vertex].grad_fn == "SumBackward0"
    assert all(leg.back for leg in session.marks.legs)


def test_before_a_pass_has_ended_nothing_sets_out() -> None:
    session = ended(TWO_LEAVES)
    session.go(len(session.recording) - 3)
    send_forward(session)
    send_back(session)
    assert session.marks.legs == ()


def test_a_graph_that_is_not_swept_says_so_at_its_leaf() -> None:
    session = ended(TOO_LARGE)
    send_forward(session)
    (said,) = session.marks.legs
    assert session.graph.by_key[said.vertex].tensor == 1
    assert said.text.startswith("not swept: ")
