"""What each panel of a column has of its height, and the keyboard's way through its tabs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from inspector.panels import PANELS
from inspector.panels.course import LessonPanel
from inspector.shell.controls.palette import Palette
from inspector.shell.controls.shortcuts import ShortcutSheet
from tests.support.windows import Desk

PLACE = [panel.id for panel in PANELS if "node" in (panel.id, panel.behind)]
SMALL = (1280, 720)
LINES = 9
"""Of the source that are seen at least, in the smallest window."""


def seen(widget: QWidget) -> bool:
    """Whether it is where the window shows it; docks behind tabs stand outside."""
    place = QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
    return widget.isVisible() and widget.window().rect().contains(place.center())


@pytest.fixture
def small(desk: Desk) -> Desk:
    """A window as small as they come, with a lesson."""
    desk.inspector.window.resize(*SMALL)
    desk.inspector.files.open_lesson(2)
    desk.wait(lambda: seen(desk.panel("lesson")))
    desk.rest()
    QApplication.processEvents()
    return desk


def test_a_small_window_shows_nine_lines_of_the_source_beside_a_lesson(small: Desk) -> None:
    editor = small.inspector.editor
    small.wait(lambda: editor.viewport().height() >= LINES * editor.fontMetrics().lineSpacing())
    lesson = small.panel("lesson")
    assert isinstance(lesson, LessonPanel)
    assert seen(lesson.aim)
    assert lesson.details.height() >= 100


def test_a_short_program_leaves_its_room_to_the_lesson(desk: Desk) -> None:
    desk.inspector.files.open_lesson(0)
    desk.wait(lambda: seen(desk.panel("lesson")))
    docks, editor = desk.inspector.window.docks, desk.inspector.editor
    desk.wait(lambda: docks["lesson"].height() > docks["source"].height() + 20)
    assert editor.verticalScrollBar().maximum() == 0


def test_the_keyboard_turns_through_the_panels_of_one_place(small: Desk) -> None:
    display = small.inspector.display
    display.show_panel("node")
    turned = []
    for _ in PLACE:
        display.turn_panels(1)
        QApplication.processEvents()
        turned += [name for name in PLACE if seen(small.panel(name))]
    assert turned == [*PLACE[1:], "node"]
    display.turn_panels(-1)
    QApplication.processEvents()
    assert not seen(small.panel("node"))


def test_the_palette_brings_a_panel_to_the_front(small: Desk) -> None:
    small.inspector.display.palette()
    QApplication.processEvents()
    palette = small.inspector.window.findChild(Palette)
    palette.line.setText("Panel: Variables")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    small.wait(lambda: seen(small.panel("variables")))


def test_a_panel_that_is_asked_for_is_not_hidden_by_an_open_sheet(small: Desk) -> None:
    display = small.inspector.display
    display.keys()
    sheet = small.inspector.window.findChild(ShortcutSheet)
    small.wait(lambda: seen(sheet))
    display.show_panel("plots")
    small.wait(lambda: seen(small.panel("plots")))
    assert sheet.isHidden()
    assert small.panel("plots").isAncestorOf(QApplication.focusWidget())
