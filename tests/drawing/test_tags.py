"""The tag of a leaf is drawn once, however many of its uses begin there."""

from __future__ import annotations

from inspector.drawing.primitives import Box, Primitive
from inspector.drawing.shapes import OPACITY
from inspector.drawing.tags import Place, tags
from inspector.model.graphs.vertex import Kind
from inspector.model.looks.look import EdgeLook, Phase, VertexLook
from inspector.theme.tokens import LIGHT

LEAF = VertexLook(Phase.SHOWN, Kind.LEAF, "weight")
HERE, THERE = (10.0, 20.0, 72.0, 26.0), (10.0, 80.0, 72.0, 26.0)


def drawn(*uses: tuple[Phase, Place]) -> list[Primitive]:
    return list(tags(((LEAF, EdgeLook(phase), place) for phase, place in uses), LIGHT))


def boxes(parts: list[Primitive]) -> list[tuple[float, float, float]]:
    return [(part.x, part.y, part.opacity) for part in parts if isinstance(part, Box)]


def test_many_faint_uses_make_a_tag_no_darker_than_one() -> None:
    assert drawn(*[(Phase.FREED, HERE)] * 5) == drawn((Phase.FREED, HERE))


def test_a_tag_is_as_present_as_the_most_present_of_its_uses() -> None:
    faint = OPACITY[Phase.FREED]
    found = boxes(drawn((Phase.FREED, HERE), (Phase.SHOWN, HERE), (Phase.FREED, THERE)))
    assert found == [(*HERE[:2], 1.0), (*THERE[:2], faint)]
