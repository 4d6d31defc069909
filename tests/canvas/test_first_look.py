"""What is seen first of a run that cannot be read as a whole, and once one that grew is over."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from inspector.canvas.view import GraphCanvas
from inspector.drawing.sizes import card_sizes
from inspector.layout.engine import layout
from inspector.layout.extend import extend
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.theme.tokens import LIGHT
from tests.canvas.conftest import Opened, place, run_out
from tests.runner.running import record_all

LONG = "x = torch.ones(2, requires_grad=True)\ny = x\n" + "y = y.sin()\n" * 150
WELL, BADLY = LONG + "y.sum().backward()\n", LONG + "y @ torch.ones(3)\n"


def recorded(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record_all(source))
    return recording


@pytest.fixture(scope="module")
def well() -> Recording:
    return recorded(WELL)


def measured(session: Session) -> Mapping[str, tuple[float, float]]:
    return card_sizes(session.graph, session.recording, LIGHT)


def sighted(canvas: GraphCanvas, number: int) -> bool:
    """Whether the first or the last vertices are in sight, by their number."""
    at = canvas.picture.stage
    left, top, width, height = canvas.eye.now.rect_to_screen(at.box_at(number))
    across = left >= 0 and left + width <= canvas.width()
    return across and top >= 0 and top + height <= canvas.height()


@pytest.mark.parametrize("direction", [each.value for each in Direction])
def test_a_run_that_went_well_is_seen_from_its_beginning(
    opened: Opened, well: Recording, direction: str
) -> None:
    canvas = opened(well, direction=direction)
    last = len(canvas.picture.stage.vertices) - 1
    assert sighted(canvas, 0)
    assert not sighted(canvas, last)
    canvas.session.go(len(well) // 2)
    run_out(canvas)
    assert not sighted(canvas, 0)


def test_a_step_and_an_error_are_seen_where_they_are(opened: Opened, well: Recording) -> None:
    failed = opened(recorded(BADLY))
    assert sighted(failed, len(failed.picture.stage.vertices) - 1)
    assert not sighted(failed, 0)
    assert not sighted(opened(well, len(well) - 20), 0)


@pytest.mark.parametrize("looks_away", [False, True])
def test_a_run_that_grew_is_seen_from_its_beginning_once_it_is_over(
    opened: Opened, looks_away: bool
) -> None:
    canvas = opened(Recording(LONG))
    session = canvas.session
    session.new_run(LONG, "long.py")
    events, known = recorded(LONG).events, 40
    session.grow(events[:known])
    place(canvas, session)
    begun = layout(digraph(session.graph), measured(session), Direction.RIGHT)
    session.grow(events[known:-1])
    canvas.set_geometry(session.graph, extend(begun, session.graph, measured(session)))
    run_out(canvas)
    assert not sighted(canvas, 0)  # it has followed what ran
    if looks_away:
        canvas.pan(-7, 0)
    session.grow(events[-1:])
    session.finish()
    place(canvas, session)
    run_out(canvas)
    assert sighted(canvas, 0) is not looks_away
