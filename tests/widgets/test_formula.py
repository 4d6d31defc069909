from __future__ import annotations

import pytest
from inspector.widgets.formula import Face, Formula, Run, runs
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector.widgets.labels import Facts, plain
from tests.support.staging import Show


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2", (Run("x", Face.ITALIC), Run("2", Face.RAISED))),
        ("x^(n-1)", (Run("x", Face.ITALIC), Run("n−1", Face.RAISED))),
        ("x_i", (Run("x", Face.ITALIC), Run("i", Face.LOWERED))),
        ("exp(x)", (Run("exp(", Face.UPRIGHT), Run("x", Face.ITALIC), Run(")", Face.UPRIGHT))),
        ("2 * 3 - 1", (Run("2 · 3 − 1", Face.UPRIGHT),)),
        ("", ()),
        ("x**", (Run("x", Face.ITALIC),)),
        ("x^(", (Run("x", Face.ITALIC), Run("(", Face.UPRIGHT))),
    ],
)
def test_a_formula_is_set_in_its_faces(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected


def test_copying_a_formula_gives_its_plain_text(show: Show, qtbot: QtBot) -> None:
    formula = Formula("Formula")
    show(formula)
    formula.set_formula("3 * x**2")
    formula.selectAll()
    assert formula.createMimeDataFromSelection().text() == "3 * x**2"
    assert formula.accessibleDescription() == "3 * x**2"


def test_a_formula_is_as_high_as_its_lines(show: Show, qtbot: QtBot) -> None:
    formula = Formula("Formula")
    show(formula, 120, 300)
    formula.set_formula("x")
    low = formula.height()
    formula.set_formula("incoming × (1 − output) · output + many more words than fit a line")
    assert formula.height() > 1.5 * low


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
