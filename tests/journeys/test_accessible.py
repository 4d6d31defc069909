"""The window by keyboard and by ear: every control is reached, has a name, and fits its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QScrollArea,
    QWidget,
)

from inspector.commands.registry import COMMANDS
from inspector.shell.frame.overlay import Overlay
from inspector.widgets import announcing
from tests.support.windows import PRODUCT, Desk, desk, settings

__all__ = ["desk", "settings"]

TAB = Qt.FocusPolicy.TabFocus
SIZES = (("light", 0.8), ("dark", 2.0), ("projector", 1.4))


def name(widget: QWidget) -> str:
    """What a screen reader calls it; of a box with choices, not the one that is chosen."""
    if isinstance(widget, QComboBox) and widget.accessibleName():
        return widget.accessibleName()
    found = QAccessible.queryAccessibleInterface(widget)
    return str(found.text(QAccessible.Text.Name)).strip() if found is not None else ""


def controls(inside: QWidget) -> list[QWidget]:
    """Everything a person can go to with Tab."""
    return [
        widget
        for widget in inside.findChildren(QWidget)
        if widget.isVisibleTo(inside) and widget.isEnabled() and widget.focusPolicy() & TAB
    ]


def actions(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from actions(inner)
        else:
            yield action


LAID_OUT = 4
"""Turns of the event loop in which a panel that comes to the front says its own and makes room."""


def shown_panels(desk: Desk, every: bool = True) -> Iterator[tuple[str, QWidget]]:
    """Each panel in front; ``every``: also those that have nothing to say yet."""
    desk.session.select(desk.session.graph.vertices[0].key)
    for panel, dock in desk.inspector.window.docks.items():
        if dock.isHidden() and not every:
            continue
        dock.show()
        dock.raise_()
        for _ in range(LAID_OUT):
            QCoreApplication.processEvents()
        yield panel, desk.panel(panel)


def test_every_control_has_a_name_and_is_come_to_by_keyboard_alone(desk: Desk) -> None:
    desk.run(PRODUCT)
    nameless, unreached = [], []
    for panel, widget in shown_panels(desk):
        found = controls(widget)
        nameless += [(panel, type(one).__name__) for one in found if len(name(one)) < 2]
        chain = set(following(widget))
        unreached += [(panel, type(one).__name__) for one in found if one not in chain]
    assert nameless == []
    assert unreached == []
    walk_through_every_pane(desk)


def walk_through_every_pane(desk: Desk) -> None:
    inspector = desk.inspector
    visited = set()
    for _ in range(2 * len(inspector.panels)):
        inspector.display.walk_panes(1)
        focus = QApplication.focusWidget()
        assert focus is not None
        visited.update(
            panel for panel, widget in inspector.panels.items() if widget.isAncestorOf(focus)
        )
        if focus is inspector.canvas:
            visited.add("graph")
    assert {"graph", "source", "timeline"} <= visited


def following(first: QWidget) -> Iterator[QWidget]:
    """The widgets in the order of Tab, all the way round."""
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        yield widget
        widget = widget.nextInFocusChain()


def test_every_command_stands_in_a_menu_and_what_goes_wrong_is_said_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bar = desk.inspector.window.menuBar()
    menus = [action.menu() for action in bar.actions()]
    reached = {action for menu in menus if isinstance(menu, QMenu) for action in actions(menu)}
    by_id = desk.inspector.actions.by_id
    assert by_id.keys() == COMMANDS.keys()
    for command, action in by_id.items():
        assert action in reached, command
        assert action.toolTip(), command
    for button in desk.inspector.window.toolbar.findChildren(QAbstractButton):
        assert not button.isVisible() or len(name(button)) > 1
    reader = Reader(monkeypatch)
    desk.inspector.files.open_path(tmp_path / "missing.py")
    assert "missing.py" in desk.notice
    assert reader.said == [desk.notice]


class Reader:
    """A screen reader that writes down what it is asked to say."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[str] = []

        class Events:
            AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

            @staticmethod
            def updateAccessibility(event: object) -> None:  # noqa: N802
                self.said.append(event.message())

        monkeypatch.setattr(announcing, "QAccessible", Events)


def test_every_step_is_announced_once_also_while_presenting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run(PRODUCT)
    reader = Reader(monkeypatch)
    desk.press(Qt.Key.Key_Home)
    desk.wait(lambda: reader.said[-1:] == [desk.session.sentence])  # the end may be said late
    for place in range(8):
        if place == 4:
            desk.press(Qt.Key.Key_F12)
            desk.rest()
        reader.said.clear()
        desk.press(Qt.Key.Key_Right)
        desk.wait(lambda: reader.said != [])
        desk.rest()
        assert reader.said == [desk.session.sentence]
    desk.press(Qt.Key.Key_Escape)


def test_no_button_or_word_is_cut_at_any_size_of_text(desk: Desk) -> None:
    desk.run(PRODUCT)
    cut = []
    for theme, scale in SIZES:
        desk.session.settings["theme"] = theme
        desk.session.settings["font_scale"] = scale
        for panel, widget in shown_panels(desk, every=False):
            cut += [(theme, scale, panel, words) for words in clipped(widget)]
    assert cut == []


def test_no_word_of_a_sheet_or_an_empty_panel_is_cut_or_out_of_reach_in_large_type(
    desk: Desk,
) -> None:
    desk.run(PRODUCT)
    desk.session.settings["font_scale"] = 2.0
    shown = [*shown_panels(desk)]
    cut = [(panel, words) for panel, widget in shown for words in clipped(widget)]
    for sheet in desk.inspector.window.findChildren(Overlay):
        sheet.open()
        for _ in range(LAID_OUT):
            QCoreApplication.processEvents()
        cut += [(type(sheet).__name__, words) for words in clipped(sheet)]
        sheet.close_sheet()
    assert cut == []
    for panel, widget in shown:
        for area in widget.findChildren(QScrollArea):
            bar = area.horizontalScrollBar()
            out = bar.maximum() > 0 and not bar.isVisibleTo(area)
            assert not out, panel


def clipped(panel: QWidget) -> Iterator[str]:
    """The words of what is lower than its own text, or narrower and cannot break it."""
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget.parent(), QAbstractItemView | QComboBox):
            continue
        if isinstance(widget, QAbstractButton) and widget.text():
            least = widget.minimumSizeHint()
            if widget.width() < least.width() - 1 or widget.height() < least.height() - 1:
                yield widget.text()
        elif isinstance(widget, QLabel) and widget.text():
            least = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
            if widget.height() < max(least, widget.fontMetrics().height()) - 1:
                yield widget.text()
