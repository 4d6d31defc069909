"""Arrows seen from near: plain ones drawn in batches, dashed ones one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from inspector.canvas.batches import draw_lines
from inspector.canvas.camera import Rect, contains, grown, union
from inspector.canvas.coinciding import joined
from inspector.canvas.lines import draw_alike, draw_line
from inspector.canvas.routes import Routes, part_within, parts
from inspector.canvas.spatial import Floats, Indices, touches
from inspector.canvas.stage import Stage
from inspector.drawing.curves import head_length
from inspector.drawing.edges import GRADIENT_DASH, STROKES, edge_ink, edge_line, edge_lines
from inspector.drawing.primitives import Line
from inspector.drawing.shapes import OPACITY
from inspector.model.graphs.vertex import Edge
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import EdgeLook, Flow, Phase
from inspector.theme.roles import Theme

HALF = 0.42
"""Half the width of an arrow head, as a share of its length."""
BESIDE = 24.0
"""Scene units around what is painted into which a line or its head may reach."""
COVERED = 0.8
"""The share of an arrow head's length that hides the line beneath."""


class Style(IntEnum):
    """How a line is drawn; a later one lies above an earlier one."""

    WALLED = 0
    DASHED = 1
    PLAIN = 2


class Alike(NamedTuple):
    """What arrows have in common that are drawn at once; what is dashed, with its source too."""

    phase: Phase
    style: Style
    flow: Flow
    source: str = ""


def arrows(
    painter: QPainter,
    stage: Stage,
    looks: Appearance,
    theme: Theme,
    numbers: Indices,
    rects: Sequence[Rect],
) -> None:
    """Paint some edges with their heads, dashes and walls; what is in some rectangles.

    Faint ones lie below all others, in a colour that is opaque: Qt takes five times as long for
    one that is not.
    """
    near = [grown(rect, BESIDE) for rect in rects]
    groups: defaultdict[Alike, list[int]] = defaultdict(list)
    for number in numbers.tolist():
        edge = stage.edges[number]
        groups[_alike(edge, looks.edge(edge.key))].append(number)
    plain = _near_parts(
        stage, {each: groups[each] for each in groups if each.style is Style.PLAIN}, theme, near
    )
    for alike in sorted(groups, key=lambda each: (OPACITY[each.phase], each.style)):
        if alike.style is Style.PLAIN:
            _plain(painter, alike, *plain[alike], theme)
        elif alike.style is Style.DASHED:
            area = union(near)
            lines = [_dashed(stage, number, looks, theme, area) for number in groups[alike]]
            draw_alike(painter, lines, theme)
        else:
            _walled(painter, stage, looks, theme, groups[alike])


def _alike(edge: Edge, look: EdgeLook) -> Alike:
    if edge.wall:
        return Alike(look.phase, Style.WALLED, look.flow)
    if STROKES[look.flow].dash:
        return Alike(look.phase, Style.DASHED, look.flow, edge.source)
    return Alike(look.phase, Style.PLAIN, look.flow)


def _walled(
    painter: QPainter, stage: Stage, looks: Appearance, theme: Theme, numbers: Sequence[int]
) -> None:
    for number in numbers:
        edge = stage.edges[number]
        line = stage.routes.line(number)
        for part in edge_lines(edge, looks.edge(edge.key), line, theme):
            if isinstance(part, Line):
                draw_line(painter, part, theme)


def _dashed(stage: Stage, number: int, looks: Appearance, theme: Theme, area: Rect) -> Line:
    """The line of an edge, as far as it is near: dashes far away would take most of the time."""
    edge, line = stage.edges[number], stage.routes.line(number)
    if not contains(area, stage.edge_box(number)):
        line = part_within(line, area, sum(GRADIENT_DASH) * theme.line)
    return edge_line(edge, looks.edge(edge.key), line, theme)


def _plain(painter: QPainter, alike: Alike, shafts: Floats, heads: Floats, theme: Theme) -> None:
    """Edges of one colour and width: all their lines at once, then their heads."""
    colour = QColor(edge_ink(alike.flow, alike.phase, theme))
    pen = QPen(colour, STROKES[alike.flow].line * theme.line)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    draw_lines(painter, joined(shafts))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for head in heads.tolist():
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))


def _near_parts(
    stage: Stage, groups: Mapping[Alike, Sequence[int]], theme: Theme, near: Sequence[Rect]
) -> dict[Alike, tuple[Floats, Floats]]:
    """The parts of shafts, (m, 4), and the heads, (k, 3, 2), of each group that are near.

    They are found for all groups together: numpy takes about as long for one.
    """
    if not groups:
        return {}
    counts = [len(group) for group in groups.values()]
    group = np.repeat(np.arange(len(groups)), counts)
    long = np.array([head_length(STROKES[alike.flow].line * theme.line) for alike in groups])
    numbers = np.concatenate([np.array(each, dtype=np.intp) for each in groups.values()])
    pieces, owner, heads = shafts_and_heads(stage.routes, numbers, long[group])
    shafts, piece = parts(pieces, near)
    of, sides = group[owner[piece]], (*heads.min(axis=1).T, *heads.max(axis=1).T)
    close = touches(sides, near)
    return {
        alike: (shafts[of == place], heads[close & (group == place)])
        for place, alike in enumerate(groups)
    }


def shafts_and_heads(
    routes: Routes, numbers: Indices, long: Floats
) -> tuple[Floats, Indices, Floats]:
    """The straight pieces of edges up to their heads, (m, 4), whose each is, and the heads.

    ``long`` : how long the head of each edge is; heads are (k, 3, 2).
    """
    last, long = routes.starts[numbers + 1] - 1, long[:, None]
    tips = routes.points[last]
    way = tips - routes.points[_before(routes, numbers, long[:, 0])]
    size = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    way = np.where(size > 1e-8, way / size, (1.0, 0.0))
    back, side = tips - way * long, way[:, ::-1] * (-1.0, 1.0) * (long * HALF)
    heads = np.stack([tips, back + side, back - side], axis=1)
    pieces = routes.segments(numbers)
    owner = np.repeat(np.arange(len(numbers)), last - routes.starts[numbers])
    # A piece that ends under the head ends where the head begins to hide it.
    under = tips - way * long * COVERED
    past = ((pieces[:, 2:] - under[owner]) * way[owner]).sum(axis=1) > 0
    near = np.hypot(*(pieces[:, 2:] - tips[owner]).T) <= (long * COVERED)[owner, 0]
    cut = past & near
    pieces[cut, 2:] = under[owner[cut]]
    gone = cut & (((pieces[:, :2] - under[owner]) * way[owner]).sum(axis=1) > 0)
    return pieces[~gone], owner[~gone], heads


def _before(routes: Routes, numbers: Indices, long: Floats) -> Indices:
    """The last point of each edge that is at least as far from its end as a head is long."""
    first, last = routes.starts[numbers], routes.starts[numbers + 1] - 1
    found = last - 1
    while True:
        step = routes.points[last] - routes.points[found]
        under = (np.hypot(step[:, 0], step[:, 1]) < long) & (found > first)
        if not under.any():
            return found
        found = found - under
