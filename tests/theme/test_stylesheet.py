"""The style sheet follows from the theme alone."""

import re

import pytest

from inspector.assets import ICONS
from inspector.theme.stylesheet import stylesheet
from inspector.theme.tokens import DARK, LIGHT, THEMES


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_colour_in_it_is_a_role_of_the_theme(theme):
    used = set(re.findall(r"#[0-9a-f]{6}\b", stylesheet(theme)))
    roles = {value for value in theme if isinstance(value, str)}
    assert used
    assert used <= roles


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_picture_it_names_is_there(theme):
    named = set(re.findall(r'url\("([^"]+)"\)', stylesheet(theme)))
    there = {path.as_posix() for path in (ICONS / "controls").glob("*.svg")}
    assert named
    assert named <= there


def test_text_grows_with_the_scale_everywhere():
    def sizes(scale):
        return [int(n) for n in re.findall(r"font-size: (\d+)px", stylesheet(LIGHT, scale))]

    assert sizes(1.0)
    assert all(large > small for small, large in zip(sizes(1.0), sizes(2.0), strict=True))


def test_themes_differ_only_in_what_they_declare():
    light, dark = stylesheet(LIGHT), stylesheet(DARK)
    assert light != dark
    assert re.sub(r"#\w+|light|dark", "", light) == re.sub(r"#\w+|light|dark", "", dark)
