"""The menu of the right button on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu

from inspector.canvas.view import GraphCanvas
from inspector.commands import COMMANDS
from inspector.panels.source import SourcePanel
from inspector.panels.variables import VariablesPanel
from inspector.shell.controls.contextmenu import GROUPS, OF_LINE
from tests.support.windows import PRODUCT, Desk


def offered(canvas: GraphCanvas, at: QPoint) -> list[str]:
    """What the menu says that a right click opens."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    (menu,) = [one for one in canvas.findChildren(QMenu) if one.isVisible()]
    titles = [action.text() for action in menu.actions()]
    menu.close()
    return titles


def test_every_entry_is_a_command() -> None:
    assert [name for group in (*GROUPS, *OF_LINE) for name in group if name not in COMMANDS] == []


def test_the_right_button_selects_a_node_and_offers_what_can_be_asked_of_it(desk: Desk) -> None:
    desk.run(PRODUCT)
    canvas, session = desk.inspector.canvas, desk.session
    session.go(len(session.recording))
    desk.rest()
    leaf = next(one for one in session.graph.vertices if one.op is None)
    left, top, width, height = canvas.picture.stage.box(leaf.key) or (0, 0, 0, 0)
    x, y = canvas.eye.now.to_screen(left + width / 2, top + height / 2)
    titles = offered(canvas, QPoint(round(x), round(y)))
    assert session.selection == leaf.key
    assert "Why?" in titles
    assert "Edit value" in titles
    assert "Open or close the group" not in titles
    elsewhere = offered(canvas, QPoint(2, 2))
    assert "Fit the graph" in elsewhere
    assert "Edit value" not in elsewhere, "of a node that the pointer is not on"


def test_while_presenting_nothing_is_offered_that_answers_in_a_panel(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.inspector.display.present(True)
    desk.rest()
    titles = offered(desk.inspector.canvas, QPoint(2, 2))
    assert "Fit the graph" in titles
    assert "Why?" not in titles
    desk.inspector.display.present(False)
    desk.rest()


def test_the_right_button_on_a_variable_offers_what_can_be_asked_of_its_node(desk: Desk) -> None:
    desk.run(f"{PRODUCT}n = 5\n")
    desk.inspector.display.show_panel("variables")
    desk.rest()
    panel, session = desk.panel("variables"), desk.session
    assert isinstance(panel, VariablesPanel)
    leaf = next(one for one in session.graph.vertices if session.moment.name(one.tensor) == "w")
    for name, is_node in (("n", False), ("w", True)):
        (row,) = panel.tree.findItems(name, Qt.MatchFlag.MatchEndsWith)
        panel.tree.customContextMenuRequested.emit(panel.tree.visualItemRect(row).center())
        menu = panel.tree.findChild(QMenu)
        assert (menu is not None) == is_node
        assert (session.selection == leaf.key) == is_node
    assert isinstance(menu, QMenu)
    titles = [action.text() for action in menu.actions()]
    menu.close()
    assert {"Why?", "Edit value", "Light what is made from it"} <= set(titles)
    assert "Turn the graph" not in titles


def test_the_right_button_on_a_line_of_the_source_offers_to_hold_there(desk: Desk) -> None:
    desk.run(PRODUCT)
    panel = desk.panel("source")
    assert isinstance(panel, SourcePanel)
    editor = panel.editor
    place = editor.cursorRect(QTextCursor(editor.document().findBlockByNumber(4))).center()
    editor.customContextMenuRequested.emit(place)
    (menu,) = [one for one in editor.findChildren(QMenu) if one.isVisible()]
    offers = {action.text(): action for action in menu.actions()}
    assert {"Breakpoint at the cursor's line", "Run to cursor"} <= offers.keys()
    offers["Breakpoint at the cursor's line"].trigger()
    menu.close()
    assert [one.line for one in desk.session.breakpoints] == [5]
