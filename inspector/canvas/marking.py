"""What is marked, on top of the picture: hits ringed, all but what is lit dimmed."""

from __future__ import annotations

from collections.abc import Collection
from itertools import repeat

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from inspector.canvas.batches import draw_lines, draw_rects
from inspector.canvas.camera import Rect, Viewpoint
from inspector.canvas.carrier import paint_said
from inspector.canvas.picture import Picture
from inspector.canvas.routes import trimmed
from inspector.canvas.spatial import Floats, Indices
from inspector.drawing.levels import Level
from inspector.drawing.shapes import radius
from inspector.model.looks.marks import Marks
from inspector.theme.roles import Theme

VEIL = 0.78
"""How much of what is not lit is hidden."""
SMALLEST = 9.0
"""Pixels; a smaller ring would not be seen."""
COPIED = 250
"""Up to so many lit cards are shown as they are, more only as boxes."""
MANY = 600
"""Of more cards none has a ring of its own: each lies under a patch of colour."""
SOFT, STRONG = 0.16, 0.5
"""Opacity of what fills a ring, and of a patch."""
GAP = 3.0
MOST = 20_000
"""So many hits are ringed at once."""


class Marking:
    """Paints marks over a picture as it is seen from a viewpoint, in logical pixels."""

    def __init__(self, painter: QPainter, picture: Picture, view: Viewpoint, theme: Theme) -> None:
        self._painter, self._picture, self._view, self._theme = painter, picture, view, theme
        self._stage = picture.stage

    def paint(self, marks: Marks, region: QRegion) -> None:
        """Paint all of them."""
        seen = self._view.rect_to_scene(_plain(region))
        if marks.lit:
            self._dim(marks.lit, region, seen)
        self._rings(self._numbers(marks.hits[:MOST], seen), "accent", 2.5, soft=True)
        self._rings(self._numbers(marks.chosen, seen), "selection", 2.5, soft=False)
        paint_said(self._painter, marks.said, self._stage, self._view, self._theme)

    def _numbers(self, keys: tuple[str, ...], seen: Rect) -> Indices:
        """The numbers of those that can be seen."""
        near = np.zeros(len(self._stage.vertices) + 1, dtype=bool)
        near[self._stage.area.within(seen)] = True
        found = self._known(keys)
        return found[near[found]]

    def _known(self, keys: Collection[str]) -> Indices:
        """The numbers of some vertices; for one that is not there the number behind the last."""
        unknown = repeat(len(self._stage.vertices))
        return np.fromiter(map(self._stage.number.get, keys, unknown), np.intp, len(keys))

    def _dim(self, lit: frozenset[str], region: QRegion, seen: Rect) -> None:
        """A veil of paper over everything, and on it what is lit."""
        stage, painter = self._stage, self._painter
        veil = QColor(self._theme.canvas)
        veil.setAlphaF(VEIL)
        painter.fillRect(region.boundingRect(), veil)
        flags = np.zeros(len(stage.vertices) + 1, dtype=bool)
        flags[self._known(lit)] = True
        flags[-1] = False
        ends = flags[stage.ends[:, 0]] & flags[stage.ends[:, 1]]
        near = stage.routes.area.within(seen)
        cards = stage.area.within(seen)
        cards = cards[flags[cards]]
        far = self._picture.scene.level(self._view.scale) is Level.TILE or len(cards) > COPIED
        self._edges(near[ends[near]], far, seen)
        if far:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.accent))
            draw_rects(painter, self._boxes(cards, 3.0, 0.0))
        else:
            self._copy(cards)

    def _edges(self, numbers: Indices, far: bool, seen: Rect) -> None:
        """What leads from one lit card to another; from afar, where there are many, hair lines."""
        painter, view, routes = self._painter, self._view, self._stage.routes
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not far)
        painter.setPen(QPen(QColor(self._theme.accent), 0.0 if far else 2.0 * self._theme.line))
        if far and self._picture.scene.far:
            numbers = self._picture.scene.far.shown(numbers, view, painter.device())
        pieces = trimmed((routes.coarse if far else routes).segments(numbers), [seen])
        draw_lines(painter, pieces * view.scale + (view.x, view.y, view.x, view.y))

    def _copy(self, cards: Indices) -> None:
        painter = self._painter
        painter.save()
        clip = QRegion()
        for box in self._boxes(cards, 0.0, 2.0).tolist():
            clip += QRectF(*box).toAlignedRect()
        painter.setClipRegion(clip, Qt.ClipOperation.IntersectClip)
        self._picture.show_kept(painter, self._view, clip)
        painter.restore()
        self._rings(cards, "accent", 1.5, soft=False)

    def _rings(self, numbers: Indices, role: str, line: float, soft: bool) -> None:
        """Rings around cards, with a soft fill or none; patches where they would be very many."""
        painter, gap = self._painter, GAP * self._theme.line
        if not len(numbers):
            return
        colour, boxes = QColor(self._theme.colour(role)), self._boxes(numbers, SMALLEST, gap)
        if len(numbers) > MANY:
            colour.setAlphaF(STRONG)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            draw_rects(painter, boxes)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, line * self._theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if soft:
            fill = QColor(colour)
            fill.setAlphaF(SOFT)
            painter.setBrush(fill)
        if boxes[0, 2] <= 3 * SMALLEST:
            draw_rects(painter, boxes)
            return
        for number, box in zip(numbers.tolist(), boxes.tolist(), strict=True):
            corner = self._corner(number)
            painter.drawRoundedRect(QRectF(*box), corner, corner)

    def _corner(self, number: int) -> float:
        """The radius of a ring's corners, in pixels: it follows the card's."""
        height = self._stage.box_at(number)[3]
        own = radius(self._stage.vertices[number].kind, height, self._theme)
        return own * self._view.scale + GAP * self._theme.line

    def _boxes(self, numbers: Indices, least: float, gap: float) -> Floats:
        """Left, top, width and height in pixels, none smaller than ``least``."""
        corners = self._stage.boxes[numbers] * self._view.scale
        size = np.maximum(corners[:, 2:] - corners[:, :2], least)
        middle = (corners[:, 2:] + corners[:, :2]) / 2 + (self._view.x, self._view.y)
        return np.concatenate([middle - size / 2 - gap, size + 2 * gap], axis=1)


def _plain(region: QRegion) -> Rect:
    rect = region.boundingRect()
    return rect.x(), rect.y(), rect.width(), rect.height()
