"""A card says what its vertex is and does, in shape and words and not by colour alone."""

from dataclasses import replace

import pytest

from inspector.drawing.cards import card, overhang, tile_fill
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.legibility import READABLE, readable_scale
from inspector.drawing.levels import Level
from inspector.drawing.measures import CAPITAL
from inspector.drawing.primitives import Box, Grid, Line, Text
from inspector.drawing.shapes import LEGIBLE, OPACITY
from inspector.drawing.tray import FAR
from inspector.model.looks.look import Activity, Phase
from inspector.theme.tokens import LIGHT, THEMES
from tests.drawing.looks import CONSTANT, LEAF, OPERATION, SIZE, texts, vertex


def drawn(look, level=Level.CARD, theme=LIGHT, size=SIZE):
    return card(vertex(look), look, size, theme, level)


def outlines(look):
    """The boxes as large as the card or larger, without the glow."""
    boxes = [each for each in drawn(look) if isinstance(each, Box)]
    return [box for box in boxes if box.stroke and box.width >= SIZE[0] - 8 and box.x <= 4]


def test_a_leaf_says_its_name_shape_and_value_and_has_an_empty_tray():
    said = texts(drawn(LEAF))
    assert said[:3] == ["x", "scalar float32", "2"]
    assert said[3:] == ["Σ AccumulateGrad", ".grad", "—"]


def test_the_tray_shows_the_addition_while_it_happens():
    assert "12 + 4 = 16" in texts(drawn(replace(LEAF, grad_text="12 + 4 = 16")))


def test_a_waiting_leaf_counts_its_contributions_in_its_tray():
    look = replace(LEAF, arrived=1, expected=2)
    assert "1 of 2 arrived" in texts(drawn(look))
    filled = [b for b in drawn(look) if isinstance(b, Box) and b.fill == "gradient_soft"]
    tray = [b for b in drawn(look) if isinstance(b, Box) and b.fill == "tray"]
    assert filled[0].width == pytest.approx(tray[0].width / 2)


def test_a_waiting_operation_counts_too():
    assert "2 of 3 arrived" in texts(drawn(replace(OPERATION, arrived=2, expected=3)))


def test_an_operation_is_a_pill_with_its_symbol_its_node_and_its_result():
    assert texts(drawn(OPERATION)) == ["×", "MulBackward0", "y = 6"]
    leaf, operation = outlines(LEAF)[0], outlines(OPERATION)[0]
    assert operation.radius > 2 * leaf.radius


def test_an_operation_without_a_variable_says_no_name():
    assert texts(drawn(replace(OPERATION, title="mul", named=False)))[-1] == "6"


def test_a_constant_is_dashed_and_a_leaf_is_not():
    assert outlines(CONSTANT)[0].dash
    assert not outlines(LEAF)[0].dash


def test_an_untracked_operation_is_dashed():
    assert outlines(replace(OPERATION, tracked=False))[0].dash


def test_a_root_has_a_double_outline():
    root = replace(OPERATION, is_root=True)
    assert len(outlines(root)) == len(outlines(OPERATION)) + 1


def test_a_view_is_dotted_and_not_like_a_constant():
    view = outlines(replace(OPERATION, is_view=True))[0]
    assert view.dash
    assert view.dash != outlines(CONSTANT)[0].dash


@pytest.mark.parametrize("word", ["NaN", "Inf", "error"])
def test_an_alarm_is_hatched_and_says_its_word(word):
    look = replace(OPERATION, alarm=word)
    assert word in texts(drawn(look))
    hatch = [each for each in drawn(look) if isinstance(each, Line)]
    assert len(hatch) > 5
    for x, y in (point for line in hatch for point in line.points):
        assert 0 <= x <= SIZE[0]
        assert 0 <= y <= SIZE[1]


def test_what_is_freed_or_not_yet_born_is_faint():
    def opacity(phase):
        return {each.opacity for each in drawn(replace(OPERATION, phase=phase))}

    assert opacity(Phase.SHOWN) == {1.0}
    assert opacity(Phase.FREED) == {OPACITY[Phase.FREED], LEGIBLE[Phase.FREED]}
    assert opacity(Phase.UNBORN) == {OPACITY[Phase.UNBORN], LEGIBLE[Phase.UNBORN]}


def test_an_error_stands_out_even_where_buffers_are_freed():
    look = replace(OPERATION, phase=Phase.FREED, alarm="error")
    assert max(each.opacity for each in drawn(look)) == 1.0


@pytest.mark.parametrize(
    ("activity", "role"), [(Activity.FORWARD, "forward"), (Activity.GRADIENT, "gradient")]
)
def test_activity_is_a_ring_in_its_accent(activity, role):
    resting = {getattr(each, "stroke", "") for each in drawn(OPERATION)}
    active = {getattr(each, "stroke", "") for each in drawn(replace(OPERATION, activity=activity))}
    assert role in active - resting


def test_small_matrices_are_heat_maps_with_their_numbers():
    cells = ((1.0, -2.0, 0.0, 4.0), (0.5, None, 2.0, 1.0))
    look = replace(LEAF, shape_text="2×4 float32", value_text="", cells=cells, scale=4.0)
    grid = next(each for each in drawn(look) if isinstance(each, Grid))
    assert (len(grid.cells), len(grid.cells[0])) == (2, 4)
    assert {"1", "−2", "NaN"} <= set(texts(drawn(look)))


def test_larger_matrices_print_their_signs():
    cells = tuple(tuple((-1.0) ** (i + j) for j in range(5)) for i in range(5))
    said = texts(drawn(replace(LEAF, value_text="", cells=cells, scale=1.0)))
    assert said.count("+") == 13
    assert said.count("−") == 12


def test_from_afar_less_and_less_is_said():
    matrix = replace(LEAF, shape_text="2×3 float32", value_text="")
    assert texts(drawn(matrix, Level.NAME)) == ["x", "2×3"]
    assert texts(drawn(OPERATION, Level.SYMBOL)) == ["×"]
    assert texts(drawn(OPERATION, Level.TILE)) == []


def test_a_name_alone_keeps_a_number_and_a_tray_that_fills():
    assert texts(drawn(replace(LEAF, grad_text="12"), Level.NAME)) == ["x", "2", "12"]
    half = drawn(replace(LEAF, arrived=1, expected=2), Level.NAME)
    assert texts(half)[-1] == "1 of 2"
    boxes = {each.fill: each for each in half if isinstance(each, Box)}
    assert boxes["gradient_soft"].width == pytest.approx(boxes["tray"].width / 2)


def test_a_long_gradient_is_cut_from_afar_and_never_too_small_to_read():
    long = "[[−0.4672 − 0.1584j, 0.08321 − 0.4672j], [0.5013 + 0.7669j, −0.6113 + 0.7617j]]"
    found = list(drawn(replace(LEAF, grad_text=long), Level.NAME))[-1]
    assert isinstance(found, Text)
    assert found.text.endswith("…")
    assert long.startswith(found.text[:-1])
    assert found.size == FAR * LIGHT.node_small


def test_from_a_little_afar_name_value_and_gradient_are_left():
    look = replace(LEAF, grad_text="12")
    assert texts(drawn(look, Level.BRIEF)) == ["x", "2", "12"]
    assert texts(drawn(OPERATION, Level.BRIEF)) == ["×", "y = 6"]
    sizes = [each.size for each in drawn(look, Level.BRIEF) if isinstance(each, Text)]
    assert min(sizes) > LIGHT.node_value


def test_a_tile_shows_alarm_before_motion_before_kind():
    assert tile_fill(OPERATION) == "operation"
    assert tile_fill(replace(LEAF, grad_text="3")) == "gradient"
    assert tile_fill(replace(LEAF, activity=Activity.FORWARD)) == "forward"
    assert tile_fill(replace(LEAF, grad_text="3", alarm="NaN")) == "alarm"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("level", Level)
def test_a_card_stays_within_its_box_and_overhang_and_names_roles_of_the_theme(theme, level):
    out = overhang(theme)
    size = (420.0, 240.0)
    looks = [LEAF, CONSTANT, replace(OPERATION, is_root=True, alarm="NaN", arrived=1, expected=2)]
    for look in looks:
        for each in drawn(replace(look, activity=Activity.GRADIENT), level, theme, size):
            for role in filter(None, (getattr(each, n, "") for n in ("fill", "stroke"))):
                assert theme.colour(role).startswith("#")
            if isinstance(each, Box):
                assert min(each.x, each.y) >= -out
                assert each.x + each.width <= size[0] + out
                assert each.y + each.height <= size[1] + out


def test_a_box_that_is_too_small_cuts_its_texts_and_never_fails():
    look = replace(LEAF, value_text="[1, 2, 3, 4, 5, 6]", grad_text="[1, 2, 3]")
    assert any("…" in text for text in texts(drawn(look, size=(60.0, 100.0))))


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_values_from_farther_off_are_of_one_size_and_cut_rather_than_made_smaller(theme):
    values = ("2", "[0, 0]", "[0.25, -0.125, 1.375, 22.5]")
    looks = [replace(LEAF, value_text=value) for value in values]
    looks += [replace(OPERATION, title="difference", value_text=value) for value in values]
    sizes = set()
    for look in looks:
        width, height = SIZE[0] * theme.node_value / LIGHT.node_value, 5.5 * theme.node_value
        parts = drawn(look, Level.BRIEF, theme, (width, height))
        said = [part for part in parts if isinstance(part, Text)]
        sizes |= {part.size for part in said[1:]}
        assert said[1].text
    assert len(sizes) == 1
    assert readable_scale(theme) * sizes.pop() >= READABLE - 1e-6


@pytest.mark.parametrize("level", [Level.BRIEF, Level.NAME, Level.SYMBOL])
def test_a_long_name_is_written_no_wider_than_its_card(level):
    look = replace(LEAF, title="model.blocks.0.attention.in_proj_weight.grad")
    width = 240.0
    name = next(each for each in drawn(look, level, size=(width, 70.0)) if isinstance(each, Text))
    assert name.text == look.title
    assert text_width(name.text, name.size, bold=name.bold, mono=name.mono) <= width


def test_the_value_goes_before_its_name_where_there_is_room_for_one():
    look = replace(OPERATION, title="difference", value_text="[0, 0]")
    assert "[0, 0]" in texts(drawn(look, Level.BRIEF, size=(90.0, 66.0)))
    assert "difference = [0, 0]" in texts(drawn(look, Level.BRIEF, size=(260.0, 66.0)))


def test_a_shape_from_farther_off_leaves_out_its_dtype_rather_than_half_of_it() -> None:
    look = replace(OPERATION, value_text="", shape_text="4×8 float32", named=False)
    assert "4×8" in texts(drawn(look, Level.BRIEF, size=(60.0, 66.0)))
    assert "4×8 float32" in texts(drawn(look, Level.BRIEF, size=(200.0, 66.0)))


def test_from_farther_off_a_lone_number_is_a_value_and_never_a_shape():
    vector = replace(LEAF, shape_text="3 float32", value_text="[1, 2, 3]")
    assert texts(drawn(vector, Level.NAME))[1] == "[1, 2, 3]"
    assert texts(drawn(vector, Level.NAME, size=(80.0, 60.0)))[1] == "3 values"
    large = replace(vector, shape_text="4×2×9 float32", value_text="0.1 ± 2")
    assert texts(drawn(large, Level.NAME))[1] == "4×2×9"


def test_a_lone_sign_is_written_larger_than_a_word():
    sign, word = (
        next(part for part in drawn(replace(OPERATION, symbol=symbol)) if isinstance(part, Text))
        for symbol in ("×", "exp")
    )
    assert sign.size > word.size


def test_from_farther_off_what_an_operation_says_stands_in_the_middle():
    height = 140.0
    said = [p for p in drawn(OPERATION, Level.BRIEF, size=(200.0, height)) if isinstance(p, Text)]
    top, bottom = said[0].y - CAPITAL * said[0].size, said[-1].y
    assert (top + bottom) / 2 == pytest.approx(height / 2, abs=8)
