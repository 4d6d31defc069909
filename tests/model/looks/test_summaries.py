"""What a screen reader is told of a card."""

from __future__ import annotations

import pytest

from inspector.model.graphs.vertex import Kind
from inspector.model.looks.aloud import summary
from inspector.model.looks.look import Phase, VertexLook


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (
            VertexLook(Phase.SHOWN, Kind.OPERATION, "y", "×3", "MulBackward0"),
            "y, ×3, MulBackward0",
        ),
        (VertexLook(Phase.SHOWN, Kind.OPERATION, "relu", "relu"), "relu"),
        (VertexLook(Phase.UNBORN, Kind.LEAF, "x", shape_text="[2]"), "x, [2], not made yet"),
        (
            VertexLook(Phase.FREED, Kind.LEAF, "x", value_text="2", grad_text="14", expected=2),
            "x, 2, grad 14, 0 of 2 arrived, buffers freed",
        ),
    ],
)
def test_a_card_is_told_in_one_line_and_nothing_twice(look: VertexLook, said: str) -> None:
    assert summary(look) == said
