"""What a window and a sheet over it still do when something of them has gone."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from inspector.shell.frame.building import build
from inspector.shell.frame.overlay import Overlay
from inspector.shell.frame.window import Window
from inspector.shell.startup.raising import load


def test_a_window_that_goes_while_its_docks_come_back_goes_quietly(
    no_widgets_left: None, qtbot: QtBot
) -> None:
    window = Window()
    build(window)
    window.show()
    window.set_bare(True)
    window.set_bare(False)
    with qtbot.captureExceptions() as mistakes:
        window.resize(window.width() - 40, window.height() - 40)
        shiboken6.delete(window)
        QCoreApplication.processEvents()
    assert not mistakes


def test_a_window_that_goes_while_it_is_furnished_is_not_furnished(no_widgets_left: None) -> None:
    window = Window()
    furnished: list[str] = []
    load(window, iter(("json", "string")), lambda: furnished.append("furnished"))
    shiboken6.delete(window)
    for _ in range(3):
        QCoreApplication.processEvents()
    assert not furnished


def test_a_sheet_closes_also_where_what_had_the_keyboard_is_gone(
    no_widgets_left: None, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(window)
    sheet = Overlay(window, QSize(200, 100))
    window.show()
    window.activateWindow()
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(field.hasFocus)
    sheet.open()
    shiboken6.delete(field)
    sheet.close_sheet()
    assert sheet.isHidden()
