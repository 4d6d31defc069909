"""Trying another value for a leaf, from the keyboard, in a process of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt

from inspector.model.recordings.events import NodeBackward
from inspector.panels.picture import PicturePanel
from inspector.panels.whatif import WhatIfPanel
from tests.support.windows import PRODUCT, Desk


def test_a_leaf_gets_another_value_and_the_program_runs_again(desk: Desk) -> None:
    desk.run(PRODUCT)
    session, panel = desk.session, desk.panel("whatif")
    assert isinstance(panel, WhatIfPanel)
    base = session.recording
    session.select(session.graph.by_tensor[1].key)
    desk.press(Qt.Key.Key_I)
    desk.wait(panel.value.hasFocus)
    desk.bot.keyClicks(panel.value, "5")
    desk.bot.keyClick(panel.value, Qt.Key.Key_Return)
    desk.wait(lambda: session.recording is not base and not session.running)
    desk.wait(lambda: ("w.grad", "4", "25", "×6.25") in panel.beside.texts())
    assert session.document.text == PRODUCT
    assert session.recording.source == base.source
    told = ("print 1", "tensor(12.) tensor(4.)", "tensor(30.) tensor(25.)", "")
    desk.wait(lambda: told in panel.beside.texts())
    assert (
        "y should change by 36: that is x's gradient times the change of x. It changed by 63"
        in panel.forecast.text()
    )


def test_pictures_are_drawn_only_once_their_tab_is_in_front(desk: Desk) -> None:
    desk.run(PRODUCT)
    panel = desk.panel("picture")
    assert isinstance(panel, PicturePanel)
    assert panel.raster is None
    desk.inspector.window.show_panel("picture")
    desk.wait(lambda: panel.raster is not None and panel.raster.isVisible())


def test_a_value_typed_on_a_card_runs_again_and_the_reader_stays_where_they_were(
    desk: Desk,
) -> None:
    desk.run(PRODUCT)
    session, base = desk.session, desk.session.recording
    step = base.of_kind(NodeBackward)[-1] + 1
    session.go(step)
    session.select(session.graph.by_tensor[1].key)
    desk.rest()
    desk.press(Qt.Key.Key_F2)
    editor = desk.inspector.canvas.leaf_editor.editor
    assert editor is not None
    desk.bot.keyClicks(editor.line, "= 5")
    desk.bot.keyClick(editor.line, Qt.Key.Key_Return)
    desk.wait(lambda: session.recording is not base and not session.running)
    assert session.step == session.recording.of_kind(NodeBackward)[-1] + 1
    assert session.selection == session.graph.by_tensor[1].key
    panel = desk.panel("whatif")
    assert isinstance(panel, WhatIfPanel)
    desk.wait(lambda: panel.isVisible() and len(panel.beside.texts()) > 0)
    assert session.document.text == PRODUCT
