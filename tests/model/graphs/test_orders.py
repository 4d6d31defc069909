"""Which order of derivative an operation belongs to where create_graph recorded it."""

from __future__ import annotations

import numpy as np

from inspector.model.graphs.orders import named, orders_of
from inspector.model.looks.look import Colouring
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from tests.runner.running import record

SOURCE = """
x = torch.tensor(2.0, requires_grad=True)
y = x ** 3
(first,) = torch.autograd.grad(y, x, create_graph=True)
penalty = first * first + y
(second,) = torch.autograd.grad(penalty, x, create_graph=True)
plain = x * 2
"""


def made() -> Recording:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    return recording


def order_of_line(recording: Recording, line: int) -> set[int]:
    return {order for op, order in orders_of(recording).items() if recording.op(op).line == line}


def test_each_recorded_backward_pass_is_of_one_order_more() -> None:
    recording = made()
    assert order_of_line(recording, 3) == {0}
    assert order_of_line(recording, 4) == {1}
    assert order_of_line(recording, 5) == {1}
    assert order_of_line(recording, 6) == {2}
    assert order_of_line(recording, 7) == {0}


def test_the_orders_colour_the_graph_and_are_named() -> None:
    session = Session()
    session.settings["colour"] = Colouring.ORDER.value
    session.open_recording(made())
    shading = session.appearance.shading
    assert shading.key is not None
    assert set(shading.key.names) == {"values", "1st derivative", "2nd derivative"}
    rows = np.arange(len(session.graph.vertices))
    codes = dict(zip((v.op for v in session.graph.vertices), shading.codes(rows, 0), strict=True))
    drawn = {op: order for op, order in orders_of(session.recording).items() if op in codes}
    assert set(drawn.values()) == {0, 1, 2}
    for op, order in drawn.items():
        assert shading.key.names[codes[op]] == named(order)
