"""Cards never change size: they have room for the widest thing they ever say."""

import pytest

from inspector.drawing.cards import card
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.primitives import Grid, Text
from inspector.drawing.sizes import card_sizes
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import LIGHT, PROJECTOR, THEMES
from tests.drawing.looks import seen
from tests.runner.running import record
from tests.support.recordings import cubic, second_backward, untracked

RECORDINGS = (cubic, second_backward, untracked)


def extent(text, theme):
    width = text_width(text.text, text.size, text.bold, text.mono)
    left = text.x - {"start": 0, "middle": width / 2, "end": width}[text.anchor]
    return left, left + width


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("made", RECORDINGS)
def test_nothing_a_card_ever_says_is_cut_or_sticks_out(made, view, theme):
    recording = made()
    graph = build(recording, view)
    sizes = card_sizes(graph, recording, theme)
    for step in range(len(recording) + 1):
        looks = seen(recording, graph, step)
        for vertex in graph.vertices:
            width, height = sizes[vertex.key]
            for each in card(vertex, looks.vertex(vertex.key), (width, height), theme):
                if isinstance(each, Text):
                    left, right = extent(each, theme)
                    assert "…" not in each.text
                    assert left >= -0.5
                    assert right <= width + 0.5
                    assert each.y <= height


def test_the_tray_reserves_room_for_the_longest_addition():
    recording = cubic()
    graph = build(recording, View.OPERATIONS)
    width, _ = card_sizes(graph, recording, LIGHT)["t1"]
    assert width > text_width("14 + 14 = 28", LIGHT.node_value, bold=True, mono=True)


def test_edges_reserve_room_for_their_numbers():
    recording = cubic()
    graph = build(recording, View.OPERATIONS)
    sizes = card_sizes(graph, recording, LIGHT)
    assert {edge.key for edge in graph.edges} <= set(sizes)
    assert all(sizes[e.key][0] > text_width("12", LIGHT.edge_value) for e in graph.edges)


def test_projector_cards_are_larger():
    recording = cubic()
    graph = build(recording, View.OPERATIONS)
    small, large = (card_sizes(graph, recording, t) for t in (LIGHT, PROJECTOR))
    assert all(large[key][0] > 1.5 * small[key][0] for key in small)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_long_row_of_values_stays_within_its_card(theme):
    recording = Recording()
    recording.extend(record("b = torch.linspace(-1.2345, 1.2345, 12, requires_grad=True)\n"))
    graph = build(recording, View.OPERATIONS)
    sizes = card_sizes(graph, recording, theme)
    looks = seen(recording, graph, len(recording))
    for vertex in graph.vertices:
        width, height = sizes[vertex.key]
        drawn = card(vertex, looks.vertex(vertex.key), (width, height), theme)
        strips = [each for each in drawn if isinstance(each, Grid)]
        assert strips
        assert all(each.x >= 0 and each.x + each.width <= width for each in strips)


def test_what_stands_for_an_operation_that_is_not_drawn_has_room_for_its_name():
    source = (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "g = torch.autograd.grad((x**3).sum(), x, create_graph=True)[0]\n"
        "g.sum().backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    graph = build(recording, View.OPERATIONS)
    vertex = next(each for each in graph.vertices if not (each.op or each.label))
    look = seen(recording, graph, len(recording)).vertex(vertex.key)
    assert look.title == "expand"
    size = card_sizes(graph, recording, LIGHT)[vertex.key]
    said = [each for each in card(vertex, look, size, LIGHT) if isinstance(each, Text)]
    (title,) = [extent(each, LIGHT) for each in said if each.text == look.title]
    (shape,) = [extent(each, LIGHT) for each in said if each.text == look.shape_text]
    assert title[1] <= shape[0]
