"""The menu of the right button on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTabBar, QWidget

from inspector.canvas.view import GraphCanvas
from inspector.commands import COMMANDS
from inspector.panels.ledger import LedgerPanel
from inspector.panels.source import SourcePanel
from inspector.panels.timeline import TimelinePanel
from inspector.panels.variables import VariablesPanel
from inspector.shell.controls.contextmenu import GROUPS, OF_LINE
from inspector.shell.controls.panelmenus import COPY, OF_STEP
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
    assert [
        name
        for group in (*GROUPS, *OF_LINE, *COPY, *OF_STEP)
        for name in group
        if name not in COMMANDS
    ] == []


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
    nothing_is_offered_to_an_audience_that_answers_in_a_panel(desk)


def nothing_is_offered_to_an_audience_that_answers_in_a_panel(desk: Desk) -> None:
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


def titles_at(widget: QWidget, at: QPoint) -> dict[str, QAction]:
    """What a right click of the mouse opens on a widget, with the entries' titles."""
    QApplication.sendEvent(
        widget,
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at)),
    )
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return {}
    entries = {action.text(): action for action in menu.actions() if action.text()}
    menu.close()
    return entries


def test_the_right_button_offers_something_wherever_one_would_ask(desk: Desk) -> None:
    desk.run(PRODUCT)
    session = desk.session
    node = desk.panel("node")
    session.select(next(one.key for one in session.graph.vertices if one.tensor == 1))
    desk.rest()
    fact = next(one for one in node.findChildren(QLabel) if one.isVisible() and one.text())
    offers = titles_at(fact, fact.rect().center())
    assert {"Copy the value", "Why?", "Breakpoint at the selected .grad"} <= offers.keys()
    offers["Copy the value"].trigger()
    assert QApplication.clipboard().text() == "2."
    ledger = desk.panel("ledger")
    assert isinstance(ledger, LedgerPanel)
    account = ledger.tree.topLevelItem(1).child(0)
    place = ledger.tree.visualItemRect(account).center()
    before = session.selection
    assert "Breakpoint at the selected .grad" in titles_at(ledger.tree.viewport(), place)
    assert session.selection not in (None, before)
    timeline = desk.panel("timeline")
    assert isinstance(timeline, TimelinePanel)
    bar = timeline.scrubber
    offers = titles_at(bar, QPoint(round(bar.x_of(3)), bar.height() // 2))
    assert session.step == 3
    assert "Bookmark this step" in offers
    hold_at_a_line_of_the_source(desk)


def hold_at_a_line_of_the_source(desk: Desk) -> None:
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


def test_the_right_button_on_a_tab_lists_the_panels(desk: Desk) -> None:
    window = desk.inspector.window
    bar = next(one for one in window.findChildren(QTabBar) if one.isVisible())
    tab = bar.mapTo(window, bar.rect().center())
    assert {"Ledger", "Put panels back"} <= titles_at(window, tab).keys()
    assert titles_at(window, desk.inspector.canvas.mapTo(window, QPoint(9, 9))) == {}
