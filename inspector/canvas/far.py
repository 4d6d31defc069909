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

    def tiles(self, painter: QPainter, theme: Theme, numbers: Indices) -> None:
        """Paint vertices as plain rectangles."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for ink, group in self._vertices.groups(numbers):
            painter.setBrush(_colour(theme, ink))
            boxes = self._stage.boxes[group]
            draw_rects(painter, np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]))

    def lines(self, painter: QPainter, theme: Theme, numbers: Indices) -> None:
        """Paint edges with all their bends."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for ink, group in self._edges.groups(numbers):
            painter.setPen(QPen(_colour(theme, ink), ink.line * theme.line))
            draw_lines(painter, self._stage.routes.segments(group))

    def chords(self, painter: QPainter, theme: Theme, numbers: Indices) -> None:
        """Paint edges as hair lines from end to end."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for ink, group in self._edges.groups(numbers):
            painter.setPen(QPen(_colour(theme, ink), 0))
            draw_lines(painter, self._stage.routes.chords(group))

    def _vertex_ink(self, number: int) -> Ink:
        look: VertexLook = self._looks.vertex(self._stage.vertices[number].key)
        return Ink("gradient" if look.grad_text else style(look).fill, OPACITY[look.phase])

    def _edge_ink(self, number: int) -> Ink:
        look: EdgeLook = self._looks.edge(self._stage.edges[number].key)
        stroke = STROKES[look.flow]
        return Ink(stroke.role, OPACITY[look.phase], stroke.line)


def _colour(theme: Theme, ink: Ink) -> QColor:
    colour = QColor(theme.colour(ink.role))
    colour.setAlphaF(ink.opacity)
    return colour
