"""Painting marks over the picture: rings around hits, and a veil over all that is not lit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from inspector.canvas.batches import at_least, draw_lines
from inspector.canvas.camera import Rect, Viewpoint
from inspector.canvas.carrier import paint_said
from inspector.canvas.mark_cache import Dimmed, MarkCache, Mask
from inspector.canvas.picture import Picture
from inspector.canvas.routes import trimmed
from inspector.canvas.sheet import CLEAR, Sheet, Sides
from inspector.canvas.spatial import Indices
from inspector.drawing.levels import Level
from inspector.drawing.shapes import radius
from inspector.model.looks.marks import Marks
from inspector.theme.roles import Theme

VEIL = 0.78
"""How much of what is not lit is hidden."""
SMALLEST, TINY = 9.0, 3.0
"""Pixels; a smaller ring would not be seen, nor a smaller patch in a crowd."""
COPIED = 250
"""Up to so many lit cards are shown as they are, more only as boxes."""
ROUND, MANY, CROWD = 100, 600, 6000
"""Rings of more cards have sharp corners; of still more, each lies under a patch of colour, and
of a crowd under one that is no larger than itself: they would hide each other."""
SOFT, STRONG = 0.16, 0.5
"""Opacity of what fills a ring, and of a patch."""
SMOOTH = 30_000
"""Pixels of lit lines up to which they have smooth edges, which take ten times as long."""
GAP, ASIDE = 3.0, 11.0
"""Pixels between a card and its ring where there is room for them, and the scene units around a
card that its ring has from farther off: as much belongs to the ring of the card beside it."""


class Marking:
    """Paints marks over a picture as it is seen from a viewpoint, in logical pixels."""

    def __init__(
        self, painter: QPainter, picture: Picture, view: Viewpoint, theme: Theme, marked: MarkCache
    ) -> None:
        self._painter, self._picture, self._view, self._theme = painter, picture, view, theme
        self._stage, self._marked = picture.stage, marked

    def paint(self, marks: Marks, region: QRegion) -> None:
        """Paint all of them."""
        area, stage = region.boundingRect(), self._stage
        seen = self._scene_of(area)
        if marks.lit:
            self._dim(self._marked.lit(stage, marks.lit), area, seen)
        hits = self._marked.numbers(stage, "hits", marks.hits)
        chosen = self._marked.numbers(stage, "chosen", marks.chosen)
        self._rings(self._near(hits, seen), "accent", 2.5, area, soft=True)
        self._rings(self._near(chosen, seen), "selection", 2.5, area, soft=False)
        paint_said(self._painter, marks.said, stage, self._view, self._theme)

    def _near(self, numbers: Indices, seen: Rect) -> Indices:
        """Those of some vertices that can be seen."""
        if not len(numbers):
            return numbers
        near = np.zeros(len(self._stage.vertices), dtype=bool)
        near[self._stage.area.within(seen)] = True
        return numbers[near[numbers]]

    def _dim(self, lit: Mask, area: QRect, seen: Rect) -> None:
        """A veil of paper over everything, and on it what is lit."""
        level = self._picture.scene.level(self._view.scale)
        if level is Level.TILE or len(self._within(lit, seen)) > COPIED:
            self._veil(Dimmed(
                lit, self._theme, self._picture.scene.far, level, self._view,
                self._painter.device().devicePixelRatio(),
            ), area)  # fmt: skip
        else:
            self._painter.fillRect(area, self._thin_paper())
            self._edges(self._between(lit, seen)[0], seen)
            self._copy(self._within(lit, seen), area)

    def _thin_paper(self) -> QColor:
        colour = QColor(self._theme.canvas)
        colour.setAlphaF(VEIL)
        return colour

    def _within(self, lit: Mask, seen: Rect) -> Indices:
        """The lit cards that can be seen."""
        cards = self._stage.area.within(seen)
        return cards[lit[cards]]

    def _between(self, lit: Mask, seen: Rect) -> tuple[Indices, int]:
        """The edges between lit cards that can be seen, and how many of all edges can."""
        near, ends = self._stage.routes.area.within(seen), self._stage.ends
        return near[lit[ends[near, 0]] & lit[ends[near, 1]]], len(near)

    def _veil(self, dimmed: Dimmed, area: QRect) -> None:
        """Hair lines between lit cards, and the cards as holes in the veil; or else as tiles."""
        veil, painter = self._marked.veil, self._painter
        lacking = veil.lacking(dimmed, area, painter.viewport())
        if not lacking.isEmpty():
            veil.sheet.wipe(lacking, dimmed.ratio, self._thin_paper())
            self._write(veil.sheet, dimmed, self._scene_of(lacking))
        veil.sheet.lay(painter)

    def _write(self, sheet: Sheet, dimmed: Dimmed, seen: Rect) -> None:
        """Write on a sheet what of the lit can be seen."""
        view, accent = self._view, QColor(self._theme.accent)
        edges, near = self._between(dimmed.lit, seen)
        if dimmed.far is not None:
            edges = dimmed.far.shown(edges, near, view, self._painter.device())
        pieces = trimmed(self._stage.routes.coarse.segments(edges), [seen])
        sheet.hairs(pieces * view.scale + (view.x, view.y, view.x, view.y), accent)
        cards = self._within(dimmed.lit, seen)
        if dimmed.level is Level.TILE:
            sheet.boxes(self._sides(cards, 3.0, 0.0), accent)
        else:
            sheet.rings(self._sides(cards, 3.0, 1.0), accent, 1.5 * self._theme.line, CLEAR)

    def _scene_of(self, area: QRect) -> Rect:
        """Where an area of the view lies in the scene."""
        return self._view.rect_to_scene((area.x(), area.y(), area.width(), area.height()))

    def _edges(self, numbers: Indices, seen: Rect) -> None:
        """What leads from one lit card to another."""
        painter, view = self._painter, self._view
        painter.setPen(QPen(QColor(self._theme.accent), 2.0 * self._theme.line))
        pieces = trimmed(self._stage.routes.segments(numbers), [seen]) * view.scale
        lengths = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, float(lengths.sum()) < SMOOTH)
        draw_lines(painter, pieces + np.array([view.x, view.y, view.x, view.y]))

    def _copy(self, cards: Indices, area: QRect) -> None:
        painter = self._painter
        held = QRegion()
        for box in np.stack(self._sides(cards, 0.0, 2.0), axis=1).tolist():
            held += QRectF(*box).toAlignedRect()
        painter.save()
        if not self._picture.is_sharp(self._view):
            # What is scaled is copied as a whole, and clipping takes longer than many copies.
            painter.setClipRegion(held, Qt.ClipOperation.IntersectClip)
        self._picture.show_kept(painter, self._view, held)
        painter.restore()
        self._rings(cards, "accent", 1.5, area, soft=False)

    def _rings(self, numbers: Indices, role: str, line: float, area: QRect, *, soft: bool) -> None:
        """Rings around cards, with a soft fill or none; patches where they would be very many."""
        painter, gap = self._painter, self._gap(line)
        if not len(numbers):
            return
        colour = QColor(self._theme.colour(role))
        fill = QColor(colour)
        fill.setAlphaF(SOFT if soft else 0.0)
        if len(numbers) > ROUND:
            sheet = self._marked.sheet
            sheet.wipe(area, painter.device().devicePixelRatio())
            if len(numbers) > MANY:
                colour.setAlphaF(STRONG)
                sheet.boxes(self._sides(numbers, *_patch(len(numbers), gap)), colour)
            else:
                boxes = self._sides(numbers, SMALLEST, gap)
                sheet.rings(boxes, colour, line * self._theme.line, fill)
            sheet.lay(painter)
            return
        pen = QPen(colour, line * self._theme.line)
        places = np.stack(self._sides(numbers, SMALLEST, gap), axis=1)
        for number, (x, y, width, height) in zip(numbers.tolist(), places.tolist(), strict=True):
            box = x, y, width, height
            self._marked.rings.paint(painter, box, self._corner(number, gap), pen, fill)

    def _gap(self, line: float) -> float:
        """Pixels between a card and the middle of its ring's line: less where cards are near."""
        room = ASIDE * self._view.scale - line * self._theme.line / 2
        return min(GAP * self._theme.line, max(room, 0.0))

    def _corner(self, number: int, gap: float) -> float:
        """The radius of a ring's corners, in pixels: it follows the card's."""
        height = self._stage.box_at(number)[3]
        own = radius(self._stage.vertices[number].kind, height, self._theme)
        return own * self._view.scale + gap

    def _sides(self, numbers: Indices, least: float, gap: float) -> Sides:
        """Lefts, tops, widths and heights in pixels, none smaller than ``least``."""
        scale, view = self._view.scale, self._view
        left, top, width, height = at_least(self._stage.area.sides(numbers), least / scale)
        return (
            left * scale + (view.x - gap),
            top * scale + (view.y - gap),
            width * scale + 2 * gap,
            height * scale + 2 * gap,
        )


def _patch(count: int, gap: float) -> tuple[float, float]:
    """How large a patch is at least, and how far it reaches beyond its card."""
    return (SMALLEST, gap) if count <= CROWD else (TINY, 0.0)
