"""What the canvas says where there is nothing to draw."""

from __future__ import annotations

from inspector.canvas.emptiness import emptiness
from inspector.model.session import Session
from tests.support.recordings import cubic


def test_while_a_run_is_ahead_of_its_layout_tensors_are_not_said_to_be_missing() -> None:
    session = Session()
    session.new_run("", "<cubic>")
    assert emptiness(session, drawn=False)[1] == "No tensor has been made yet."
    session.grow(cubic().events)
    assert emptiness(session, drawn=False)[1] == "The graph is being laid out."
    assert emptiness(session, drawn=True) == ("", "")
