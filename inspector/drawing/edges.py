"""An edge as it looks at one step: its line under the cards, its words above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from inspector.drawing.curves import Point, along, last_swing, length
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.measures import baseline, elided
from inspector.drawing.primitives import Box, Line, Primitive, Text
from inspector.drawing.shapes import OPACITY, dimmed
from inspector.model.graphs.vertex import Edge
from inspector.model.looks.look import EdgeLook, Flow, Phase
from inspector.theme.colour import mix
from inspector.theme.roles import Theme

Route = npt.NDArray[np.float64]

GRADIENT_DASH = (7.0, 4.5)
WALL_DASH = (2.0, 4.0)
SLOT = 12 / 13
"""The type of an input's number, in that of the numbers on edges."""
LONGEST = 9.5
"""The widest text on an edge, in units of its type size."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the line of an edge is drawn."""

    role: str
    line: float
    dash: tuple[float, ...] = ()


STROKES = {
    Flow.NONE: Stroke("edge", 1.5),
    Flow.FORWARD: Stroke("forward", 2.75),
    Flow.GRADIENT: Stroke("gradient", 2.75, GRADIENT_DASH),
    Flow.DONE: Stroke("gradient", 1.75, GRADIENT_DASH),
}


def edge_lines(
    edge: Edge, look: EdgeLook, route: Route, theme: Theme, smooth: bool = False
) -> tuple[Primitive, ...]:
    """The arrow along ``route``, always forward, and the mark of a wall across it.

    ``route`` has (k, 2) points from source to target; ``smooth`` draws a spline through them,
    otherwise they lie close enough to look round.
    """
    line = edge_line(edge, look, route, theme, smooth)
    if not edge.wall or look.phase is Phase.UNBORN:
        return (line,)
    return line, *_barrier(line.points, theme)


def edge_line(
    edge: Edge, look: EdgeLook, route: Route, theme: Theme, smooth: bool = False
) -> Line:
    """The arrow alone."""
    stroke = STROKES[look.flow]
    wall = edge.wall and look.flow is Flow.NONE
    dash = tuple(theme.line * d for d in (WALL_DASH if wall else stroke.dash))
    thick = stroke.line * theme.line
    return Line(points_of(route), stroke.role, thick, dash, True, smooth, OPACITY[look.phase])


def edge_ink(flow: Flow, phase: Phase, theme: Theme) -> str:
    """The colour of a line alone on paper, opaque."""
    return mix(theme.canvas, theme.colour(STROKES[flow].role), OPACITY[phase])


def edge_labels(
    edge: Edge,
    look: EdgeLook,
    route: Route,
    theme: Theme,
    wall: Point | None = None,
    at: float | None = None,
) -> tuple[Primitive, ...]:
    """The operation, the number that travels, the input's slot and the wall's cause.

    ``wall`` is the middle of the words on a wall, None where they are said elsewhere; ``at`` how
    far along the line all others stand, None for its middle.
    """
    points = points_of(route)
    phase = Phase.SHOWN if edge.wall and look.phase is not Phase.UNBORN else look.phase
    labels = tuple(_labels(look, points, theme, at))
    if wall is not None and look.phase is not Phase.UNBORN:
        labels += tuple(_wall_words(edge.wall, wall, theme))
    if phase is Phase.SHOWN:
        return labels
    # Faint words would be struck out by the line behind them: paper goes in between.
    paper = (replace(e, fill="canvas", stroke="") for e in labels if isinstance(e, Box))
    return (*paper, *dimmed(labels, phase))


def points_of(route: Route) -> tuple[Point, ...]:
    """The points of a route as pairs."""
    return tuple((x, y) for x, y in route.tolist())


def middle(points: tuple[Point, ...], taken: float = 0.0) -> float:
    """How far along a line its words stand: ``taken`` is what something else takes of its end."""
    swing = last_swing(points)
    return (length(points) - taken) / 2 if swing is None else swing


def _labels(
    look: EdgeLook, points: tuple[Point, ...], theme: Theme, at: float | None
) -> Iterator[Primitive]:
    row = 1.6 * theme.edge_value
    taken = slot_room(theme) if look.slot is not None else 0.0
    (x, y), _ = along(points, middle(points, taken) if at is None else at)
    rows: list[tuple[str, str, str]] = []
    if look.label:
        rows.append((look.label, "edge_text", "operation"))
    if look.text:
        role = "forward" if look.flow is Flow.FORWARD else "gradient"
        rows.append((look.text, f"{role}_text", f"{role}_soft"))
    top = y - row * len(rows) / 2
    for text, ink, fill in rows:
        yield from _capsule(text, ink, fill, x, top, theme)
        top += row
    if look.slot is not None:
        yield from _slot(look.slot, points, theme)


def _wall_words(words: str, at: Point, theme: Theme) -> Iterator[Primitive]:
    """The cause of a wall on a strip of paper, so that no line strikes it out."""
    size = theme.edge_value
    width, height = text_width(words, size, bold=True) + 6, 1.25 * size
    left, top = at[0] - width / 2, at[1] - height / 2
    yield Box(left, top, width, height, 3, "canvas", opacity=0.85)
    yield Text(at[0], baseline(top, height, size), words, size, "wall_text", bold=True)


def _capsule(
    text: str, ink: str, fill: str, x: float, top: float, theme: Theme
) -> Iterator[Primitive]:
    """Words on a capsule of paper, so that the line behind does not strike them out."""
    size = theme.edge_value
    said = elided(text, LONGEST * size, size, mono=True)
    width, height = capsule_size(text, theme)
    stroke = "operation_stroke" if fill == "operation" else ink
    box = (x - width / 2, top, width, height)
    yield Box(*box, height / 2, fill, stroke, theme.line)
    yield Text(x, baseline(top, height, size), said, size, ink, mono=True)


def capsule_size(text: str, theme: Theme) -> tuple[float, float]:
    """Width and height of words on an edge."""
    size = theme.edge_value
    width = min(text_width(text, size, mono=True), LONGEST * size)
    return width + 0.9 * size, 1.5 * size


def slot_room(theme: Theme) -> float:
    """How much of the end of an edge an input's number takes."""
    return 1.8 * SLOT * theme.edge_value


def _slot(slot: int, points: tuple[Point, ...], theme: Theme) -> Iterator[Primitive]:
    """The input's number in a small disc, a little before the arrow's head."""
    size = SLOT * theme.edge_value
    (x, y), _ = along(points, -(1.2 * size + 12 * theme.line))
    yield Box(
        x - 0.75 * size, y - 0.75 * size, 1.5 * size, 1.5 * size, 0.75 * size, "canvas", "edge"
    )
    yield Text(x, y + 0.36 * size, str(slot), size, "edge_text", bold=True)


def _barrier(points: tuple[Point, ...], theme: Theme) -> Iterator[Primitive]:
    """Two strokes across the middle of the line: no gradient passes here."""
    (x, y), (dx, dy) = along(points, length(points) / 2)
    reach = 8.0 * theme.line
    for shift in (-2.5 * theme.line, 2.5 * theme.line):
        at_x, at_y = x + dx * shift, y + dy * shift
        ends = (at_x - dy * reach, at_y + dx * reach), (at_x + dy * reach, at_y - dx * reach)
        yield Line(ends, "wall", 2.5 * theme.line)
