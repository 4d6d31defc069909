"""Keys pressed while the window still fills."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.shell.frame.window import Window
from inspector.shell.startup.early import EarlyKeys


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    return made


def act(window: Window, keys: str, done: list[str]) -> None:
    action = QAction(keys, window)
    action.setShortcuts([QKeySequence(keys)])
    action.triggered.connect(lambda: done.append(keys))
    window.addAction(action)


def test_keys_pressed_before_there_are_actions_are_obeyed_in_order(window: Window) -> None:
    early, done = EarlyKeys(window), list[str]()
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_D)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    for keys in ("D", "F", "Shift+F", "F5"):
        act(window, keys, done)
    early.obey()
    assert done == ["F5", "D", "Shift+F"]


def test_a_sign_that_needs_shift_is_what_it_says(window: Window) -> None:
    early, done = EarlyKeys(window), list[str]()
    QTest.keyClick(window, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    act(window, "?", done)
    early.obey()
    assert done == ["?"]


def test_what_can_not_be_done_by_then_is_not_done_and_nothing_is_kept(window: Window) -> None:
    early, done = EarlyKeys(window), list[str]()
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_F9)
    act(window, "F5", done)
    window.actions()[0].setEnabled(False)
    early.obey()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert done == []
