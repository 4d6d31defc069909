"""What the legend explains, and that its examples can be told by more than their colours."""

from __future__ import annotations

import pytest

from inspector.drawing.legend import FAILED, Entry, entries, legend
from inspector.drawing.primitives import Box, Line
from inspector.drawing.shapes import DASHED
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import Colouring
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.roles import Theme
from inspector.theme.tokens import THEMES
from tests.support.recordings import ended


def explained(looks: Appearance) -> tuple[Entry, ...]:
    """All that a legend of a graph explains."""
    vertices = [looks.vertex(vertex.key) for vertex in looks.graph.vertices]
    return entries(vertices, [looks.edge(edge.key) for edge in looks.graph.edges], looks.key)


@pytest.mark.parametrize("colouring", [Colouring.KIND, Colouring.GRADIENT])
def test_an_operation_that_failed_has_an_entry_of_its_own(colouring: Colouring) -> None:
    session = Session(Settings({"colour": colouring.value}))
    session.open_recording(ended())
    session.go(len(session.recording))
    words = [entry.words for entry in explained(session.appearance)]
    assert FAILED.words in words
    assert "NaN, Inf or error" not in words
    assert "constant or untracked" not in words
    session.go(1)
    assert FAILED.words not in [entry.words for entry in explained(session.appearance)]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_its_example_is_dashed_and_hatched_as_the_card_is(theme: Theme) -> None:
    drawn = legend([FAILED], theme, 400.0, noted=False).primitives
    (shape,) = (each for each in drawn if isinstance(each, Box))
    assert shape.dash == tuple(theme.line * part for part in DASHED)
    assert any(isinstance(each, Line) and each.stroke == "alarm_stroke" for each in drawn)
