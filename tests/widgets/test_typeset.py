"""Formulas set in fractions, roots and matrices, broken into lines where they are long."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.widgets.typeset import Typeset
from tests.support.staging import Show

LONG = r" \cdot ".join(rf"\left(x_{{{n}}} + 1\right)" for n in range(9))


def made(show: Show, latex: str, text: str = "text", width: int = 240) -> Typeset:
    formula = Typeset("Formula")
    show(formula, width, 300)
    formula.set_formula(text, latex)
    return formula


def ink(formula: Typeset) -> int:
    """How many pixels are drawn on."""
    picture = formula.grab().toImage()
    ground = picture.pixel(picture.width() - 1, 0)
    return sum(
        picture.pixel(x, y) != ground
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_a_formula_is_copied_as_text_and_as_latex(show: Show, qtbot: QtBot) -> None:
    formula = made(show, r"\frac{1}{x}", "1 / x")
    formula.setFocus()
    QTest.keyClick(formula, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1 / x"
    shifted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(formula, Qt.Key.Key_C, shifted)
    assert QGuiApplication.clipboard().text() == r"\frac{1}{x}"
    formula.copy_text()
    (latex,) = [action for action in formula.actions() if "LaTeX" in action.text()]
    latex.trigger()
    assert QGuiApplication.clipboard().text() == r"\frac{1}{x}"
    assert formula.accessibleDescription() == "1 / x"


def test_a_long_formula_breaks_into_lines_and_a_fraction_is_high(show: Show, qtbot: QtBot) -> None:
    low = made(show, "x").height()
    assert made(show, r"\frac{x}{y}").height() > 1.4 * low
    assert made(show, LONG).height() > 2 * low
    assert made(show, LONG, width=900).height() < 1.6 * low


def test_what_cannot_be_broken_is_made_smaller(show: Show, qtbot: QtBot) -> None:
    row = " & ".join(["-0.123456"] * 5)
    matrix = rf"\begin{{bmatrix}} {row} \end{{bmatrix}}"
    assert made(show, matrix, width=260).height() < made(show, matrix, width=900).height()


def test_brackets_too_wide_for_any_line_are_broken_within(show: Show, qtbot: QtBot) -> None:
    terms = " + ".join(["0.123456789"] * 9)
    formula = made(show, rf"\left({terms}\right)", width=200)
    assert formula.height() > 2 * made(show, "0.123456789", width=200).height()


@pytest.mark.parametrize(
    "latex", [r"\sqrt{x}", r"\overline{x}", r"\left|x\right|", r"\underset{2 \times 3}{x}", "x^2"]
)
def test_every_construct_draws_more_than_what_is_in_it(
    show: Show, qtbot: QtBot, latex: str
) -> None:
    assert ink(made(show, latex)) > ink(made(show, "x"))


BROKEN = ("", "{", r"\frac{1}", r"\left(", r"\begin{bmatrix} 1 &", "^", "\\")


@pytest.mark.parametrize("latex", BROKEN)
def test_a_broken_formula_is_set_as_far_as_it_goes(show: Show, qtbot: QtBot, latex: str) -> None:
    assert made(show, latex).height() >= 0


def test_the_words_of_a_formula_break_between_them(show: Show, qtbot: QtBot) -> None:
    words = r"x\ \text{, put where the elements came from, zero elsewhere}"
    low = made(show, "x").height()
    broken = made(show, words, width=150)
    assert broken.height() > 2.5 * low
    broken.clearFocus()
    right = broken.width() - 2
    picture = broken.grab().toImage()
    ground = picture.pixel(picture.width() - 1, 0)
    assert all(picture.pixel(right, y) == ground for y in range(picture.height()))


def test_a_bracket_with_an_exponent_is_broken_within_too(show: Show, qtbot: QtBot) -> None:
    raised = rf"\left({LONG.replace('cdot', 'cdot 1 +')}\right)^{{2}}"
    assert made(show, raised).height() > 2 * made(show, r"\left(x\right)^{2}").height()
