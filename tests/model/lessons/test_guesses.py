"""Answers are read as people write them, and never evaluated."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.lessons.guesses import Guess, Unreadable, agrees, near, of_value, read_guess
from tests.support.recordings import value

WRITTEN = {
    "6": Guess((6.0,), ()),
    " −3.5 ": Guess((-3.5,), ()),
    "1/3": Guess((1 / 3,), ()),
    "3,5": Guess((3.5,), ()),
    "2e-3": Guess((0.002,), ()),
    "[1, 2]": Guess((1.0, 2.0), (2,)),
    "1 2 3": Guess((1.0, 2.0, 3.0), None),
    "[[1, 2], [3, 4]]": Guess((1.0, 2.0, 3.0, 4.0), (2, 2)),
    "tensor([2., 4.], grad_fn=<MulBackward0>)": Guess((2.0, 4.0), (2,)),
    "-inf": Guess((-math.inf,), ()),
    "2 * 3": Guess((6.0,), ()),
    "x.grad = 2^3 + 1": Guess((9.0,), ()),
    "[2 * 1, 4 - 1]": Guess((2.0, 3.0), (2,)),
    "None": Guess(none=True),
    "2×3": Guess(shape=(2, 3), only_shape=True),
    "2 x 3": Guess(shape=(2, 3), only_shape=True),
    "torch.Size([2, 3])": Guess(shape=(2, 3), only_shape=True),
    "scalar": Guess(shape=(), only_shape=True),
}
UNREADABLE = (
    "", "x", "1 +", "[1, 2", "1]", "[1, [2]]", "[[1, 2], [3]]", "1/0", "1e999", "(" * 300,
    "__import__('os')", "9" * 500, "[]", "2×x",
    "1 + 1j", "2 ** 2 ** 99", "x + 1", "3if",
)  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_an_answer_is_read_however_it_is_written(text: str) -> None:
    assert read_guess(text) == WRITTEN[text]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_answer_is_refused_with_a_word_on_how_to_write_one(text: str) -> None:
    with pytest.raises(Unreadable, match=r"[Ww]rite"):
        read_guess(text)


@given(st.text(alphabet="0123456789.,[]() xeE+-/naifNo\n∞−×", max_size=60))
def test_any_text_is_an_answer_or_is_refused(text: str) -> None:
    try:
        guess = read_guess(text)
    except Unreadable:
        return
    assert guess.none or guess.only_shape or guess.numbers


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=6))
def test_a_value_agrees_with_itself_as_it_is_shown(numbers: list[float]) -> None:
    right = of_value(value(numbers))
    assert right is not None
    assert agrees(read_guess(str(right)), right)


@pytest.mark.parametrize(
    ("given", "right", "agree"),
    [
        ("0.333", "1/3", True),
        ("0.3", "1/3", False),
        ("0", "0", True),
        ("0.0001", "0", False),
        ("nan", "nan", True),
        ("nan", "0", False),
        ("None", "0", False),
        ("0", "None", False),
        ("1 2", "[1, 2]", True),
        ("[[1], [2]]", "[1, 2]", True),
        ("[[1, 2, 3], [4, 5, 6]]", "[[1, 2], [3, 4], [5, 6]]", False),
        ("2, 3", "2×3", True),
        ("2,3", "2×3", True),
        ("2,5", "2.5", True),
        ("2,5", "[2, 5]", True),
        ("2,5", "[2, 6]", False),
        ("–2", "-2", True),
        ("[2, 3]", "2×3", True),
        ("3×2", "2×3", False),
        ("2.5, 3", "2×3", False),
        ("2×3", "6", False),
    ],
)
def test_answers_are_compared_as_one_would_by_hand(given: str, right: str, agree: bool) -> None:
    assert agrees(read_guess(given), read_guess(right)) is agree


def test_infinities_are_near_only_themselves() -> None:
    assert near(math.inf, math.inf)
    assert not near(math.inf, 1e300)
    assert not near(math.inf, -math.inf)
