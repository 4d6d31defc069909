"""Text that a program made is shown as it is, never as markup."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from inspector.widgets.labels import Facts, plain, tip
from tests.support.staging import Show, settle


def test_markup_in_texts_is_text(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    label = plain("<b>x</b> <img src='file:///x'>")
    label.setParent(page)
    show(page)
    assert label.text() == "<b>x</b> <img src='file:///x'>"
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("<b>x</b>") / 2


def test_a_tooltip_says_a_text_as_it_is() -> None:
    assert tip("tensor([1.])") == "tensor([1.])"
    assert tip("<grad_fn>") == "<grad_fn>"
    assert "&lt;b&gt;x&lt;/b&gt;" in tip("<b>x</b>")


def test_facts_in_a_narrow_room_stand_below_their_names(show: Show, qtbot: QtBot) -> None:
    facts = Facts("Facts")
    show(facts, 600, 100)
    facts.show_facts([("requires_grad", "True"), ("grad_fn", "<MseLossBackward0>")])
    texts = {label.text(): label for label in facts.findChildren(QLabel)}
    for width, beside in ((500, True), (120, False), (500, True)):
        facts.resize(width, 200)
        settle()
        name, fact = texts["grad_fn"].geometry(), texts["<MseLossBackward0>"].geometry()
        assert (fact.left() > name.right()) == beside
        assert (fact.top() > name.top()) != beside


def test_a_fact_whose_word_is_too_long_stands_below_its_name_alone(
    show: Show, qtbot: QtBot
) -> None:
    facts, long = Facts("Facts"), "<NativeLayerNormBackward0_of_a_long_name>"
    show(facts, 300, 200)
    facts.show_facts([("requires_grad", "True"), ("grad_fn", long)])
    settle()
    at = {label.text(): label.geometry() for label in facts.findChildren(QLabel)}
    assert at["True"].left() > at["requires_grad"].right()
    assert at[long].top() > at["grad_fn"].top()
    facts.show_facts([("requires_grad", "True"), ("grad_fn", "None")])
    settle()
    at = {label.text(): label.geometry() for label in facts.findChildren(QLabel)}
    assert at["None"].left() > at["grad_fn"].right()


def test_facts_shrink_when_there_are_fewer(show: Show, qtbot: QtBot) -> None:
    facts = Facts("Facts")
    show(facts)
    facts.show_facts([("a", "1"), ("b", "2")])
    facts.show_facts([("c", "3")])
    assert facts.facts() == [("c", "3")]
