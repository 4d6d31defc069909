"""What must not be mistaken for something else is not, whichever cones an eye has."""

from itertools import combinations, pairwise
from typing import get_type_hints

import numpy as np
import pytest

from inspector.drawing.legend import EDGES, VERTICES, legend
from inspector.drawing.primitives import Box, Grid, Line, Text
from inspector.theme.roles import Apart, Theme
from inspector.theme.tokens import LIGHT, THEMES
from tests.support.colour_blind import VISION, difference, seen

LEAST = 7.0
"""CIEDE2000: three times what is just noticed between patches that do not touch."""

every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
every_eye = pytest.mark.parametrize("vision", VISION)


def promised():
    hints = get_type_hints(Theme, include_extras=True)
    for role, hint in hints.items():
        for promise in getattr(hint, "__metadata__", ()):
            if isinstance(promise, Apart):
                yield from ((role, other) for other in promise.others)


def apart(one, other, vision):
    return round(difference(seen(one, vision), seen(other, vision)), 1)


@every_theme
@every_eye
def test_roles_that_must_differ_stay_apart(theme, vision):
    pairs = list(promised())
    assert len(pairs) > 25
    found = {pair: apart(*map(theme.colour, pair), vision) for pair in pairs}
    assert {pair: value for pair, value in found.items() if value < LEAST} == {}


@every_theme
@every_eye
def test_a_scale_goes_from_light_to_dark_for_every_eye(theme, vision):
    light = [seen(colour, vision)[0] for colour in theme.scale]
    steps = np.array([after - before for before, after in pairwise(light)])
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).min() > 2


@every_theme
@every_eye
def test_groups_stay_apart_from_each_other_and_from_what_has_no_measure(theme, vision):
    pairs = [*combinations(theme.group, 2), *((theme.unmeasured, one) for one in theme.group)]
    pairs += [(theme.unmeasured, one) for one in theme.scale]
    found = {pair: apart(*pair, vision) for pair in pairs}
    assert {pair: value for pair, value in found.items() if value < LEAST} == {}


def test_the_simulation_knows_what_each_eye_confuses():
    for red, green, vision in (
        ("#b3261e", "#5a5a00", "deuteranopia"),
        ("#8f6a00", "#4f8a00", "protanopia"),
    ):
        assert apart(red, green, vision) < apart(red, green, "trichromacy") / 2
    assert apart("#0060ff", "#006a5a", "tritanopia") < apart("#0060ff", "#006a5a", "trichromacy")
    for vision in VISION:
        assert apart("#777777", "#777777", vision) == 0
        grey = seen("#808080", vision)
        assert np.abs(grey[1:]).max() < 1, "greys stay grey"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_differences_are_those_of_the_published_table(one, other, expected):
    assert difference(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


def colourless(entry):
    """The swatch of a legend's entry as a printer without colours has it."""
    drawn = legend((entry,), LIGHT, 1000, noted=False).primitives[:-1]
    return [shape(part) for part in drawn]


def shape(part):
    match part:
        case Box():
            sides = round(part.width, 1), round(part.height, 1), round(part.radius, 1)
            return (
                "box",
                *sides,
                bool(part.fill),
                bool(part.stroke),
                part.line,
                part.dash,
                part.opacity,
            )
        case Line():
            return ("line", part.line, part.dash, part.arrow, len(part.points), part.opacity)
        case Text():
            return ("text", part.text)
        case Grid():
            return ("grid", len(part.cells))


def test_no_kind_of_node_or_arrow_is_told_by_its_colour_alone():
    for one, other in combinations((*VERTICES, *EDGES), 2):
        assert colourless(one) != colourless(other), (one.words, other.words)
