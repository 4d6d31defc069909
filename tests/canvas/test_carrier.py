"""Tangents travel forward over the graph, gradients back, and vertices say what reached them."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.canvas.view import GraphCanvas
from inspector.model.procession import forward_legs, reverse_legs
from inspector.model.recordings.recording import Recording
from inspector.model.trials.forward_mode import Pass
from tests.canvas.conftest import Opened, run_out
from tests.runner.running import record
from tests.support.canvases import grabbed

SOURCE = """
x = torch.tensor(2.0, requires_grad=True)
h = x * x
y = h * x
y.backward()
"""


def shown(opened: Opened, calm: bool = False) -> tuple[GraphCanvas, Pass]:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    canvas = opened(recording, reduced_motion=calm)
    run_out(canvas)
    return canvas, Pass(recording, next(iter(recording.nodes.passes)))


def sent(canvas: GraphCanvas, one: Pass) -> None:
    direction = np.ones(())
    legs = forward_legs(canvas.session, one.sweep(1, direction), 1, direction)
    canvas.session.marks.send(legs)


def test_every_leg_carries_the_tangents_of_what_goes_in(opened: Opened) -> None:
    canvas, one = shown(opened)
    sent(canvas, one)
    legs = canvas.session.marks.legs
    assert [leg.text for leg in legs] == ["dx = 1", "dh = 4", "dy = 12"]
    assert [[move.text for move in leg.moves] for leg in legs] == [[], ["1", "1"], ["4", "1"]]


@pytest.mark.parametrize("calm", [True, False])
def test_all_of_them_arrive_and_a_step_takes_them_away(opened: Opened, calm: bool) -> None:
    canvas, one = shown(opened, calm)
    marks = canvas.session.marks
    sent(canvas, one)
    if not calm:
        assert marks.reached < len(marks.legs)
    run_out(canvas)
    assert marks.said == marks.legs
    before = grabbed(canvas).toImage()
    canvas.session.go(canvas.session.step - 1)
    canvas.session.go(canvas.session.step + 1)
    run_out(canvas)
    assert marks.said == ()
    assert grabbed(canvas).toImage() != before


def test_gradients_go_back_node_by_node(opened: Opened) -> None:
    canvas, one = shown(opened)
    legs = reverse_legs(canvas.session, one)
    assert [leg.text for leg in legs] == ["1", "2"]
    assert [[move.text for move in leg.moves] for leg in legs] == [["2", "4"], ["4", "4"]]
    canvas.session.marks.send(legs)
    run_out(canvas)
    assert canvas.session.marks.said == legs
