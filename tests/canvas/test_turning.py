"""A graph that is laid out anew: the eye looks where it will be, and the minimap shows that."""

from __future__ import annotations

from inspector.canvas.minimap import Minimap
from inspector.theme.tokens import LIGHT
from tests.canvas.conftest import Opened, place, run_out
from tests.support.recordings import cubic
from tests.support.wide import recorded


def test_a_turned_graph_is_looked_at_where_it_arrives(opened: Opened) -> None:
    canvas = opened(recorded(), legend="folded")
    session = canvas.session
    found = canvas.findChild(Minimap)
    assert found.isVisible()
    assert found.width() > found.height()
    session.settings["direction"] = "TB"
    place(canvas, session)
    run_out(canvas)
    assert found.height() > found.width()
    now = canvas.eye.now
    canvas._show.refit()
    assert canvas.eye.now == now


def test_the_minimap_is_drawn_whenever_it_comes_into_sight(opened: Opened) -> None:
    canvas = opened(recorded(), legend="folded", reduced_motion=True)
    found = canvas.findChild(Minimap)
    canvas.session.open_recording(cubic())
    place(canvas, canvas.session)
    canvas.fit()
    assert not found.isVisible()
    canvas.zoom(4.0)
    assert found.isVisible()
    shown = found.grab().toImage()
    canvas.set_theme(LIGHT)  # draws it anew
    assert shown == found.grab().toImage()
