"""Folded groups: the stack that stands for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector.drawing.cards import card
from inspector.drawing.groups import front, group_size, reach
from inspector.drawing.levels import Level
from inspector.drawing.primitives import Box, Text
from inspector.model.graphs.vertex import Kind
from inspector.model.looks.look import Phase
from inspector.theme.tokens import LIGHT, THEMES
from tests.drawing.looks import OPERATION, SIZE, vertex

GROUP = replace(
    OPERATION, kind=Kind.GROUP, title="layers.0", symbol="", value_text="3 ops", grad_text="1.5"
)


@pytest.mark.parametrize("level", [Level.CARD, Level.BRIEF, Level.NAME, Level.SYMBOL])
@pytest.mark.parametrize("theme", THEMES.values())
def test_a_stack_stays_within_its_box_so_that_neighbours_and_arrow_heads_are_clear(theme, level):
    boxes = [p for p in card(vertex(GROUP), GROUP, SIZE, theme, level) if isinstance(p, Box)]
    for box in boxes:
        assert -0.01 <= box.x <= box.x + box.width <= SIZE[0] + 0.01
        assert -0.01 <= box.y <= box.y + box.height <= SIZE[1] + 0.01
    assert max(box.x + box.width for box in boxes) == pytest.approx(SIZE[0])
    assert min(box.y for box in boxes) == pytest.approx(0.0)


def test_what_a_group_says_stands_on_the_card_on_top():
    width, _ = front(SIZE, LIGHT)
    for part in card(vertex(GROUP), GROUP, SIZE, LIGHT):
        if isinstance(part, Text):
            assert part.x == pytest.approx(width / 2)
            assert part.y > reach(LIGHT)


@pytest.mark.parametrize("level", [Level.CARD, Level.BRIEF])
def test_what_is_wrong_inside_a_group_can_be_read_on_its_card(level):
    look = replace(GROUP, alarm="NaN", grad_text="NaN")
    said = {
        p.text: p.fill for p in card(vertex(look), look, SIZE, LIGHT, level) if isinstance(p, Text)
    }
    assert "NaN" in said
    assert said["|.grad| NaN"] == "on_alarm"


def test_the_sheets_below_do_not_shine_through_a_freed_group():
    parts = card(vertex(GROUP), replace(GROUP, phase=Phase.FREED), SIZE, LIGHT)
    drawn = [part for part in parts if isinstance(part, Box) and part.stroke]
    assert len(drawn) == 3
    for sheet in drawn:
        place = (sheet.x, sheet.y, sheet.width, sheet.height)
        before = parts[: parts.index(sheet)]
        assert any(
            isinstance(paper, Box)
            and (paper.x, paper.y, paper.width, paper.height) == place
            and (paper.fill, paper.opacity) == ("canvas", 1.0)
            for paper in before[-2:]
        )


def test_a_group_without_leaves_keeps_no_room_for_their_gradient():
    said = "turn 2", "line 6", "15 ops", "2×4 float32"
    whole, less = group_size(*said, LIGHT), group_size(*said, LIGHT, leaves=False)
    assert less[0] == whole[0]
    assert less[1] < whole[1]


def test_a_gradient_that_comes_later_stays_on_a_card_that_kept_no_room_for_it():
    size = group_size("layers.0", GROUP.grad_fn, "3 ops", "scalar float32", LIGHT, leaves=False)
    parts = card(vertex(GROUP), GROUP, size, LIGHT)
    said = [part for part in parts if isinstance(part, Text)]
    assert said[-1].text == "|.grad| 1.5"
    assert max(part.y for part in said) < size[1]
