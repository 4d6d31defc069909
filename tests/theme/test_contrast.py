"""Every colour that is read or followed stands out from what it lies on."""

from typing import get_type_hints

import pytest

from inspector.theme.colour import contrast, heat, hexadecimal, legible, mix
from inspector.theme.roles import Ink, Mark, Theme
from inspector.theme.tokens import DARK, LIGHT, PROJECTOR, THEMES


def promises(need):
    hints = get_type_hints(Theme, include_extras=True)
    for role, hint in hints.items():
        for promise in getattr(hint, "__metadata__", ()):
            if isinstance(promise, need):
                yield from ((role, fill) for fill in promise.on)


def failures(theme, need, least):
    found = [
        (role, fill, round(contrast(theme.colour(role), theme.colour(fill)), 2))
        for role, fill in promises(need)
    ]
    assert found
    return [entry for entry in found if entry[2] < least]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_is_read_on_every_fill_it_stands_on(theme):
    assert failures(theme, Ink, 4.5) == []


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_line_that_carries_meaning_is_seen(theme):
    assert failures(theme, Mark, 3.0) == []


def test_black_on_white_has_the_largest_contrast_there_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_the_selection_ring_is_the_same_in_every_theme():
    assert len({theme.selection for theme in THEMES.values()}) == 1


def test_projector_type_is_read_from_the_last_row():
    sizes = (PROJECTOR.ui, PROJECTOR.small, PROJECTOR.code, PROJECTOR.node_small)
    assert min(*sizes, PROJECTOR.edge_value) >= 20
    assert PROJECTOR.node_title >= 28
    assert PROJECTOR.node_value >= 24
    assert PROJECTOR.caption >= 32
    assert PROJECTOR.weight >= 500
    assert PROJECTOR.line == 2 * LIGHT.line


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#102030", "#f0e0d0", 0) == "#102030"
    assert mix("#102030", "#f0e0d0", 1) == "#f0e0d0"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert hexadecimal((-1, 2, 0.5)) == "#00ff80"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_heat_scale_tells_sign_zero_and_nan_apart(theme):
    shades = [heat(theme, value, 2.0) for value in (-2.0, 0.0, 2.0, float("nan"))]
    assert len(set(shades)) == 4
    assert heat(theme, 7.0, 2.0) == heat(theme, 2.0, 2.0)
    assert heat(theme, None, 2.0) == theme.heat_nan


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("value", [-2.0, -1.0, -0.1, 0.0, 0.1, 1.0, 2.0])
def test_a_sign_is_read_on_every_heat(theme, value):
    fill = heat(theme, value, 2.0)
    assert contrast(legible(fill), fill) >= 4.5


def test_dark_is_dark_and_says_so():
    assert DARK.dark
    assert contrast(DARK.canvas, "#ffffff") > contrast(LIGHT.canvas, "#ffffff")
