"""Widths are those that the font files themselves say."""

import pytest

from inspector.drawing.fontmetrics import FALLBACK, FILES, font_file, text_width
from inspector.drawing.measures import elided, fitted, wrapped


def test_every_letter_of_the_fixed_width_font_is_six_tenths_wide():
    assert text_width("iW0−", 10, mono=True) == pytest.approx(4 * 6.0)


def test_widths_grow_with_size_and_add_up():
    assert text_width("grad", 20) == pytest.approx(2 * text_width("grad", 10))
    assert text_width("Mul", 10) + text_width("Backward0", 10) == pytest.approx(
        text_width("MulBackward0", 10)
    )


def test_narrow_letters_are_narrower_than_wide_ones():
    assert text_width("i", 10) < text_width("n", 10) < text_width("W", 10)


@pytest.mark.parametrize("text", ["ᵀ", "∂", "Σ", "√", "×", "−", "→", "·", "σ", "∇", "…", "²"])
def test_every_sign_of_mathematics_is_in_a_bundled_font(text):
    found = [font_file(name).widths.get(ord(text)) for name in {*FILES.values(), FALLBACK}]
    assert any(found)
    assert text_width(text, 10) > 0


def test_a_character_no_font_has_still_takes_room():
    assert text_width("\U0010fffd", 10) > 0


def test_text_that_is_too_wide_ends_with_an_ellipsis_and_then_fits():
    text = "[0.1, 0.2, 0.3, 0.4, 0.5]"
    cut = elided(text, 80, 12, mono=True)
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])
    assert text_width(cut, 12, mono=True) <= 80
    assert elided(text, 1000, 12, mono=True) == text


def test_type_shrinks_until_it_fits_and_never_grows():
    assert fitted("matmul", 1000, 24) == 24
    small = fitted("matmul", 40, 24)
    assert small < 24
    assert text_width("matmul", small) <= 40


def test_lines_break_between_words_and_lose_none():
    sentence = "AddBackward0 passes its gradient 1 unchanged to both inputs."
    lines = wrapped(sentence, 150, 12)
    assert len(lines) > 1
    assert " ".join(lines) == sentence
    assert all(text_width(line, 12) <= 150 for line in lines)
