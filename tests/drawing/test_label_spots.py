"""Words on lines that run side by side keep apart, and stay on their lines."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

from inspector.drawing.curves import along
from inspector.drawing.edges import edge_labels, points_of
from inspector.drawing.label_spots import HIGH, SPREAD, WIDE, WIDEST, label_boxes, label_spots
from inspector.drawing.primitives import Text
from inspector.model.graphs.vertex import Edge
from inspector.model.looks.look import EdgeLook, Phase
from inspector.theme.tokens import LIGHT

NO_CARDS = np.empty((0, 4))


def edges(count: int) -> list[Edge]:
    return [Edge(f"e{n}", "a", "b", 0, 1, 1) for n in range(count)]


def downwards(*across: float, long: float = 400.0) -> dict[str, np.ndarray]:
    return {f"e{n}": np.array([[x, 0.0], [x, long]]) for n, x in enumerate(across)}


def boxes(lines, spots):
    middles = [along(points_of(way), spots.get(key, 200.0))[0] for key, way in lines.items()]
    return np.array(middles)


def test_words_on_close_lines_go_aside_and_on_distant_ones_they_stay() -> None:
    assert label_spots(edges(2), downwards(0.0, 300.0), NO_CARDS, LIGHT) == {}
    lines = downwards(0.0, 12.0, 24.0)
    middles = boxes(lines, label_spots(edges(3), lines, NO_CARDS, LIGHT))
    for one in range(3):
        for other in range(one):
            apart = np.abs(middles[one] - middles[other]) / LIGHT.edge_value
            assert apart[0] >= WIDE or apart[1] >= HIGH


def test_words_that_go_aside_cover_no_card() -> None:
    lines = downwards(0.0, 12.0)
    usual = label_spots(edges(2), lines, NO_CARDS, LIGHT)
    ((key, at),) = usual.items()
    (x, y), _ = along(points_of(lines[key]), at)
    card = np.array([[x - 20, y - 8, x + 20, y + 8]])
    ((_, instead),) = label_spots(edges(2), lines, card, LIGHT).items()
    assert abs(instead - at) > 10


def test_where_there_is_no_room_words_stay_in_the_middle() -> None:
    assert label_spots(edges(2), downwards(0.0, 5.0, long=50.0), NO_CARDS, LIGHT) == {}


def test_of_very_many_lines_none_is_moved() -> None:
    assert label_spots(edges(SPREAD + 1), downwards(*[0.0] * (SPREAD + 1)), NO_CARDS, LIGHT) == {}


def test_the_words_are_drawn_at_their_spot() -> None:
    look = EdgeLook(Phase.SHOWN, text="4×3")
    (way,) = downwards(0.0).values()
    drawn = edge_labels(edges(1)[0], look, way, LIGHT, at=100.0)
    (word,) = (part for part in drawn if isinstance(part, Text))
    assert word.y == pytest.approx(100.0, abs=LIGHT.edge_value)


def test_where_lines_are_long_there_is_room_for_the_widest_words() -> None:
    ways = {f"e{n}": np.array([[0.0, y], [2_000.0, y]]) for n, y in enumerate((0.0, 12.0, 24.0))}
    spots = label_spots(edges(3), ways, NO_CARDS, LIGHT)
    along_them = sorted(spots.get(key, 1_000.0) for key in ways)
    assert min(np.diff(along_them)) >= WIDEST * LIGHT.edge_value


def test_no_room_is_kept_for_words_where_no_gradient_travels_and_nothing_is_said() -> None:
    sent, constant, said = edges(3)
    sent = structs.replace(sent, source_node=0, target_node=7)
    constant = structs.replace(constant, target_node=7)
    said = structs.replace(said, label="×3")
    lines = downwards(0.0, 300.0, 600.0)
    kept = label_boxes((sent, constant, said), lines, {}, LIGHT)
    assert kept.mean(axis=1).tolist() == [100.0, 400.0]
