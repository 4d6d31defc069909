"""Paints a stage as it looks at one step: near with cards and arrows, far in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import floor

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QRegion

from inspector.canvas.arrows import arrows
from inspector.canvas.backing import rectangles
from inspector.canvas.batches import sprinkle
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.cardcache import PAD, CardCache
from inspector.canvas.far import HASTE, Far
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import NOTHING, Stage
from inspector.drawing.cards import card
from inspector.drawing.edges import STROKES, edge_labels
from inspector.drawing.label_spots import SPREAD, label_boxes, label_spots
from inspector.drawing.legibility import WALL, level_for, readable_scale
from inspector.drawing.levels import Level
from inspector.drawing.tags import tags
from inspector.drawing.wall_labels import dense, wall_spots
from inspector.export.painting import paint
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import VertexLook
from inspector.theme.roles import Theme

FEW = 250
"""A graph of so many edges keeps arrow heads and dashes where cards show only names."""
SMALLEST_TILE = 3.0
"""Pixels; a smaller tile would be lost among the lines."""
LARGER_WORDS = 1.2
"""How much larger words on lines are where cards are brief."""
DOTS, DOT = 24.0, 1.5
"""Scene units between the dots of the background, and how large they are in pixels."""
FEWEST_DOTS = 0.45
"""The least scale at which there are any."""
EDGE_PAD = 60.0
"""Scene units around an edge into which its arrow head and its labels may reach."""
SPACED = 400
"""Up to so many edges, words on walls keep clear of every point of every line."""
CARD_WORK, NAME_WORK, COPY_WORK = 6.0, 5.0, 0.5
"""How long a card and one with only a name take to paint, and to copy where they are kept."""
ARROW_WORK, BARE_WORK, LINE_WORK = 6.0, 0.8, 1.3
"""How long an arrow takes with its words or dashes, without, and a plain line from farther off."""
REMEMBERED = 6000
"""So many small cards are found again without asking what they look like."""


class ScenePainter:
    """What is on the canvas now, and how it gets into a picture.

    Called with a painter, a viewpoint and a region of pixels it paints that region wholly.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._height = WALL
        self.show(NOTHING, None)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over other colours and sizes."""
        self.theme = theme
        self.paper = QColor(theme.canvas)
        self.cards = CardCache(theme)
        self._small: dict[int, tuple[VertexLook, QPixmap]] = {}
        self._place_walls()

    def show(self, stage: Stage, appearance: Appearance | None) -> None:
        """Show a stage at a step; None where there is nothing to show."""
        self.stage = stage
        self.appearance = appearance
        self.far = Far(stage, appearance) if appearance else None
        self._asked: tuple[list[Rect], Indices, Indices] | None = None
        self._small = {}
        self._small_zoom = (Level.TILE, 0.0, 0.0)
        self._place_walls()

    def _place_walls(self) -> None:
        """Find out where the words on walls stand."""
        at = self.stage
        self._asides: dict[str, float] | None = None
        walls = [edge for edge in at.edges if edge.wall]
        few = bool(walls) and len(at.edges) <= SPACED
        near = at.edges if few else walls
        lines = {edge.key: at.routes.line(at.edge_number[edge.key]) for edge in near}
        every = [dense(line) for line in lines.values()] if few else []
        points = np.concatenate([at.routes.points.astype(np.float64), *every])
        words = label_boxes(near, lines, self._spots, self.theme) if few else None
        self._walls = wall_spots(walls, lines, at.boxes, self.theme, points, words)

    @property
    def _spots(self) -> Mapping[str, float]:
        """Where the words on edges that would meet stand: found out when words are painted."""
        if self._asides is None:
            at = self.stage
            near = len(at.edges) <= SPREAD
            ways = {key: at.routes.line(n) for key, n in at.edge_number.items()} if near else {}
            self._asides = label_spots(at.edges, ways, at.boxes, self.theme)
        return self._asides

    def change(self, appearance: Appearance, vertices: Indices, edges: Indices) -> Indices:
        """Show another step, where only some vertices and edges may look different.

        The numbers of the vertices that look different from afar.
        """
        self.appearance = appearance
        return self.far.change(appearance, vertices, edges) if self.far else vertices

    def level(self, scale: float) -> Level:
        """How much of a vertex is drawn at a scale."""
        return level_for(scale, self.theme, self._height)

    def resize(self, height: float) -> bool:
        """The view has another height; whether anything may be drawn at another level for that."""
        old, self._height = self._height, height
        return readable_scale(self.theme, old) != readable_scale(self.theme, height)

    def work(self, view: Viewpoint, region: QRegion, ratio: float, most: float) -> float:
        """About how long it takes to paint a region, in units of ``backing.AT_ONCE``.

        Whatever is more than ``most`` need not be known: to ask takes time too.
        """
        level = self.level(view.scale)
        if level is Level.TILE or self.appearance is None:
            return 0.0
        cards, edges = self._within(_scene_rects(view, region))
        near, looks = level <= Level.BRIEF, self.appearance
        work = (BARE_WORK if near else LINE_WORK) * len(edges) + COPY_WORK * len(cards)
        if work <= most and near:
            work += (ARROW_WORK - BARE_WORK) * self._adorned(looks, edges)
        each = CARD_WORK if near else NAME_WORK
        anew = self._unpainted(looks, level, cards, view.scale * ratio)
        while work <= most and next(anew, False):
            work += each
        return work

    def _adorned(self, looks: Appearance, numbers: Indices) -> int:
        """How many of some arrows have words or dashes."""
        edges = self.stage.edges
        seen = (looks.edge(edges[number].key) for number in numbers.tolist())
        return sum(look.has_words or bool(STROKES[look.flow].dash) for look in seen)

    def _unpainted(
        self, looks: Appearance, level: Level, numbers: Indices, scale: float
    ) -> Iterator[bool]:
        """True for each of some cards that is not kept as it looks now."""
        at = self.stage
        for number in numbers.tolist():
            look = looks.vertex(at.vertices[number].key)
            if level > Level.BRIEF:
                known = self._small.get(number)
                painted = known is not None and known[0] is look
            else:
                painted = self.cards.keeps((look, level), at.box_at(number)[2:], scale)
            if not painted:
                yield True

    def __call__(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Paint all of a region."""
        self._paint(painter, view, region, self._scene)

    def sketch(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Paint a region quickly: where everything is, in its colours, without words."""
        self._paint(painter, view, region, self._outlines)

    def _paint(
        self,
        painter: QPainter,
        view: Viewpoint,
        region: QRegion,
        scene: Callable[[QPainter, Viewpoint, list[Rect]], None],
    ) -> None:
        painter.fillRect(region.boundingRect(), self.paper)
        image = painter.device()
        assert isinstance(image, QImage)
        self._dots(image, view, region)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        if self.appearance is not None:
            scene(painter, view, _scene_rects(view, region))
        painter.restore()

    def _outlines(self, painter: QPainter, view: Viewpoint, rects: list[Rect]) -> None:
        vertices, edges = self._within(rects)
        if self.far:
            self.far.hairs(painter, self.theme, edges, view, rects, HASTE)
            self.far.boxes(painter, self.theme, vertices, view)

    def _within(self, rects: list[Rect]) -> tuple[Indices, Indices]:
        """Vertices that are in some rectangles, and edges that pass through them.

        The last answer is kept: what is to be painted is asked how long that takes before.
        """
        if self._asked is None or self._asked[0] != rects:
            self._asked = (
                rects,
                self.stage.area.within_any([grown(rect, PAD) for rect in rects]),
                self.stage.routes.within(*(grown(rect, EDGE_PAD) for rect in rects)),
            )
        return self._asked[1:]

    def _scene(self, painter: QPainter, view: Viewpoint, rects: list[Rect]) -> None:
        far, looks, level = self.far, self.appearance, self.level(view.scale)
        assert far is not None
        assert looks is not None
        vertices, edges = self._within(rects)
        if level is Level.TILE:
            far.hairs(painter, self.theme, edges, view, rects)
            far.tiles(painter, self.theme, vertices, view, SMALLEST_TILE)
            return
        if level <= Level.BRIEF or (level is Level.NAME and len(self.stage.edges) <= FEW):
            arrows(painter, self.stage, looks, self.theme, edges, rects)
        else:
            far.lines(painter, self.theme, edges, rects)
        self._cards(painter, looks, level, vertices, view)
        self._tags(painter, looks, rects)
        if level <= Level.BRIEF:
            self._words(painter, looks, edges, 1.0 if level is Level.CARD else LARGER_WORDS)

    def _tags(self, painter: QPainter, looks: Appearance, rects: list[Rect]) -> None:
        """The names of leaves that stand elsewhere."""
        at, begun = self.stage, []
        for number in at.tags.within_any(rects).tolist():
            edge = at.edges[at.tagged[number]]
            begun.append((looks.vertex(edge.source), looks.edge(edge.key), at.tag_box(number)))
        paint(painter, tuple(tags(begun, self.theme)), self.theme)
        painter.setOpacity(1.0)

    def _words(
        self, painter: QPainter, appearance: Appearance, numbers: Indices, larger: float
    ) -> None:
        theme = self.theme._replace(edge_value=larger * self.theme.edge_value)
        spots = self._spots
        for number in numbers.tolist():
            edge = self.stage.edges[number]
            look, wall = appearance.edge(edge.key), self._walls.get(edge.key)
            if look.has_words:
                line = self.stage.routes.line(number)
                spot = spots.get(edge.key)
                paint(painter, edge_labels(edge, look, line, theme, wall, spot), theme)
        painter.setOpacity(1.0)

    def _cards(
        self,
        painter: QPainter,
        looks: Appearance,
        level: Level,
        numbers: Indices,
        view: Viewpoint,
    ) -> None:
        ratio = painter.device().devicePixelRatio()
        # Cards are copied pixel by pixel: only a place on whole pixels keeps them sharp.
        corners = (self.stage.boxes[numbers, :2] - PAD) * view.scale + (view.x, view.y)
        # Halves go up wherever the store begins: what is painted piece by piece fits together.
        places = np.floor(corners * ratio + 0.500001) / ratio
        painter.save()
        painter.resetTransform()
        for number, (x, y) in zip(numbers.tolist(), places.tolist(), strict=True):
            pixmap = self._pixmap(looks, level, number, view.scale, ratio)
            painter.drawPixmap(QPointF(x, y), pixmap)
        painter.restore()

    def _pixmap(
        self, looks: Appearance, level: Level, number: int, scale: float, ratio: float
    ) -> QPixmap:
        vertex = self.stage.vertices[number]
        look = looks.vertex(vertex.key)
        small = level > Level.BRIEF
        if small and self._small_zoom != (level, scale, ratio):
            self._small, self._small_zoom = {}, (level, scale, ratio)
        if small and (known := self._small.get(number)) is not None and known[0] is look:
            return known[1]
        _, _, width, height = self.stage.box_at(number)
        draw = partial(card, vertex, look, (width, height), self.theme, level)
        # Few small cards differ in what is drawn, as nearly all do in what could be.
        drawn = draw() if small else None
        pixmap = self.cards.pixmap(
            drawn or (look, level), draw, (width, height), scale * ratio, ratio
        )
        if small and len(self._small) < REMEMBERED:
            self._small[number] = look, pixmap
        return pixmap

    def _dots(self, image: QImage, view: Viewpoint, region: QRegion) -> None:
        """The background, in the image's own memory: there are thousands of dots."""
        if view.scale < FEWEST_DOTS:
            return
        ratio, ink = image.devicePixelRatio(), QColor(self.theme.canvas_grid).rgb()
        x, y, width, height = view.rect_to_scene(_rect(region.boundingRect()))
        across, down = (
            # From the dot before: one that begins outside may reach in.
            np.arange(floor(start / DOTS) * DOTS, start + length, DOTS)
            for start, length in ((x, width), (y, height))
        )
        columns = np.floor((across * view.scale + view.x) * ratio + 0.500001)
        rows = np.floor((down * view.scale + view.y) * ratio + 0.500001)
        for rect in rectangles(region):
            sprinkle(image, _device(rect, ratio), columns, rows, round(DOT * ratio), ink)


def _scene_rects(view: Viewpoint, region: QRegion) -> list[Rect]:
    return [view.rect_to_scene(_rect(pixels)) for pixels in rectangles(region)]


def _rect(pixels: QRect) -> Rect:
    return pixels.x(), pixels.y(), pixels.width(), pixels.height()


def _device(rect: QRect, ratio: float) -> QRect:
    """A rectangle in device pixels, rounded as Qt does."""
    left, top = floor(rect.x() * ratio + 0.5), floor(rect.y() * ratio + 0.5)
    right = floor((rect.x() + rect.width()) * ratio + 0.5)
    bottom = floor((rect.y() + rect.height()) * ratio + 0.5)
    return QRect(left, top, right - left, bottom - top)
