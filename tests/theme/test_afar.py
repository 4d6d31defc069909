"""Letters for the back row fill the same part of the wall, however many lines the picture has."""

from __future__ import annotations

import pytest

from inspector.theme.afar import LEAST, type_share
from inspector.theme.tokens import DARK, LIGHT, PROJECTOR


def test_only_a_theme_that_is_projected_follows_the_windows_height() -> None:
    assert type_share(LIGHT, 600) == type_share(DARK, 600) == 1.0
    assert type_share(PROJECTOR, 720) < 1.0


@pytest.mark.parametrize("height", [700, 720, 768, 800, 900, 1000, 1080])
def test_on_the_wall_letters_are_as_large_from_any_window(height: int) -> None:
    assert type_share(PROJECTOR, height) * 1080 / height == pytest.approx(1.0, abs=0.05)


def test_letters_are_neither_enlarged_nor_made_too_small_to_read() -> None:
    assert type_share(PROJECTOR, 2160) == 1.0
    assert type_share(PROJECTOR, 300) == pytest.approx(LEAST)
    assert PROJECTOR.small * type_share(PROJECTOR, 300) >= LIGHT.small
