"""What is let go of is faint, and its words can be read in every theme all the same."""

from __future__ import annotations

import pytest

from inspector.drawing.shapes import LEGIBLE, OPACITY
from inspector.model.looks.look import Phase
from inspector.theme.colour import contrast, mix
from inspector.theme.tokens import THEMES

WORDS = (
    ("operation", "on_operation"),
    ("operation", "on_operation_muted"),
    ("operation", "edge_text"),
    ("constant", "on_constant_muted"),
    ("base", "on_base_muted"),
    ("root", "on_root_muted"),
    ("gradient_soft", "gradient_text"),
    ("forward_soft", "forward_text"),
)


@pytest.mark.parametrize("phase", [Phase.FREED, Phase.FAINT])
@pytest.mark.parametrize(("fill", "ink"), WORDS)
@pytest.mark.parametrize("name", THEMES)
def test_words_on_what_is_freed_can_be_read(name: str, fill: str, ink: str, phase: Phase) -> None:
    theme = THEMES[name]
    paper = mix(theme.canvas, theme.colour(fill), OPACITY[phase])
    assert contrast(mix(paper, theme.colour(ink), LEGIBLE[phase]), paper) >= 4.5


def test_the_phases_can_be_told_from_each_other_by_their_fills() -> None:
    order = Phase.UNBORN, Phase.FREED, Phase.FAINT, Phase.SHOWN
    faint = [OPACITY[phase] for phase in order]
    assert faint == sorted(set(faint))
    assert faint[-1] == 1.0
