"""The scene from afar: every vertex a tile, every edge a line, drawn in a few batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from inspector.canvas.batches import draw_lines, draw_rects
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import Stage
from inspector.drawing.shapes import OPACITY, style
from inspector.model.appearance import Appearance
from inspector.model.look import EdgeLook, Flow, VertexLook
from inspector.theme.roles import Theme

Ink = tuple[str, float]
"""A colour's role and an opacity."""
STROKES = {Flow.FORWARD: "forward", Flow.GRADIENT: "gradient", Flow.DONE: "gradient"}


def paint_tiles(
    painter: QPainter,
    stage: Stage,
    appearance: Appearance,
    theme: Theme,
    vertices: Indices,
    edges: Indices,
) -> None:
    """Paint some vertices and edges by their numbers, in scene units."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    keys = stage.routes.keys
    strokes = _grouped(edges, lambda number: _edge_ink(appearance.edge(keys[number])))
    for ink, numbers in strokes.items():
        painter.setPen(QPen(_colour(theme, ink), 0))
        draw_lines(painter, stage.routes.chords(numbers))
    painter.setPen(Qt.PenStyle.NoPen)
    fills = _grouped(vertices, lambda number: _ink(appearance.vertex(stage.vertices[number].key)))
    for ink, numbers in fills.items():
        painter.setBrush(_colour(theme, ink))
        boxes = stage.boxes[numbers]
        draw_rects(painter, np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]))


def _ink(look: VertexLook) -> Ink:
    return "gradient" if look.grad_text else style(look).fill, OPACITY[look.phase]


def _edge_ink(look: EdgeLook) -> Ink:
    return STROKES.get(look.flow, "edge"), OPACITY[look.phase]


def _colour(theme: Theme, ink: Ink) -> QColor:
    colour = QColor(theme.colour(ink[0]))
    colour.setAlphaF(ink[1])
    return colour


def _grouped(numbers: Indices, ink: Callable[[int], Ink]) -> dict[Ink, Indices]:
    groups: defaultdict[Ink, list[int]] = defaultdict(list)
    for number in numbers.tolist():
        groups[ink(number)].append(number)
    return {key: np.array(group, dtype=np.intp) for key, group in groups.items()}
