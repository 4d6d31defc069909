"""Where Tab leads: round within a sheet that is open, and never to what lies behind a panel."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

from inspector.panels.visibility import in_sight
from inspector.shell.frame.overlay import Overlay
from tests.support.owners import disowned
from tests.support.windows import PRODUCT, Desk

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST = 60


def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> QWidget:
    """What has the keyboard after a key."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)
    after = QApplication.focusWidget()
    assert after is not None
    return after


def round_of(key: Qt.Key) -> list[QWidget]:
    """All that a key comes to, until it is where it was."""
    first = QApplication.focusWidget()
    found = [pressed(key)]
    while found[-1] is not first and len(found) < MOST:
        found.append(pressed(key))
    return found


SHEETS = {
    "palette": (Qt.Key.Key_K, CONTROL, 1),
    "keys": (Qt.Key.Key_F1, NONE, 1),
    "settings": (Qt.Key.Key_Comma, CONTROL, 20),
    "film": (Qt.Key.Key_E, CONTROL | SHIFT, 9),
}
"""What opens each, and how many stops it has at least."""


def test_tab_goes_round_within_a_sheet_and_escape_gives_the_keyboard_back(desk: Desk) -> None:
    desk.run(PRODUCT)
    window, canvas = desk.inspector.window, desk.inspector.canvas
    canvas.setFocus()
    for name, (key, modifier, least) in SHEETS.items():
        desk.press(key, modifier)
        (sheet,) = (one for one in window.findChildren(Overlay) if one.isVisible())
        there = round_of(Qt.Key.Key_Tab)
        assert least <= len(there) < MOST, name
        assert all(sheet.isAncestorOf(one) and one.isVisible() for one in there), name
        assert set(round_of(Qt.Key.Key_Backtab)) == set(there), name
        pressed(Qt.Key.Key_Escape)
        assert sheet.isHidden(), name
        assert QApplication.focusWidget() is canvas, name
    assert list(disowned(window)) == [], "Tab made a widget a part of the one before it"


def test_the_bar_outlives_a_button_that_tab_has_come_by(desk: Desk) -> None:
    window = desk.inspector.window
    offer = QPushButton("Bring it back", window)
    desk.press(Qt.Key.Key_Comma, CONTROL)
    round_of(Qt.Key.Key_Tab)
    pressed(Qt.Key.Key_Escape)
    shiboken6.delete(offer)
    window.toolbar.setFixedWidth(330)
    desk.wait(lambda: window.toolbar.findChild(QToolButton, "moreTools").isVisible())


def test_tab_never_comes_to_a_panel_that_lies_behind_another(desk: Desk) -> None:
    desk.run(PRODUCT)
    docks, reached = desk.inspector.window.docks, set()
    for key in (Qt.Key.Key_Backtab, Qt.Key.Key_Tab):
        desk.inspector.canvas.setFocus()
        for _ in range(MOST):
            stop = pressed(key)
            within = [name for name, dock in docks.items() if dock.isAncestorOf(stop)]
            assert all(in_sight(docks[name]) for name in within), stop.accessibleName()
            reached.update(within)
            if desk.inspector.panels["source"].isAncestorOf(stop):
                break  # the editor keeps the key for itself
    assert len(reached) > 1
