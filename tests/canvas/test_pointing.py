"""What lies under the pointer, and where the arrow keys lead."""

from __future__ import annotations

import pytest

from inspector.canvas.camera import Viewpoint, fitted
from inspector.canvas.pointing import Way, edge_at, kin, vertex_at, walk, way_of
from inspector.canvas.stage import NOTHING, Stage, stage
from inspector.drawing.sizes import card_sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.theme.tokens import LIGHT
from tests.layout.graphs import Builder
from tests.support.recordings import chain, cubic


def placed(direction: Direction = Direction.RIGHT) -> Stage:
    recording = cubic()
    graph = build(recording, View.OPERATIONS)
    return stage(graph, layout(digraph(graph), card_sizes(graph, recording, LIGHT), direction))


@pytest.mark.parametrize("scale", [0.05, 0.4, 1.0, 3.0])
def test_every_vertex_and_edge_is_hit_at_any_scale(scale: float) -> None:
    at, view = placed(), Viewpoint(scale, 17.0, -5.0)
    for number, vertex in enumerate(at.vertices):
        left, top, width, height = at.box_at(number)
        assert (
            vertex_at(at, view, *view.to_screen(left + width / 2, top + height / 2)) == vertex.key
        )
    for number, edge in enumerate(at.edges):
        line = at.routes.line(number)
        x, y = ((line[0] + line[-1]) / 2 if len(line) == 2 else line[len(line) // 2]).tolist()
        found = edge_at(at, view, *view.to_screen(x, y))
        assert found == edge.key or scale < 0.1


def test_emptiness_is_not_hit() -> None:
    at = placed()
    view = fitted(at.bounds, (900, 600))
    assert vertex_at(at, view, 2, 2) is None
    assert edge_at(at, view, 2, 2) is None
    assert vertex_at(NOTHING, Viewpoint(), 0, 0) is None


def test_kin_are_all_edges_that_carry_the_tensor_and_those_that_enter() -> None:
    at = placed()
    x, power = at.vertices[0].key, at.vertices[1].key
    assert kin(at, x) == {edge.key for edge in at.edges if edge.source == x}
    assert kin(at, power) == {e.key for e in at.edges if power in (e.source, e.target)}
    assert kin(at, "nobody") == frozenset()


@pytest.mark.parametrize(
    ("arrow", "right", "down"),
    [
        ("left", Way.INPUT, Way.PREVIOUS),
        ("right", Way.OUTPUT, Way.NEXT),
        ("up", Way.PREVIOUS, Way.INPUT),
        ("down", Way.NEXT, Way.OUTPUT),
    ],
)
def test_arrows_follow_the_direction_of_the_layout(arrow: str, right: Way, down: Way) -> None:
    assert way_of(arrow, Direction.RIGHT) is right
    assert way_of(arrow, Direction.DOWN) is down


@pytest.mark.parametrize("direction", list(Direction))
def test_walking_to_a_sibling_and_back_returns(direction: Direction) -> None:
    at = placed(direction)
    power, double = at.vertices[1].key, at.vertices[2].key
    there = walk(at, power, Way.NEXT)
    back = walk(at, double, Way.NEXT)
    assert (there, back) in {(double, double), (power, power)}
    assert walk(at, walk(at, power, Way.NEXT), Way.PREVIOUS) in {power, double}


def test_walking_starts_at_the_first_vertex_and_stays_at_an_end() -> None:
    at = placed()
    first = at.vertices[0].key
    assert walk(at, None, Way.OUTPUT) == first
    assert walk(at, first, Way.INPUT) == first
    assert walk(NOTHING, None, Way.OUTPUT) is None


@pytest.mark.parametrize("direction", Direction)
def test_the_keys_lead_from_the_end_of_a_row_to_the_beginning_of_the_next(
    direction: Direction,
) -> None:
    recording = chain(24)
    graph = build(recording, View.OPERATIONS)
    sizes = card_sizes(graph, recording, LIGHT)
    at = stage(graph, layout(digraph(graph), sizes, direction))
    assert at.paged
    forward, backward = ("right", "left") if direction is Direction.RIGHT else ("down", "up")
    keys = [vertex.key for vertex in at.vertices]
    walked, returned = [keys[0]], [keys[-1]]
    for _ in keys[1:]:
        walked.append(walk(at, walked[-1], way_of(forward, direction)) or "")
        returned.append(walk(at, returned[-1], way_of(backward, direction)) or "")
    assert walked == keys
    assert returned == keys[::-1]


def residual(blocks: int) -> Builder:
    """Blocks with a way round them."""
    made = Builder()
    key = made.op(made.op(made.leaf()))
    for _ in range(blocks):
        key = made.op(key, made.op(made.op(made.op(key))))
    return made


@pytest.mark.parametrize("direction", Direction)
def test_the_keys_do_not_skip_what_begins_a_row(direction: Direction) -> None:
    made = residual(10)
    at = stage(made.graph(), layout(digraph(made.graph()), made.sizes, direction))
    assert at.paged
    keys = [vertex.key for vertex in at.vertices]
    walked = keys[:1]
    for _ in keys[1:]:
        walked.append(walk(at, walked[-1], Way.OUTPUT) or "")
    assert walked == keys
