"""The sheet of keys."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from inspector.shell.controls.shortcuts import ShortcutSheet


def test_keys_are_no_bolder_than_the_typeface_comes(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    page = ShortcutSheet(window).findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    found = page.document().find("Ctrl+S")
    assert found.charFormat().fontWeight() == QFont.Weight.DemiBold
