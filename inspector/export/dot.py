"""A graph in Graphviz's DOT language, with the same words and shapes as on the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector.drawing.shapes import DOTTED, Style, style
from inspector.export.subject import Subject
from inspector.export.writable import writable
from inspector.model.graphs.vertex import PILLS, Edge, Vertex
from inspector.model.looks.look import EdgeLook, Flow, VertexLook
from inspector.theme.roles import Theme

FONT = 'fontname="Inter,Helvetica,sans-serif"'


def write(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write the graph; a scale means nothing here. Raises OSError."""
    path.write_text(dot(subject), encoding="utf-8", newline="\n")


def dot(subject: Subject) -> str:
    """The text of a DOT file; the layout is left to Graphviz."""
    graph, looks, theme = subject.graph, subject.looks, subject.theme
    direction = subject.geometry.direction
    lines = (
        "digraph autograd {",
        f"  rankdir={direction.value}; bgcolor={_quoted(theme.canvas)};",
        f"  node [{FONT}];",
        f"  edge [color={_quoted(theme.edge)}, fontcolor={_quoted(theme.edge_text)}, {FONT}];",
        *(f"  {_vertex(v, looks.vertex(v.key), theme)}" for v in graph.vertices),
        *(f"  {_edge(e, looks.edge(e.key), theme)}" for e in graph.edges),
        "}",
    )
    return writable("\n".join(lines) + "\n")


def _vertex(vertex: Vertex, look: VertexLook, theme: Theme) -> str:
    own = style(look)
    attributes = {
        "label": "\n".join(words(look)),
        "fillcolor": theme.colour(own.fill),
        "color": theme.colour(own.stroke),
        "fontcolor": theme.colour(own.ink),
        "shape": "ellipse" if look.kind in PILLS else "box",
        "style": _outline(own, look),
        "peripheries": "2" if look.is_root else "1",
    }
    return f"{_quoted(vertex.key)} {_list(attributes)};"


def _outline(own: Style, look: VertexLook) -> str:
    outline = ("dotted" if own.dash == DOTTED else "dashed") if own.dash else ""
    rounded = "" if look.kind in PILLS else "rounded"
    return ",".join(filter(None, ("filled", rounded, outline)))


def words(look: VertexLook) -> Iterator[str]:
    """What a card says, line by line."""
    if look.symbol:
        yield look.symbol
    if look.grad_fn:
        yield look.grad_fn
    name = look.title if look.named or not look.symbol else ""
    shown = (name, look.shape_text, look.value_text)
    yield " · ".join(filter(None, shown))
    if look.tray:
        yield f".grad: {look.grad_text or 'None'}"
    if look.alarm:
        yield look.alarm


def _edge(edge: Edge, look: EdgeLook, theme: Theme) -> str:
    text = "\n".join(filter(None, (look.label, look.text, look.wall)))
    attributes = {"label": text} if text else {}
    if look.slot is not None:
        attributes["headlabel"] = str(look.slot)
    if look.flow in (Flow.GRADIENT, Flow.DONE):
        attributes |= {"color": theme.gradient, "style": "dashed"}
    elif look.flow is Flow.FORWARD:
        attributes |= {"color": theme.forward}
    elif look.wall:
        attributes |= {"color": theme.wall, "style": "dotted"}
    return f"{_quoted(edge.source)} -> {_quoted(edge.target)} {_list(attributes)};"


def _list(attributes: dict[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quoted(text)}' for name, text in attributes.items())}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
