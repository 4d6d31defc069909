from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector.widgets.labels import Facts, plain
from tests.support.staging import Show


def test_markup_in_texts_is_text(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    label = plain("<b>x</b> <img src='file:///x'>")
    label.setParent(page)
    show(page)
    assert label.text() == "<b>x</b> <img src='file:///x'>"
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("<b>x</b>") / 2


def test_facts_shrink_when_there_are_fewer(show: Show, qtbot: QtBot) -> None:
    facts = Facts("Facts")
    show(facts)
    facts.show_facts([("a", "1"), ("b", "2")])
    facts.show_facts([("c", "3")])
    assert facts.facts() == [("c", "3")]
