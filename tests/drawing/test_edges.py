"""Edges point forward, carry their numbers, and name their walls."""

import numpy as np
import pytest
from msgspec import structs

from inspector.drawing.edges import edge_labels, edge_lines
from inspector.drawing.label_spots import label_boxes
from inspector.drawing.primitives import Box, Line
from inspector.drawing.wall_labels import wall_spots
from inspector.model.graphs.vertex import Edge
from inspector.model.looks.look import EdgeLook, Flow, Phase
from inspector.theme.tokens import LIGHT
from tests.drawing.looks import texts

EDGE = Edge("o1:0", "t1", "o1", 0, 1, 1)
ROUTE = np.array([[0.0, 0.0], [60.0, 0.0], [120.0, 0.0]])


def line(look, edge=EDGE):
    return edge_lines(edge, look, ROUTE, LIGHT)[0]


@pytest.mark.parametrize("flow", Flow)
def test_the_arrow_points_forward_whatever_moves(flow):
    drawn = line(EdgeLook(Phase.SHOWN, flow))
    assert drawn.arrow
    assert drawn.points[-1] == (120.0, 0.0)


def test_gradients_are_dashed_in_their_accent_and_values_solid_in_theirs():
    forward = line(EdgeLook(Phase.SHOWN, Flow.FORWARD))
    gradient = line(EdgeLook(Phase.SHOWN, Flow.GRADIENT))
    assert (forward.stroke, forward.dash) == ("forward", ())
    assert gradient.stroke == "gradient"
    assert gradient.dash


def test_what_moves_now_is_thicker_than_what_has_passed():
    now, done = (line(EdgeLook(Phase.SHOWN, f)).line for f in (Flow.GRADIENT, Flow.DONE))
    assert now > done


def test_an_edge_says_its_operation_its_number_and_its_slot():
    look = EdgeLook(Phase.SHOWN, Flow.GRADIENT, "12", 1, "×3")
    assert texts(edge_labels(EDGE, look, ROUTE, LIGHT)) == ["×3", "12", "1"]


def test_a_line_that_leaves_a_long_way_shared_with_others_says_its_number_where_it_is_alone():
    bend = [(400 + 5 * step, 10.0 * step) for step in range(11)]
    route = np.array([(0.0, 0.0), (200.0, 0.0), *bend, (480.0, 100.0)])
    number = edge_labels(EDGE, EdgeLook(Phase.SHOWN, Flow.GRADIENT, "12"), route, LIGHT)[0]
    assert (number.x + number.width / 2, number.y + number.height / 2) == pytest.approx(
        (425, 50), abs=1
    )


def test_a_line_that_is_led_back_says_its_number_on_its_way_back():
    out, back, onward = (0.0, 0.0, 300.0), (300.0, 40.0, 0.0), (0.0, 90.0, 60.0)
    route = np.array([(x, y) for a, y, b in (out, back, onward) for x in np.linspace(a, b, 9)])
    number = edge_labels(EDGE, EdgeLook(Phase.SHOWN, Flow.GRADIENT, "12"), route, LIGHT)[0]
    assert (number.x + number.width / 2, number.y + number.height / 2) == pytest.approx(
        (150, 40), abs=1
    )


@pytest.mark.parametrize("end", [40.0, 100.0])
def test_a_short_line_says_its_number_in_its_middle(end):
    route = np.array([(0.0, 0.0), (20.0, 0.0), (20 + end, 30.0), (40 + end, 30.0)])
    number = edge_labels(EDGE, EdgeLook(Phase.SHOWN, Flow.GRADIENT, "12"), route, LIGHT)[0]
    assert number.x + number.width / 2 == pytest.approx(20 + end / 2)


def test_number_and_slot_do_not_cover_each_other():
    look = EdgeLook(Phase.SHOWN, Flow.GRADIENT, "12", 0)
    number, slot = (b for b in edge_labels(EDGE, look, ROUTE, LIGHT) if isinstance(b, Box))
    assert number.x + number.width <= slot.x


def test_a_wall_stands_across_the_line_and_says_its_cause():
    edge = Edge("o1:0", "t1", "o1", 0, 1, 1, wall="no_grad, line 3")
    look = EdgeLook(Phase.SHOWN, wall="no_grad, line 3")
    bars = [
        each
        for each in edge_lines(edge, look, ROUTE, LIGHT)
        if isinstance(each, Line) and each.stroke == "wall"
    ]
    assert len(bars) == 2
    assert all(bar.points[0][1] * bar.points[1][1] < 0 for bar in bars)
    assert "no_grad, line 3" in texts(edge_labels(edge, look, ROUTE, LIGHT, (60.0, 20.0)))


def test_faint_words_are_not_struck_out_by_the_line():
    look = EdgeLook(Phase.FREED, Flow.DONE, "12")
    paper, capsule = [b for b in edge_labels(EDGE, look, ROUTE, LIGHT) if isinstance(b, Box)]
    assert (paper.fill, paper.opacity) == ("canvas", 1.0)
    assert capsule.opacity == 0.35


def walls(*ways, cards=(), words=None):
    edges = [
        structs.replace(EDGE, key=str(i), source=way[0], wall=way[1]) for i, way in enumerate(ways)
    ]
    lines = {str(i): np.array(way[2], dtype=float) for i, way in enumerate(ways)}
    return wall_spots(
        edges, lines, np.array(cards, dtype=float).reshape(-1, 4), LIGHT, words=words
    )


def test_the_words_of_a_wall_are_said_once_for_lines_that_leave_together():
    line = ((0, 0), (200, 0))
    first, second = walls(("x", "detach", line), ("x", "detach", line)).values()
    assert first is not None
    assert second is None


def test_the_words_of_walls_cover_neither_cards_nor_each_other():
    line = ((0, 0), (400, 0))
    card = (150.0, 5.0, 250.0, 60.0)
    spots = walls(("x", "detach", line), ("y", "no_grad", line), cards=[card])
    first, second = spots.values()
    assert first[1] < 0 or not 150 < first[0] < 250
    assert first != second


def test_the_words_of_a_wall_keep_some_air_to_a_card_where_there_is_room():
    line = ((0, 0), (400, 0))
    low, (free,) = 1.6 * LIGHT.edge_value, walls(("x", "detach", line)).values()
    below = free[1] + 0.7 * LIGHT.edge_value + 1  # a card that the words would just not touch
    assert free[1] == low
    (spot,) = walls(("x", "detach", line), cards=[(100.0, below, 300.0, below + 60)]).values()
    assert spot != free
    beside = walls(("x", "detach", line), cards=[(-999, below, 999, 999), (-999, -999, 999, -9)])
    assert list(beside.values()) == [free]  # where there is no room, words are where they can be


def test_the_words_of_a_wall_keep_off_the_words_of_other_lines_where_there_is_room():
    line = ((0, 0), (400, 0))
    (free,) = walls(("x", "detach", line)).values()
    other = {"gradient": np.array([(0.0, free[1]), (400.0, free[1])])}
    flowing = structs.replace(EDGE, key="gradient", source_node=1, target_node=2, wall="")
    words = label_boxes([flowing], other, {}, LIGHT)
    (spot,) = walls(("x", "detach", line), words=words).values()
    assert words.shape == (1, 4)
    assert not words[0, 1] < spot[1] < words[0, 3] or not words[0, 0] < spot[0] < words[0, 2]
    everywhere = np.array([(-999.0, -999.0, 999.0, 999.0)])
    assert list(walls(("x", "detach", line), words=everywhere).values()) == [free]
