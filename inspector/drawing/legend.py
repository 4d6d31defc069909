"""The legend: only what the picture shows, each by the very shapes it is drawn with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from inspector.drawing.edges import GRADIENT_DASH, WALL_DASH
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.groups import stacked
from inspector.drawing.measures import baseline, wrapped
from inspector.drawing.primitives import Box, Line, Primitive, Text
from inspector.drawing.shapes import dimmed, outline
from inspector.model.look import EdgeLook, Flow, Phase, VertexLook
from inspector.model.vertex import Kind
from inspector.theme.roles import Theme

NOTE = "Arrows follow the forward direction; gradients travel them backwards."


@dataclass(frozen=True, slots=True)
class Drawn:
    """Primitives with their upper left corner at 0, 0, and how much room they take."""

    primitives: tuple[Primitive, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class VertexEntry:
    """A kind of vertex: what it is called, an example of it, and how to tell it."""

    words: str
    example: VertexLook
    tells: Callable[[VertexLook], bool]


@dataclass(frozen=True, slots=True)
class EdgeEntry:
    """A kind of edge: what it is called, its line, and how to tell it."""

    words: str
    example: Line
    tells: Callable[[EdgeLook], bool]


Entry = VertexEntry | EdgeEntry

LEAF = VertexLook(Phase.SHOWN, Kind.LEAF, "", tracked=True)
OPERATION = VertexLook(Phase.SHOWN, Kind.OPERATION, "", tracked=True)
ENDS = ((0.0, 0.0), (1.0, 0.0))


def _present(look: VertexLook) -> bool:
    return look.phase not in (Phase.UNBORN, Phase.FREED)


VERTICES = (
    VertexEntry("leaf that requires grad", LEAF, lambda look: look.kind is Kind.LEAF),
    VertexEntry(
        "its .grad (AccumulateGrad)",
        replace(LEAF, tray=True),
        lambda look: look.tray and look.kind is Kind.LEAF,
    ),
    VertexEntry(
        "constant or untracked",
        VertexLook(Phase.SHOWN, Kind.CONSTANT, ""),
        lambda look: look.kind is not Kind.LEAF and not look.tracked,
    ),
    VertexEntry(
        "operation",
        OPERATION,
        lambda look: look.kind is Kind.OPERATION and look.tracked and not look.is_root,
    ),
    VertexEntry(
        "tensor with a grad_fn",
        replace(OPERATION, kind=Kind.TENSOR),
        lambda look: look.kind is Kind.TENSOR and look.tracked and not look.is_root,
    ),
    VertexEntry(
        "root", replace(OPERATION, is_root=True), lambda look: look.is_root and look.tracked
    ),
    VertexEntry(
        "group: a double click opens it",
        replace(OPERATION, kind=Kind.GROUP),
        lambda look: look.kind is Kind.GROUP,
    ),
    VertexEntry(
        "view",
        replace(OPERATION, is_view=True),
        lambda look: look.is_view,
    ),
    VertexEntry(
        "NaN, Inf or error",
        replace(OPERATION, alarm="NaN"),
        lambda look: bool(look.alarm),
    ),
    VertexEntry(
        "freed by backward",
        replace(OPERATION, phase=Phase.FREED),
        lambda look: look.phase is Phase.FREED,
    ),
    VertexEntry(
        "not reached yet",
        replace(OPERATION, phase=Phase.UNBORN),
        lambda look: look.phase is Phase.UNBORN,
    ),
)
"""Every kind of vertex a picture may show."""

EDGES = (
    EdgeEntry(
        "value",
        Line(ENDS, "forward", 2.5, arrow=True),
        lambda look: look.flow is Flow.FORWARD,
    ),
    EdgeEntry(
        "gradient",
        Line(ENDS, "gradient", 2.5, GRADIENT_DASH, arrow=True),
        lambda look: look.flow in (Flow.GRADIENT, Flow.DONE),
    ),
    EdgeEntry(
        "no gradient passes",
        Line(ENDS, "wall", 2.0, WALL_DASH, arrow=True),
        lambda look: bool(look.wall),
    ),
)
"""Every kind of edge a picture may show."""


def entries(vertices: Iterable[VertexLook], edges: Iterable[EdgeLook]) -> tuple[Entry, ...]:
    """The kinds that are there, in the order of the tables."""
    looks, lines = tuple(vertices), tuple(edges)
    return (
        *(entry for entry in VERTICES if any(map(entry.tells, looks))),
        *(entry for entry in EDGES if any(map(entry.tells, lines))),
    )


def legend(shown: Sequence[Entry], theme: Theme, room: float, noted: bool = True) -> Drawn:
    """Swatches and words in rows no wider than ``room``, and the note about directions."""
    size = max(theme.small, theme.node_small) - 1
    row, swatch, space = 1.75 * size, 2.1 * size, 1.3 * size
    parts: list[Primitive] = []
    x = top = widest = 0.0
    for entry in shown:
        width = swatch + 0.5 * size + text_width(entry.words, size)
        if x and x + width > room:
            x, top = 0.0, top + row
        parts += moved(_swatch(entry, swatch, row, theme), x, top)
        at = baseline(top, row, size)
        parts.append(Text(x + swatch + 0.5 * size, at, entry.words, size, "on_legend", "start"))
        widest, x = max(widest, x + width), x + width + space
    top += row if shown else 0.0
    for text in wrapped(NOTE, max(room, widest), size) if noted else ():
        at = baseline(top, 0.85 * row, size)
        parts.append(Text(0, at, text, size, "on_legend_muted", "start"))
        widest, top = max(widest, text_width(text, size)), top + 0.85 * row
    return Drawn(tuple(parts), widest, top)


def _swatch(entry: Entry, width: float, row: float, theme: Theme) -> Iterator[Primitive]:
    if isinstance(entry, EdgeEntry):
        ends = ((0.0, row / 2), (width, row / 2))
        thick = entry.example.line * theme.line
        dash = tuple(theme.line * part for part in entry.example.dash)
        yield replace(entry.example, points=ends, line=thick, dash=dash)
        return
    height = 0.58 * row
    shape = _shape(entry.example, width, height, theme)
    yield from moved(dimmed(shape, entry.example.phase), 0.0, (row - height) / 2)


def _shape(example: VertexLook, width: float, height: float, theme: Theme) -> Iterator[Primitive]:
    """A small likeness: the outline with its corners, hatch and tray."""
    small = theme._replace(node_title=0.45 * theme.node_title)
    if example.kind is Kind.GROUP:
        yield from stacked(example, (width, height), small._replace(line=0.4 * theme.line))
    yield from outline(example, width, height, small)
    if example.tray:
        inset = 2.0 * theme.line
        box = (inset, height * 0.42, width - 2 * inset, height * 0.58 - inset)
        yield Box(*box, inset, "tray", "tray_stroke", 1.25 * theme.line)


def moved(primitives: Iterable[Primitive], dx: float, dy: float) -> Iterator[Primitive]:
    """The same primitives elsewhere."""
    for each in primitives:
        if isinstance(each, Line):
            yield replace(each, points=tuple((x + dx, y + dy) for x, y in each.points))
        else:
            yield replace(each, x=each.x + dx, y=each.y + dy)
