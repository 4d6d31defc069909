"""The numbers of a heat map can be read in every theme, also when its buffers are freed."""

from __future__ import annotations

from itertools import chain

import pytest

from inspector.drawing.heatmap import heat_map
from inspector.drawing.primitives import Grid, Text
from inspector.drawing.shapes import OPACITY, dimmed
from inspector.model.looks.look import Phase
from inspector.theme.colour import contrast, mix
from inspector.theme.tokens import THEMES

CELLS = ((-1.0, -0.4, -0.05), (0.05, 0.4, 1.0))


@pytest.mark.parametrize("phase", [Phase.SHOWN, Phase.FAINT, Phase.FREED])
@pytest.mark.parametrize("name", THEMES)
def test_numbers_stand_out_from_their_cells(name: str, phase: Phase) -> None:
    theme = THEMES[name]
    whole = heat_map(CELLS, 1.0, (0.0, 0.0, 300.0, 90.0), theme, phase)
    grid, *words = dimmed(whole, phase)
    assert isinstance(grid, Grid)
    assert len(words) == 6
    for colour, word in zip(chain(*grid.cells), words, strict=True):
        assert isinstance(word, Text)
        cell = mix(theme.canvas, colour, OPACITY[phase])
        assert contrast(mix(cell, word.fill, word.opacity), cell) >= 4.5
