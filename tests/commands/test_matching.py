"""The order of what the palette finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.commands.matching import best, score

TITLES = ["Step forward", "Fit the graph", "Stop", "Step back", "Faster"]


def found(query: str) -> list[str]:
    return best(query, TITLES, lambda title: title)


def test_letters_out_of_order_match_nothing() -> None:
    assert score("pots", "stop") is None


def test_the_start_of_a_title_comes_first() -> None:
    assert found("st")[0] in ("Stop", "Step forward", "Step back")
    assert "Faster" in found("st")
    assert found("st")[-1] == "Faster"


def test_first_letters_of_words_find_a_title() -> None:
    assert found("sf")[0] == "Step forward"


def test_letters_strewn_about_do_not_stand_behind_what_has_them_together() -> None:
    titles = ["Dark theme", "Lesson 27: The other direction: forward mode"]
    assert best("theme", titles, lambda title: title) == ["Dark theme"]
    assert best("theme", titles[1:], lambda title: title) == titles[1:]


def test_equals_keep_the_order_given() -> None:
    assert found("step") == ["Step forward", "Step back"]


@given(st.text(max_size=20))
def test_a_text_finds_itself(text: str) -> None:
    assert score(text, text) is not None
