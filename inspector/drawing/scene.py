"""The whole picture of a graph at one step: what an export writes down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Protocol

import numpy as np

from inspector.drawing.cards import card, overhang
from inspector.drawing.curves import Point
from inspector.drawing.edges import edge_labels, edge_line, edge_lines
from inspector.drawing.label_spots import label_boxes, label_spots
from inspector.drawing.legend import Entry, entries, in_order, legend, on_paper
from inspector.drawing.levels import Level
from inspector.drawing.measures import baseline, wrapped
from inspector.drawing.primitives import Box, Line, Primitive, Text, moved
from inspector.drawing.tags import Begun, tags
from inspector.drawing.trunks import apart
from inspector.drawing.wall_labels import Boxes, wall_spots
from inspector.layout.geometry import Geometry
from inspector.model.graphs.vertex import Edge, Graph
from inspector.model.looks.colouring import Key
from inspector.model.looks.look import EdgeLook, VertexLook
from inspector.theme.roles import Theme

MARGIN = 28.0
NARROWEST = 560.0
DENSE = 8.0
"""Scene units between two points of a line that words should not cover."""


class Looks(Protocol):
    """What a graph looks like at some step."""

    @property
    def key(self) -> Key | None:
        """What the fills mean where they show something else than kinds."""

    def vertex(self, key: str) -> VertexLook:
        """How a vertex looks."""

    def edge(self, key: str) -> EdgeLook:
        """How an edge looks."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Primitives from 0, 0 to ``width``, ``height``, the background among them."""

    primitives: tuple[Primitive, ...]
    width: float
    height: float


def scene(
    graph: Graph, geometry: Geometry, looks: Looks, theme: Theme, level: int = Level.CARD
) -> list[Primitive]:
    """Every edge and card in its place: lines below, cards above them, words on top."""
    shown = [edge for edge in graph.edges if edge.key in geometry.routes]
    parts: list[Primitive] = []
    parts += _lines(shown, geometry, looks, theme)
    for vertex in graph.vertices:
        if vertex.key in geometry.index:
            left, top, *size = geometry.box(vertex.key)
            drawn = card(vertex, looks.vertex(vertex.key), (size[0], size[1]), theme, level)
            parts += moved(drawn, left, top)
    parts += tags(_begun(shown, geometry, looks), theme)
    routes = geometry.routes
    lines = np.concatenate([np.empty((0, 2)), *(_dense(routes[edge.key]) for edge in shown)])
    spots = label_spots(shown, routes, _corners(geometry), theme)
    words = label_boxes(shown, routes, spots, theme)
    walls = wall_spots(shown, routes, _corners(geometry), theme, lines, words)
    for edge in shown:
        route, look = geometry.routes[edge.key], looks.edge(edge.key)
        wall, spot = walls.get(edge.key), spots.get(edge.key)
        parts += edge_labels(edge, look, route, theme, wall, spot)
    return parts


def _lines(
    edges: Sequence[Edge], geometry: Geometry, looks: Looks, theme: Theme
) -> Iterator[Primitive]:
    """The arrows of all edges; what many from one vertex share is drawn once."""
    alike: dict[tuple[Point, EdgeLook], list[Line]] = {}
    for edge in edges:
        look, route = looks.edge(edge.key), geometry.routes[edge.key]
        if edge.wall:
            yield from edge_lines(edge, look, route, theme, smooth=True)
        else:
            line = edge_line(edge, look, route, theme, smooth=True)
            alike.setdefault((line.points[0], EdgeLook(look.phase, look.flow)), []).append(line)
    for lines in alike.values():
        yield from apart(lines) if len(lines) > 1 else lines


def _begun(edges: Sequence[Edge], geometry: Geometry, looks: Looks) -> Iterator[Begun]:
    """The edges that begin at a tag."""
    for edge in edges:
        if edge.key in geometry.stubs:
            x, y, wide, high = geometry.stubs[edge.key].tolist()
            place = x - wide / 2, y - high / 2, wide, high
            yield looks.vertex(edge.source), looks.edge(edge.key), place


def _dense(route: Boxes) -> Boxes:
    """Points along a route, so close that no word fits between two of them."""
    across, down = route[:, 0], route[:, 1]
    ends = np.append(0.0, np.hypot(np.diff(across), np.diff(down)).cumsum())
    steps = np.arange(0.0, max(float(ends[-1]), 1.0), DENSE)
    return np.column_stack([np.interp(steps, ends, across), np.interp(steps, ends, down)])


def _corners(geometry: Geometry) -> Boxes:
    """Left, top, right and bottom of every card."""
    middle, half = geometry.boxes[:, :2], geometry.boxes[:, 2:] / 2
    return np.hstack([middle - half, middle + half])


@dataclass(frozen=True, slots=True)
class Stage:
    """The room a picture has, and what its legend explains; all frames of a film share one.

    ``room`` is the width between the margins, ``high`` the height of the graph, ``lines`` those of
    the caption. What is ``shown`` is explained below it, unless the legend stands elsewhere.
    ``larger`` is how much larger these words are than elsewhere, so that they can be read beside
    a graph that has to be made smaller. ``level`` is how much the cards say.
    """

    room: float
    high: float
    lines: int
    shown: tuple[Entry, ...]
    legend: bool = True
    larger: float = 1.0
    level: int = Level.CARD


def stage(graph: Graph, geometry: Geometry, looks: Looks, theme: Theme, caption: str) -> Stage:
    """As much room as one picture needs."""
    _, _, wide, high = geometry.bounds
    room = max(wide, NARROWEST * theme.small / 12)
    shown = entries(
        (looks.vertex(vertex.key) for vertex in graph.vertices),
        (looks.edge(edge.key) for edge in graph.edges),
        looks.key,
        tags=bool(geometry.stubs),
    )
    return Stage(room, high, len(wrapped(caption, room, theme.caption, bold=True)), shown)


def shared(stages: Iterable[Stage]) -> Stage:
    """The stage that is large enough for each of several, its legend explaining what any shows."""
    room = high = 0.0
    lines, shown = 0, {}
    for each in stages:
        room, high = max(room, each.room), max(high, each.high)
        lines = max(lines, each.lines)
        shown.update({entry.words: entry for entry in each.shown})
    return Stage(room, high, lines, in_order(shown.values()))


def spoken(theme: Theme, larger: float) -> Theme:
    """A theme whose type is so many times larger, but on the cards."""
    sizes = theme.caption * larger, theme.small * larger, theme.code * larger
    return theme._replace(caption=sizes[0], small=sizes[1], code=sizes[2])


def picture(
    graph: Graph,
    geometry: Geometry,
    looks: Looks,
    theme: Theme,
    caption: str = "",
    on: Stage | None = None,
) -> Picture:
    """The scene on its background, with the step's sentence and the legend below it.

    Pictures on the same stage are equally large, and nothing in them is elsewhere than before.
    """
    on = on or stage(graph, geometry, looks, theme, caption)
    margin = _margin(theme)
    body = moved(scene(graph, geometry, looks, theme, on.level), *origin(on, geometry, theme))
    foot, height = _foot(on, spoken(theme, on.larger), caption)
    below = 2 * margin + on.high
    width, total = float(ceil(on.room + 2 * margin)), float(ceil(below + height + margin))
    paper = Box(0, 0, width, total, fill="canvas")
    return Picture((paper, *body, *moved(foot, margin, below)), width, total)


def origin(on: Stage, geometry: Geometry, theme: Theme) -> tuple[float, float]:
    """Where, in the picture, the graph's own origin is."""
    left, top, wide, high = geometry.bounds
    margin = _margin(theme)
    return margin + (on.room - wide) / 2 - left, margin + (on.high - high) / 2 - top


def below(
    on: Stage, theme: Theme, caption: str, width: float
) -> tuple[Iterator[Primitive], float]:
    """What stands below a graph on paper so wide, and how high it is with its margin."""
    margin = _margin(theme)
    room = width - 2 * margin
    lines = len(wrapped(caption, room, theme.caption, bold=True))
    foot, height = _foot(replace(on, room=room, lines=lines), theme, caption)
    return moved(foot, margin, 0), height + margin


def _margin(theme: Theme) -> float:
    """What is left free around the graph."""
    return max(MARGIN, overhang(theme) + 4) * max(1.0, theme.line * 0.75)


def _foot(on: Stage, theme: Theme, caption: str) -> tuple[list[Primitive], float]:
    """What stands below the graph, and how high it is."""
    parts: list[Primitive] = [*_caption(caption, theme, on.room)]
    top = 1.5 * theme.caption * on.lines
    if not on.legend:
        return parts, top
    if on.lines:
        top += 0.4 * theme.caption
        parts.append(Line(((0, top), (on.room, top)), "legend_border", theme.line))
        top += 0.6 * theme.caption
    drawn = legend(on_paper(on.shown), theme, on.room)
    parts += moved(drawn.primitives, 0, top)
    return parts, top + drawn.height


def _caption(caption: str, theme: Theme, room: float) -> Iterator[Primitive]:
    size = theme.caption
    for number, line in enumerate(wrapped(caption, room, size, bold=True)):
        at = baseline(1.5 * size * number, 1.5 * size, size)
        yield Text(0, at, line, size, "canvas_text", "start", bold=True)
