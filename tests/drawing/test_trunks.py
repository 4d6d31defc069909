"""What lines from one vertex share is drawn once, in pictures too."""

from __future__ import annotations

from itertools import pairwise
from math import dist

from inspector.drawing.curves import length
from inspector.drawing.primitives import Line
from inspector.drawing.scene import scene
from inspector.drawing.trunks import apart
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.looks.look import EdgeLook, Phase, VertexLook
from inspector.theme.tokens import LIGHT
from tests.layout.graphs import Builder

WHOLE = ((0.0, 0.0), (10.0, 0.0), (40.0, 0.0), (100.0, 0.0), (100.0, 90.0))
SHORT = ((0.0, 0.0), (30.0, 0.0), (50.0, 0.0), (55.0, 20.0), (80.0, 40.0))


class Plain:
    """Every edge looks alike."""

    key = None

    def vertex(self, key: str) -> VertexLook:
        return VertexLook(Phase.SHOWN, MADE.graph().by_key[key].kind, key)

    def edge(self, key: str) -> EdgeLook:
        return EdgeLook(Phase.FREED)


def fan() -> Builder:
    """A value that every one of forty operations in a row takes."""
    made = Builder()
    key = kept = made.op(made.leaf())
    for _ in range(40):
        key = made.op(key, kept)
    return made


MADE = fan()


def test_a_line_begins_where_it_leaves_the_longest_which_stays_whole() -> None:
    whole, short = apart([Line(WHOLE, "edge"), Line(SHORT, "edge")])
    assert whole.points == WHOLE
    assert short.points == SHORT[2:]


def test_dashes_go_on_where_they_were() -> None:
    _, short = apart([Line(WHOLE, "edge", dash=(7.0, 4.0)), Line(SHORT, "edge", dash=(7.0, 4.0))])
    assert short.points == ((44.0, 0.0), *SHORT[2:])


def test_a_line_that_shares_nothing_or_all_stays_whole() -> None:
    away = Line(((0.0, 0.0), (0.0, 50.0), (50.0, 90.0)), "edge")
    along = Line(WHOLE[:3], "edge")
    assert apart([Line(WHOLE, "edge"), away, along])[1:] == [away, along]


def test_a_value_led_through_all_rows_is_drawn_there_once() -> None:
    geometry = layout(digraph(MADE.graph()), MADE.sizes, Direction.RIGHT)
    assert geometry.rows is not None
    parts = scene(MADE.graph(), geometry, Plain(), LIGHT)
    lines = [part for part in parts if isinstance(part, Line) and part.arrow]
    pieces = [piece for line in lines for piece in pairwise(line.points) if dist(*piece) > 1]
    assert len(lines) == len(MADE.edges)
    assert len(pieces) - len(set(pieces)) < 0.05 * len(pieces)
    led = sum(length([(x, y) for x, y in way.tolist()]) for way in geometry.routes.values())
    assert sum(length(line.points) for line in lines) < 0.35 * led
