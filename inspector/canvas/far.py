"""The scene from afar: what each vertex and edge is coloured with, and drawing it in batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from inspector.canvas.batches import draw_lines, draw_rects
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import Stage
from inspector.drawing.edges import STROKES
from inspector.drawing.shapes import OPACITY, style
from inspector.model.appearance import Appearance
from inspector.model.look import EdgeLook, VertexLook
from inspector.theme.roles import Theme

UNKNOWN = -1
MANY = 5000
"""Edges beyond which their bends are left out from afar."""
FAINT = 0.45
"""Opacity of edges from afar, where they crowd."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour's role, an opacity, and a line's width in scene units."""

    role: str
    opacity: float
    line: float = 0.0


class Inks:
    """The ink of numbered things, found when first asked for and kept in one array."""

    def __init__(self, count: int, find: Callable[[int], Ink]) -> None:
        self._find = find
        self._codes: npt.NDArray[np.int16] = np.full(count, UNKNOWN, dtype=np.int16)
        self._palette: list[Ink] = []
        self._code: dict[Ink, int] = {}

    def forget(self, numbers: Indices) -> None:
        """Ask again for some of them."""
        self._codes[numbers] = UNKNOWN

    def groups(self, numbers: Indices) -> list[tuple[Ink, Indices]]:
        """Some of the things, those of one ink together."""
        for number in numbers[self._codes[numbers] == UNKNOWN].tolist():
            self._codes[number] = self._coded(self._find(number))
        codes = self._codes[numbers]
        return [(self._palette[code], numbers[codes == code]) for code in np.unique(codes)]

    def _coded(self, ink: Ink) -> int:
        if ink not in self._code:
            self._code[ink] = len(self._palette)
            self._palette.append(ink)
        return self._code[ink]


class Far:
    """Draws a stage at one step as tiles and plain lines."""

    def __init__(self, stage: Stage, appearance: Appearance) -> None:
        self._stage = stage
        self._looks = appearance
        self._vertices = Inks(len(stage.vertices), self._vertex_ink)
        self._edges = Inks(len(stage.edges), self._edge_ink)

    def change(self, appearance: Appearance, vertices: Indices, edges: Indices) -> None:
        """Show another step, where only some vertices and edges may look different."""
        self._looks = appearance
        self._vertices.forget(vertices)
        self._edges.forget(edges)

    def tiles(self, painter: QPainter, theme: Theme, numbers: Indices, least: float) -> None:
        """Paint vertices as plain rectangles, none smaller than ``least`` scene units."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for ink, group in self._vertices.groups(numbers):
            painter.setBrush(_colour(theme, ink))
            corner, opposite = np.hsplit(self._stage.boxes[group], 2)
            size = np.maximum(opposite - corner, least)
            draw_rects(painter, np.hstack([(corner + opposite - size) / 2, size]))

    def lines(self, painter: QPainter, theme: Theme, numbers: Indices) -> None:
        """Paint edges with all their bends."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for ink, group in self._edges.groups(numbers):
            painter.setPen(QPen(_colour(theme, ink), ink.line * theme.line))
            draw_lines(painter, self._stage.routes.segments(group))

    def hairs(self, painter: QPainter, theme: Theme, numbers: Indices) -> None:
        """Paint edges as faint hair lines; very many as straight ones from end to end."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        routes = self._stage.routes
        pieces = routes.segments if len(self._stage.edges) <= MANY else routes.chords
        for ink, group in self._edges.groups(numbers):
            painter.setPen(QPen(_colour(theme, ink, FAINT), 0))
            draw_lines(painter, pieces(group))

    def _vertex_ink(self, number: int) -> Ink:
        look: VertexLook = self._looks.vertex(self._stage.vertices[number].key)
        return Ink("gradient" if look.grad_text else style(look).stroke, OPACITY[look.phase])

    def _edge_ink(self, number: int) -> Ink:
        look: EdgeLook = self._looks.edge(self._stage.edges[number].key)
        stroke = STROKES[look.flow]
        return Ink(stroke.role, OPACITY[look.phase], stroke.line)


def _colour(theme: Theme, ink: Ink, share: float = 1.0) -> QColor:
    colour = QColor(theme.colour(ink.role))
    colour.setAlphaF(ink.opacity * share)
    return colour
