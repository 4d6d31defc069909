"""The menu of the right button on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from inspector.commands import COMMANDS
from inspector.shell.contextmenu import GROUPS
from tests.support.windows import PRODUCT, Desk


def test_every_entry_is_a_command() -> None:
    assert [name for group in GROUPS for name in group if name not in COMMANDS] == []


def test_the_right_button_selects_a_node_and_offers_what_can_be_asked_of_it(desk: Desk) -> None:
    desk.run(PRODUCT)
    canvas, session = desk.inspector.canvas, desk.session
    session.go(len(session.recording))
    desk.rest()
    leaf = next(one for one in session.graph.vertices if one.op is None)
    left, top, width, height = canvas.picture.stage.box(leaf.key) or (0, 0, 0, 0)
    x, y = canvas.eye.now.to_screen(left + width / 2, top + height / 2)
    at = QPoint(round(x), round(y))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    assert session.selection == leaf.key
    menu = canvas.findChild(QMenu)
    titles = [action.text() for action in menu.actions()]
    assert "Why?" in titles
    assert "Edit value" in titles
    assert "Open or close the group" not in titles
    menu.close()
