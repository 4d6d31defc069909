"""The sheet of keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from inspector.shell.controls.shortcuts import ShortcutSheet


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 800)
    window.show()
    made = ShortcutSheet(window)
    made.open()
    return made


def text_of(sheet: ShortcutSheet) -> str:
    page = sheet.findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    return page.toPlainText()


def test_letters_find_keys_by_what_they_do_and_the_next_time_all_are_there(
    sheet: ShortcutSheet,
) -> None:
    every = text_of(sheet)
    QTest.keyClicks(sheet.line, "breakpoint f8")
    assert "Back to the last breakpoint" in text_of(sheet)
    assert "Save" not in text_of(sheet)
    QTest.keyClicks(sheet.line, "nowhere")
    assert "No key does so." in text_of(sheet)
    sheet.close_sheet()
    sheet.open()
    assert text_of(sheet) == every


def test_the_page_of_keys_turns_while_letters_are_typed(sheet: ShortcutSheet) -> None:
    page = sheet.findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    places = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
        QTest.keyClick(sheet.line, key)
        places.append(page.verticalScrollBar().value())
    down, further, back, top = places
    assert further > down > 0
    assert (back, top) == (down, 0)


def test_a_button_puts_the_keys_away(sheet: ShortcutSheet) -> None:
    button = sheet.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    assert sheet.isHidden()


def test_keys_are_no_bolder_than_the_typeface_comes(sheet: ShortcutSheet) -> None:
    page = sheet.findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    found = page.document().find("Ctrl+S")
    assert found.charFormat().fontWeight() == QFont.Weight.DemiBold
