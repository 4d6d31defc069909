"""The whole picture: everything in it, nothing outside, and a legend of what is there."""

import pytest

from inspector.drawing.cards import overhang
from inspector.drawing.edges import edge_labels
from inspector.drawing.legend import NOTE
from inspector.drawing.primitives import Box, Line
from inspector.drawing.scene import picture, scene
from inspector.layout.geometry import EMPTY, Direction
from inspector.model.graphs.vertex import Graph, View
from inspector.theme.tokens import LIGHT, THEMES
from tests.drawing.looks import placed, seen, texts
from tests.support.recordings import cubic, second_backward, untracked

CAPTION = "AddBackward0 passes its gradient 1 unchanged to both inputs."


def whole(recording, step=None, theme=LIGHT, direction=Direction.RIGHT, view=View.OPERATIONS):
    graph, geometry = placed(recording, view, direction, theme)
    return picture(graph, geometry, seen(recording, graph, step), theme, CAPTION)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("view", View)
def test_everything_lies_within_the_picture(theme, direction, view):
    drawn = whole(cubic(), theme=theme, direction=direction, view=view)
    for each in drawn.primitives:
        points = each.points if isinstance(each, Line) else [(each.x, each.y)]
        if isinstance(each, Box):
            points = [(each.x, each.y), (each.x + each.width, each.y + each.height)]
        for x, y in points:
            assert 0 <= x <= drawn.width
            assert 0 <= y <= drawn.height


def test_the_picture_holds_every_vertex_the_sentence_and_the_note():
    said = texts(whole(cubic()).primitives)
    assert {"x", "PowBackward0", "MulBackward0", "y = 13", CAPTION, NOTE} <= set(said)


def test_the_legend_names_only_what_is_there():
    start, end = (set(texts(whole(cubic(), step).primitives)) for step in (4, None))
    assert "leaf that requires grad" in start & end
    assert "not reached yet" in start - end
    assert "freed by backward" in end - start
    assert "no gradient passes" in texts(whole(untracked()).primitives)
    assert "no gradient passes" not in end
    assert "NaN, Inf or error" in texts(whole(second_backward()).primitives)


def test_lines_lie_under_the_cards():
    graph, geometry = placed(cubic())
    drawn = scene(graph, geometry, seen(cubic(), graph), LIGHT)
    last_arrow = max(i for i, e in enumerate(drawn) if isinstance(e, Line) and e.arrow)
    first_card = min(i for i, e in enumerate(drawn) if isinstance(e, Box))
    assert last_arrow < first_card


def test_an_empty_graph_is_a_picture_too():
    graph = Graph(View.OPERATIONS, (), ())
    drawn = picture(graph, EMPTY, seen(cubic(), graph), LIGHT)
    assert drawn.width > 0
    assert NOTE in texts(drawn.primitives)


def test_in_every_theme_something_reaches_out_of_a_card():
    assert all(overhang(theme) > 0 for theme in THEMES.values())


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("made", [cubic, untracked])
def test_words_on_edges_cover_no_card(made, theme, direction, view):
    recording = made()
    graph, geometry = placed(recording, view, direction, theme)
    looks = seen(recording, graph, len(recording) - 3)
    cards = [geometry.box(vertex.key) for vertex in graph.vertices]
    for edge in graph.edges:
        words = edge_labels(edge, looks.edge(edge.key), geometry.routes[edge.key], theme)
        for box in (each for each in words if isinstance(each, Box)):
            assert not any(overlap((box.x, box.y, box.width, box.height), c) for c in cards)


def overlap(one, other):
    return all(one[i] < other[i] + other[i + 2] and other[i] < one[i] + one[i + 2] for i in (0, 1))
