"""Reading the LaTeX that the symbolic reading writes."""

from __future__ import annotations

import pytest

import engine  # noqa: F401 - fills the table of operations
from engine.op import OPS
from engine.symbolic.derivative import derivative
from inspector.model.derivations.latex import (
    Below,
    Fenced,
    Fraction,
    Letters,
    Matrix,
    Piece,
    Row,
    Scripts,
    parsed,
)
from inspector.model.derivations.notation import name_latex, number_latex


def only(latex: str) -> Piece:
    (piece,) = parsed(latex).pieces
    return piece


def test_fractions_scripts_and_fences_nest() -> None:
    fraction = only(r"\frac{x^{2}}{\left(1 + y\right)}")
    assert isinstance(fraction, Fraction)
    (power,) = fraction.over.pieces
    assert power == Scripts(Letters("x", italic=True), raised=Row((Letters("2"),)))
    (fence,) = fraction.under.pieces
    assert isinstance(fence, Fenced)
    assert (fence.left, fence.right) == ("(", ")")
    assert [piece.text for piece in fence.of.pieces if isinstance(piece, Letters)] == [
        "1",
        "+",
        "y",
    ]


def test_a_matrix_has_its_rows_and_cells() -> None:
    matrix = only(r"\begin{bmatrix} 1 & -2 \\ 3 & 4 \end{bmatrix}")
    assert isinstance(matrix, Matrix)
    assert [len(row) for row in matrix.rows] == [2, 2]
    assert matrix.rows[0][1] == Row((Letters("−"), Letters("2")))


def test_a_minus_between_two_things_has_space_and_one_before_a_number_has_none() -> None:
    signs = [piece for piece in parsed("-x - y").pieces if piece != Letters("x", italic=True)]
    assert [one.sign for one in signs if isinstance(one, Letters)] == [False, True, False]


def test_words_keep_their_spaces_and_underscores() -> None:
    assert only(r"\text{summed over axis 0}") == Letters("summed over axis 0")
    assert only(r"\mathrm{my\_loss}") == Letters("my_loss")
    below = only(r"\underset{4 \times 3}{x}")
    assert isinstance(below, Below)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("loss", r"\mathrm{loss}"),
        ("w1", "w_{1}"),
        ("h_t", "h_{t}"),
        ("beta", r"\beta"),
        ("hidden_size", r"\mathrm{hidden}_{\mathrm{size}}"),
    ],
)
def test_variables_are_set_as_in_a_book(name: str, latex: str) -> None:
    assert name_latex(name) == latex


def test_a_negative_factor_stands_in_brackets() -> None:
    assert number_latex(-2.0, in_product=True) == r"\left(-2\right)"
    assert number_latex(1e-9) == r"1 \cdot 10^{-9}"


def test_every_formula_of_the_engine_is_read_without_a_remainder() -> None:
    read = 0
    for entry in OPS.values():
        for wanted in entry.derivatives:
            symbol = derivative(entry, wanted)
            if symbol is not None:
                left = [p for p in _all(parsed(symbol.latex)) if "\\" in p or "{" in p]
                assert left == [], (entry.name, symbol.latex)
                read += 1
    assert read > 300


def _all(piece: object) -> list[str]:
    """Every text in a formula."""
    if isinstance(piece, Letters):
        return [piece.text]
    found: list[str] = []
    for name in getattr(piece, "__slots__", ()):
        part = getattr(piece, name)
        for each in part if isinstance(part, tuple) else (part,):
            for one in each if isinstance(each, tuple) else (each,):
                found += _all(one)
    return found
