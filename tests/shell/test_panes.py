"""The keyboard reaches every pane without the Tab key, which the editor keeps for itself."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from inspector.shell.frame.panes import give_focus, receiver


def shown(qtbot: QtBot) -> tuple[QWidget, list[QWidget]]:
    window = QWidget()
    qtbot.addWidget(window)
    plain, first, second = QWidget(window), QLineEdit(window), QWidget(window)
    QLineEdit(second)
    window.show()
    QApplication.processEvents()
    return window, [first, plain, second]


def test_panes_are_walked_in_both_directions_past_those_without_keys(qtbot: QtBot) -> None:
    window, panes = shown(qtbot)
    panes[0].setFocus()
    give_focus(panes, 1)
    assert window.focusWidget() is receiver(panes[2])
    give_focus(panes, 1)
    assert window.focusWidget() is panes[0]
    give_focus(panes, -1)
    assert window.focusWidget() is receiver(panes[2])
