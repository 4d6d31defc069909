"""Cards from afar: a name, its dimensions, and a heat map where there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector.drawing.glance import glance
from inspector.drawing.primitives import Box, Grid, Text
from inspector.model.graphs.vertex import Kind
from inspector.model.looks.look import Phase, VertexLook
from inspector.theme.tokens import THEMES

MATRIX = VertexLook(
    phase=Phase.SHOWN,
    kind=Kind.LEAF,
    title="weight",
    shape_text="4×2 float32",
    cells=((1.0, -1.0), (0.5, 0.0), (-0.5, 0.25), (1.0, 1.0)),
    scale=1.0,
)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_matrix_is_seen_from_afar_below_its_name_and_above_its_tray(theme):
    size = (16 * theme.node_value, 14 * theme.node_value)
    parts = list(glance(replace(MATRIX, tray=True, grad_text="0.5"), size, theme))
    (grid,) = (part for part in parts if isinstance(part, Grid))
    name, held, *_ = (part for part in parts if isinstance(part, Text))
    tray = min(part.y for part in parts if isinstance(part, Box))
    assert (name.text, held.text) == ("weight", "4×2")
    assert name.y < held.y < grid.y
    assert grid.y + grid.height <= tray
    assert 0 < grid.x < grid.x + grid.width < size[0]


def test_where_it_would_be_a_mere_line_the_dimensions_have_the_room():
    theme = THEMES["light"]
    parts = list(glance(MATRIX, (160.0, 5 * theme.node_value), theme))
    assert not any(isinstance(part, Grid) for part in parts)
    assert [part.text for part in parts if isinstance(part, Text)] == ["weight", "4×2"]
