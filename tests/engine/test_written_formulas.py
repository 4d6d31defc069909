"""Formulas as they are written down: nothing that is computed is left out, LaTeX can be set."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.calls.later import read_rarer
from engine.op import OPS, parameters
from engine.symbolic.derivative import derivative
from engine.symbolic.symbol import Symbol, as_symbol

read_rarer()
MEAN, SUM = {"reduction": "'mean'"}, {"reduction": "'sum'"}
REDUCED = sorted(
    (name, wanted)
    for name, op in OPS.items()
    for wanted in op.derivatives
    if "reduction" in parameters(op.derivatives[wanted])
    and derivative(op, wanted, MEAN) is not None
)
WRITTEN = sorted((name, wanted) for name, op in OPS.items() for wanted in op.derivatives)


def written(name: str, wanted: str, **known: object) -> Symbol:
    found = derivative(OPS[name], wanted, known)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "wanted"), REDUCED)
def test_a_mean_is_divided_by_how_many_there_are(name: str, wanted: str) -> None:
    assert written(name, wanted, **MEAN).text != written(name, wanted, **SUM).text


def test_the_mean_of_squared_errors_has_its_n_and_the_sum_has_not() -> None:
    words = ", spread over the input's shape"
    assert (
        written("mse_loss", "self", **MEAN).text == f"incoming · 2 / n · (input − target){words}"
    )
    assert written("mse_loss", "self", **SUM).text == f"incoming · 2 · (input − target){words}"


def test_what_was_not_given_stands_in_no_formula() -> None:
    known = {**MEAN, "weight": "None", "pos_weight": "None"}
    found = written("binary_cross_entropy_with_logits.default", "self", **known)
    assert found.text.startswith("incoming · (σ(input) − target) / n")


def test_a_choice_among_three_says_elsewhere_once() -> None:
    assert written("hardswish", "self").text.count("elsewhere") == 1


def test_a_comparison_in_a_product_is_iversons_bracket() -> None:
    assert "[input = output]" in written("amax", "self").text


def test_small_numbers_are_powers_of_ten_in_latex() -> None:
    assert (Symbol("x", "x") + 1e-12).latex == "x + 10^{-12}"
    assert (Symbol("x", "x") + 2.5e-7).latex == r"x + 2.5 \cdot 10^{-7}"


@pytest.mark.parametrize(("name", "wanted"), WRITTEN)
def test_latex_lowers_nothing_by_accident(name: str, wanted: str) -> None:
    found = derivative(OPS[name], wanted)
    if found is not None:
        assert not re.search(r"(?<!\\)_(?![{a-z0-9]\b|\{)", found.latex)
        assert not re.search(r"operatorname\{[^}]*(?<!\\)_", found.latex)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("trace", "incoming, on the diagonal, zero elsewhere"),
        ("split.Tensor", "incoming, put where the elements came from, zero elsewhere"),
        ("rot90.dims", "incoming, turned back"),
        ("linalg_cross.vectors", "cross(other, incoming)"),
    ],
)
def test_rules_that_move_elements_are_said_in_words(name: str, text: str) -> None:
    assert written(name, "self").text == text


def test_an_array_is_never_written_as_one() -> None:
    with pytest.raises(TypeError):
        as_symbol(np.ones(2))


def test_numbers_that_have_a_name_are_called_by_it() -> None:
    assert written("erf", "self").text == "(2 / √π) · e^(−input²) · incoming"
    assert written("log2", "self").latex == r"\frac{\bar{y}}{x \cdot \ln 2}"


def test_what_is_times_one_or_by_one_is_itself() -> None:
    x = Symbol("x", "x")
    assert [each.text for each in (x * 1, 1 * x, x / 1, x * 2)] == ["x", "x", "x", "x · 2"]


def test_a_choice_between_alternatives_is_negated_as_a_whole() -> None:
    either = "input ≥ other or other is NaN"
    assert written("fmax", "self").text == f"incoming · [{either}]"
    assert written("fmax", "other").text == f"incoming · [not ({either})]"
    assert written("xlogy.Scalar_Other", "self", other=2.0).text == "incoming · ln 2"


def test_copies_are_summed_on_the_way_back() -> None:
    assert written("repeat.times", "self").text == "incoming, summed over what was repeated"


def test_no_name_of_python_stands_in_a_formula() -> None:
    texts = {
        (name, wanted): found.text
        for name, wanted in WRITTEN
        if (found := derivative(OPS[name], wanted)) is not None
    }
    raw = r"lambda|new_ones|embed\(|swapaxes|\b(True|False|None|self)\b|<\w"
    assert {key: text for key, text in texts.items() if re.search(raw, text)} == {}


def test_a_product_of_matrices_binds_more_strongly_than_one_of_elements() -> None:
    x, y, z = (Symbol(name, name) for name in "xyz")
    assert [each.text for each in ((x * y) @ z, x * (y @ z), x @ y * z)] == [
        "(x · y) @ z", "x · y @ z", "x @ y · z",
    ]  # fmt: skip
