"""The numbers of a heat map can be read in every theme, also when its buffers are freed."""

from __future__ import annotations

from itertools import chain

import pytest

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.heatmap import STRETCHED, grid_size, heat_map, stretched
from inspector.drawing.primitives import Grid, Text
from inspector.drawing.shapes import OPACITY, dimmed
from inspector.model.looks.look import Phase
from inspector.theme.colour import contrast, mix
from inspector.theme.tokens import LIGHT, THEMES

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


@pytest.mark.parametrize("name", THEMES)
def test_numbers_side_by_side_do_not_run_into_each_other(name: str) -> None:
    theme, cells = THEMES[name], ((1.773, 2.49, -0.0001874),)
    box = (0.0, 0.0, *grid_size(cells, theme))
    words = [part for part in heat_map(cells, 3.0, box, theme) if isinstance(part, Text)]
    assert len(words) == 3
    for word in words:
        assert text_width(word.text, word.size, mono=True) <= 0.86 * box[2] / 3


def test_a_tall_matrix_uses_the_width_of_its_card_but_its_cells_stay_cells() -> None:
    tall, flat = ((0.5,),) * 16, ((0.5,) * 16,)
    assert stretched(tall, 12.0, LIGHT)[0] == 12.0
    width, height = stretched(tall, 900.0, LIGHT)
    assert width == pytest.approx(STRETCHED * height / 16)
    assert stretched(flat, 10.0, LIGHT) == grid_size(flat, LIGHT)
