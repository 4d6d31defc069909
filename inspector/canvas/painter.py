"""Paints a stage as it looks at one step: near with cards and arrows, far in batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QRegion

from inspector.canvas.backing import rectangles
from inspector.canvas.batches import draw_rects
from inspector.canvas.camera import Rect, Viewpoint, contains, grown, union
from inspector.canvas.cardcache import PAD, CardCache
from inspector.canvas.far import Far
from inspector.canvas.levels import level_for
from inspector.canvas.lines import draw_line
from inspector.canvas.routes import part_within
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import NOTHING, Stage
from inspector.drawing.cards import card
from inspector.drawing.edges import GRADIENT_DASH, edge_labels, edge_lines
from inspector.drawing.levels import Level
from inspector.drawing.primitives import Line
from inspector.drawing.walls import dense, wall_spots
from inspector.export.painting import paint
from inspector.model.appearance import Appearance
from inspector.theme.roles import Theme

FEW = 250
"""A graph of so many edges keeps arrow heads and dashes where cards show only names."""
SMALLEST_TILE = 3.0
"""Pixels; a smaller tile would be lost among the lines."""
LARGER_WORDS = 1.2
"""How much larger words on lines are where cards are brief."""
DOTS = 24.0
"""Scene units between the dots of the background."""
EDGE_PAD = 60.0
"""Scene units around an edge into which its arrow head and its labels may reach."""

SPACED = 400
"""Up to so many edges, words on walls keep clear of every point of every line."""


class ScenePainter:
    """What is on the canvas now, and how it gets into a picture.

    Called with a painter, a viewpoint and a region of pixels it paints that region wholly.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.show(NOTHING, None)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over other colours and sizes."""
        self.theme = theme
        self.paper = QColor(theme.canvas)
        self.cards = CardCache(theme)
        self._place_walls()

    def show(self, stage: Stage, appearance: Appearance | None) -> None:
        """Show a stage at a step; None where there is nothing to show."""
        self.stage = stage
        self.appearance = appearance
        self._far = Far(stage, appearance) if appearance else None
        self._place_walls()

    def _place_walls(self) -> None:
        """Find out where the words on walls stand."""
        at = self.stage
        walls = [edge for edge in at.edges if edge.wall]
        lines = {edge.key: at.routes.line(at.edge_number[edge.key]) for edge in walls}
        few = bool(walls) and len(at.edges) <= SPACED
        every = [dense(at.routes.line(number)) for number in range(len(at.edges) if few else 0)]
        points = np.concatenate(every) if every else at.routes.points
        self._walls = wall_spots(walls, lines, at.boxes, self.theme, points) if walls else {}

    def change(self, appearance: Appearance, vertices: Indices, edges: Indices) -> None:
        """Show another step, where only some vertices and edges may look different."""
        self.appearance = appearance
        if self._far:
            self._far.change(appearance, vertices, edges)

    def level(self, scale: float) -> Level:
        """How much of a vertex is drawn at a scale."""
        return level_for(scale, self.theme)

    def __call__(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Paint all of a region."""
        painter.fillRect(region.boundingRect(), self.paper)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        self._dots(painter, view.rect_to_scene(_rect(region.boundingRect())), view.scale)
        if self.appearance and self._far:
            rects = [view.rect_to_scene(_rect(pixels)) for pixels in rectangles(region)]
            self._scene(painter, self.appearance, self._far, view.scale, rects)
        painter.restore()

    def _scene(
        self,
        painter: QPainter,
        appearance: Appearance,
        far: Far,
        scale: float,
        rects: list[Rect],
    ) -> None:
        vertices = _touched(self.stage.area.within, rects, PAD)
        edges = _touched(self.stage.routes.within, rects, EDGE_PAD)
        level = self.level(scale)
        if level is Level.TILE:
            far.hairs(painter, self.theme, edges)
            far.tiles(painter, self.theme, vertices, SMALLEST_TILE / scale)
            return
        if level <= Level.BRIEF or (level is Level.NAME and len(self.stage.edges) <= FEW):
            area = grown(union(rects), 2 * EDGE_PAD)
            self._arrows(painter, appearance, edges, area)
        else:
            far.lines(painter, self.theme, edges)
        ratio = painter.device().devicePixelRatio()
        for number in vertices.tolist():
            self._card(painter, appearance, level, number, (scale, ratio))
        if level <= Level.BRIEF:
            self._words(painter, appearance, edges, 1.0 if level is Level.CARD else LARGER_WORDS)

    def _arrows(
        self, painter: QPainter, appearance: Appearance, numbers: Indices, area: Rect
    ) -> None:
        period = sum(GRADIENT_DASH) * self.theme.line
        for number in numbers.tolist():
            edge = self.stage.edges[number]
            line = self.stage.routes.line(number)
            # Dashes along what is far out of sight would take most of the time there is.
            whole = edge.wall or contains(area, self.stage.edge_box(number))
            near = line if whole else part_within(line, area, period)
            look = appearance.edge(edge.key)
            for part in edge_lines(edge, look, near, self.theme):
                if isinstance(part, Line):
                    draw_line(painter, part, self.theme)
        painter.setOpacity(1.0)

    def _words(
        self, painter: QPainter, appearance: Appearance, numbers: Indices, larger: float
    ) -> None:
        theme = self.theme._replace(edge_value=larger * self.theme.edge_value)
        for number in numbers.tolist():
            edge = self.stage.edges[number]
            line = self.stage.routes.line(number)
            look, spot = appearance.edge(edge.key), self._walls.get(edge.key)
            paint(painter, edge_labels(edge, look, line, theme, spot), theme)
        painter.setOpacity(1.0)

    def _card(
        self,
        painter: QPainter,
        appearance: Appearance,
        level: Level,
        number: int,
        zoom: tuple[float, float],
    ) -> None:
        vertex = self.stage.vertices[number]
        look = appearance.vertex(vertex.key)
        left, top, width, height = self.stage.box_at(number)
        scale, ratio = zoom
        pixmap = self.cards.pixmap(
            (look, level),
            lambda: card(vertex, look, (width, height), self.theme, level),
            (width, height),
            scale * ratio,
            ratio,
        )
        # Cards are copied pixel by pixel: only a place on whole pixels keeps them sharp.
        place = painter.deviceTransform().map(QPointF(left - PAD, top - PAD))
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(round(place.x()) / ratio, round(place.y()) / ratio), pixmap)
        painter.restore()

    def _dots(self, painter: QPainter, area: Rect, scale: float) -> None:
        if scale < 0.45:
            return
        # From the dot before: one that begins outside may reach in.
        left, top = (np.floor(area[axis] / DOTS) * DOTS for axis in (0, 1))
        across = np.arange(left, area[0] + area[2], DOTS)
        down = np.arange(top, area[1] + area[3], DOTS)
        dots = np.full((len(across) * len(down), 4), 1.5 / scale)
        dots[:, 0], dots[:, 1] = np.repeat(across, len(down)), np.tile(down, len(across))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.canvas_grid))
        draw_rects(painter, dots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _touched(within: Callable[[Rect], Indices], rects: list[Rect], pad: float) -> Indices:
    """What lies in any of some rectangles, in ascending order."""
    found = [
        within((left - pad, top - pad, width + 2 * pad, height + 2 * pad))
        for left, top, width, height in rects
    ]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.intp)


def _rect(pixels: QRect) -> Rect:
    return pixels.x(), pixels.y(), pixels.width(), pixels.height()
