"""Rows with a remark at their right end."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QListWidget, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from inspector.widgets.hints import HintDelegate, hinted


def test_a_text_is_cut_where_its_remark_begins_and_a_screen_reader_hears_both(
    qtbot: QtBot,
) -> None:
    found = QListWidget()
    qtbot.addWidget(found)
    for hint in ("", "Ctrl+Shift+P"):
        found.addItem(hinted("a command that has a long name", hint))
    texts = []
    for row in range(2):
        option = QStyleOptionViewItem()
        option.initFrom(found)
        width = option.fontMetrics.horizontalAdvance("a command that has a long name") + 40
        option.rect = QRect(0, 0, width, 20)
        HintDelegate().initStyleOption(option, found.model().index(row, 0))
        texts.append(option.text)
    assert texts[0] == "a command that has a long name"
    assert texts[1].endswith("…")
    heard = found.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "a command that has a long name, Ctrl+Shift+P"
