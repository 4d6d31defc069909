"""Samples that the drawing's tests share."""

from dataclasses import replace

from inspector.drawing.primitives import Text
from inspector.drawing.sizes import card_sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import Kind, Vertex, View
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import Phase, VertexLook
from inspector.theme.tokens import LIGHT

LEAF = VertexLook(
    Phase.SHOWN, Kind.LEAF, "x", shape_text="scalar float32", value_text="2",
    tracked=True, tray=True, named=True,
)  # fmt: skip
OPERATION = VertexLook(
    Phase.SHOWN, Kind.OPERATION, "y", "×", "MulBackward0", "scalar float32", "6",
    tracked=True, named=True,
)  # fmt: skip
CONSTANT = replace(LEAF, kind=Kind.CONSTANT, tracked=False, tray=False)
SIZE = (200.0, 110.0)


def vertex(look):
    return Vertex("v", look.kind, look.symbol or look.title, 1, 1, grad_fn=look.grad_fn)


def texts(primitives):
    return [each.text for each in primitives if isinstance(each, Text)]


def placed(recording, view=View.OPERATIONS, direction=Direction.RIGHT, theme=LIGHT):
    """The graph of a recording, laid out."""
    graph = build(recording, view)
    return graph, layout(digraph(graph), card_sizes(graph, recording, theme), direction)


def seen(recording, graph, step=None):
    """How the graph looks at a step, by default at the end."""
    return Appearance(graph, recording, len(recording) if step is None else step)
