"""A graph that is laid out anew: the eye looks where it will be, and the minimap shows that."""

from __future__ import annotations

from inspector.canvas.minimap import Minimap
from tests.canvas.conftest import Opened, place, run_out
from tests.support.recordings import chain


def test_a_turned_graph_is_looked_at_where_it_arrives(opened: Opened) -> None:
    canvas = opened(chain(40), legend="folded")
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
