"""Semantic zoom shows no more than can be read where a theme is for."""

from __future__ import annotations

from itertools import pairwise

import pytest

from inspector.drawing.brief import VALUE
from inspector.drawing.legibility import (
    AFAR,
    GLANCE_AFAR,
    READABLE,
    WALL,
    glance_scale,
    level_for,
    readable_scale,
)
from inspector.drawing.levels import Level
from inspector.theme.tokens import LIGHT, PROJECTOR, THEMES

SCALES = [0.02 * 1.05**power for power in range(100)]
SMALLEST = {
    Level.CARD: lambda theme: theme.node_small,
    Level.BRIEF: lambda theme: VALUE * theme.node_value,
    Level.NAME: lambda theme: 2 * theme.node_title,
    Level.SYMBOL: lambda theme: 4 * theme.node_title,
}


@pytest.mark.parametrize(
    ("theme", "height", "least"),
    [(LIGHT, 400, READABLE), (PROJECTOR, WALL, AFAR), (PROJECTOR, 600, AFAR * 600 / WALL)],
)
def test_no_level_is_drawn_whose_smallest_letters_cannot_be_read_there(theme, height, least):
    levels = [level_for(scale, theme, height) for scale in SCALES]
    assert set(levels) == set(Level)
    assert all(before >= after for before, after in pairwise(levels))
    for scale, level in zip(SCALES, levels, strict=True):
        if level is not Level.TILE:
            assert scale * SMALLEST[level](theme) >= least - 1e-6


def test_the_first_look_on_a_wall_shows_names_as_large_as_they_must_be():
    scale = glance_scale(PROJECTOR)
    assert level_for(scale, PROJECTOR) is Level.NAME
    assert scale * 2 * PROJECTOR.node_title == pytest.approx(GLANCE_AFAR)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_what_can_be_read_whole_is_drawn_with_its_values(theme):
    for height in (300.0, 640.0, WALL, 2000.0):
        scale = readable_scale(theme, height)
        assert level_for(scale, theme, height) <= Level.BRIEF


def test_a_lower_wall_is_enlarged_and_a_desk_is_not():
    assert readable_scale(PROJECTOR, 640) < readable_scale(PROJECTOR, WALL)
    assert readable_scale(PROJECTOR, 10) > 0.6 * readable_scale(PROJECTOR, WALL)
    assert readable_scale(LIGHT, 300) == readable_scale(LIGHT, 900)
