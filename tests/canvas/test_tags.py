"""Tags are hit, repainted and moved with the edges that begin at them."""

from __future__ import annotations

import numpy as np

from inspector.canvas.camera import Viewpoint, contains
from inspector.canvas.pointing import vertex_at
from inspector.canvas.stage import displaced, stage
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from tests.layout.graphs import recurrent

MADE = recurrent(12)
AT = stage(MADE.graph(), layout(digraph(MADE.graph()), MADE.sizes, Direction.RIGHT))


def test_what_is_under_the_pointer_on_a_tag_is_the_leaf_that_it_names() -> None:
    assert len(AT.tagged)
    for tag, number in enumerate(AT.tagged.tolist()):
        left, top, width, height = AT.tag_box(tag)
        key = vertex_at(AT, Viewpoint(), left + width / 2, top + height / 2)
        assert key == AT.edges[number].source


def test_an_edge_that_begins_at_a_tag_is_repainted_with_it() -> None:
    for tag, number in enumerate(AT.tagged.tolist()):
        assert contains(AT.edge_box(number), AT.tag_box(tag))


def test_tags_glide_with_what_uses_them_and_not_with_the_far_leaf() -> None:
    shift = np.zeros((len(AT.vertices), 2))
    shift[:3] = 1_000.0
    moved = displaced(AT, shift)
    assert np.array_equal(moved.tags.corners, AT.tags.corners)
    for number in AT.tagged.tolist():
        assert np.array_equal(moved.routes.line(number), AT.routes.line(number))
