"""Text that is enlarged everywhere is so in the graph: what is shown first, and the legend."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from tests.canvas.conftest import Opened, settle
from tests.support.recordings import cubic


def test_a_graph_is_shown_as_much_larger_as_the_text_around_it(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded")
    canvas.resize(460, 400)
    settle()
    legend = canvas.findChild(QToolButton)
    assert legend is not None
    scale, height = canvas.eye.now.scale, legend.height()
    canvas.session.settings["font_scale"] = 2.0
    settle()
    assert canvas.eye.now.scale > 1.3 * scale
    assert legend.height() > 1.5 * height
    canvas.session.settings["font_scale"] = 1.0
    settle()
    assert canvas.eye.now.scale == scale
