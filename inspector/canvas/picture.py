"""The painted scene: a stage at one step, in a backing store, repainted only where it changed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QRegion

from inspector.canvas.backing import BackingStore
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.cardcache import PAD
from inspector.canvas.overlay import Ghost
from inspector.canvas.painter import EDGE_PAD, ScenePainter
from inspector.canvas.spatial import Indices, common
from inspector.canvas.stage import Stage, fresh, fresh_edges
from inspector.canvas.touched import touched
from inspector.drawing.levels import Level
from inspector.model.looks.appearance import Appearance
from inspector.theme.roles import Theme

FEW = 400
"""So many things that may look different are compared one by one; of more, all are painted."""


class Picture:
    """What the canvas shows below everything that moves."""

    def __init__(self, theme: Theme) -> None:
        self.scene = ScenePainter(theme)
        self._store = BackingStore(self.scene)

    @property
    def stage(self) -> Stage:
        """What stands where."""
        return self.scene.stage

    @property
    def appearance(self) -> Appearance | None:
        """How it looks."""
        return self.scene.appearance

    def set_theme(self, theme: Theme) -> None:
        """Paint everything in other colours and sizes."""
        self.scene.set_theme(theme)
        self._store.forget()

    def set_stage(self, stage: Stage, appearance: Appearance | None) -> None:
        """Paint other things, or the same elsewhere."""
        self.scene.show(stage, appearance)
        self._store.forget()

    def grow(self, stage: Stage, appearance: Appearance) -> None:
        """Paint what has been added to the stage, all else of which stands where it stood."""
        old, before = self.appearance, self.stage
        self.scene.show(stage, appearance)
        vertices, edges = self._kept(np.arange(len(stage.vertices)), np.arange(len(stage.edges)))
        many = len(vertices) + len(edges) > FEW
        if old is None or many or self.scene.level(self._store.viewpoint.scale) is Level.TILE:
            self._store.forget()
            return
        added, drawn = set(fresh(before, stage)), set(fresh_edges(before, stage))
        # What the newest events have touched was not known to the graph before.
        cards = [n for n in vertices.tolist() if n in added or self._differs(old, appearance, n)]
        ways = [n for n in edges.tolist() if n in drawn or self._differs_edge(old, appearance, n)]
        boxes = self._boxes(cards)
        rects = [*boxes, *self._ways(ways)]
        self._store.refresh(self._store.region(rects), self._store.region(boxes))

    def change(self, appearance: Appearance, fades: bool) -> tuple[list[Rect], Ghost | None]:
        """Show another step: the scene rectangles that changed, and what was there before.

        That is kept only where it ``fades``.
        """
        vertices, edges = self._touched(appearance)
        if self.appearance is not None:
            self._inherit(appearance, self.appearance, vertices, edges)
        cards, rest = self._differences(appearance, vertices, edges)
        rects = [*cards, *rest]
        region = self._store.region(rects)
        if region.isEmpty():
            return rects, None
        fades = fades and region.intersects(self._store.sight) and len(vertices) <= FEW
        ghost = self._ghost(region) if fades else None
        self._store.refresh(region, self._store.region(cards))
        return rects, ghost

    def leaves_level(self, view: Viewpoint) -> bool:
        """Whether painting anew for ``view`` changes how much the cards say."""
        if self._store.is_empty:
            return False
        return self.scene.level(self._store.viewpoint.scale) != self.scene.level(view.scale)

    def as_kept(self, view: Viewpoint, size: QSize, ratio: float) -> QImage:
        """What is kept, as large as the view and scaled to it."""
        image = QImage(size * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(self.scene.paper)
        with QPainter(image) as painter:
            self._store.show(painter, view, QRegion(QRect(QPoint(0, 0), size)))
        return image

    @property
    def is_rough(self) -> bool:
        """Whether some of it is only sketched, or out of date."""
        return self._store.is_rough

    @property
    def is_finished(self) -> bool:
        """Whether what is seen of it is painted as well as it can be."""
        return self._store.is_finished

    def refine(self, seconds: float, view: Viewpoint, size: QSize) -> list[Rect]:
        """Paint rough parts for about so long; the scene rectangles that look different now."""
        return self._store.refine(seconds, view, size)

    def show(
        self, painter: QPainter, view: Viewpoint, size: QSize, ratio: float, region: QRegion,
        sharp: bool,
    ) -> None:  # fmt: skip
        """Copy the scene to the screen; unless ``sharp``, a scaled old picture will do."""
        if sharp or self._store.is_empty:
            self._store.cover(view, size, ratio)
        if not self._store.fills(view, size):
            painter.fillRect(region.boundingRect(), self.scene.paper)
        self._store.show(painter, view, region)

    def show_kept(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Copy some of what is kept to the screen."""
        self._store.show(painter, view, region)

    def forget(self) -> None:
        """Paint everything anew when it is shown next."""
        self._store.forget()

    def is_sharp(self, view: Viewpoint) -> bool:
        """Whether what is kept has the scale of ``view``."""
        return not self._store.is_empty and self._store.viewpoint.scale == view.scale

    def _ghost(self, region: QRegion) -> Ghost:
        rect = (region & self._store.sight).boundingRect()
        view = self._store.viewpoint
        area = view.rect_to_scene((rect.x(), rect.y(), rect.width(), rect.height()))
        return Ghost(self._store.copy(rect), view, area)

    def _touched(self, appearance: Appearance) -> tuple[Indices, Indices]:
        old, stage = self.scene.appearance, self.scene.stage
        events = appearance.moment.recording.events
        return touched(stage, events, old.step if old else appearance.step, appearance.step)

    def _inherit(
        self, new: Appearance, old: Appearance, vertices: Indices, edges: Indices
    ) -> None:
        stage = self.stage
        if len(vertices) < len(stage.vertices):
            cards = {stage.vertices[number].key for number in vertices.tolist()}
            new.inherit(old, cards, {stage.edges[number].key for number in edges.tolist()})

    def _differences(
        self, appearance: Appearance, vertices: Indices, edges: Indices
    ) -> tuple[list[Rect], list[Rect]]:
        """What looks different, out of what may, as painted rectangles; then show it.

        Those of cards, if they are few, and all others.
        """
        old, stage, area = self.scene.appearance, self.scene.stage, self._store.area
        far = self.scene.change(appearance, vertices, edges)
        if old is None or self._store.is_empty:
            return [], [area]
        near, lines = self._kept(vertices, edges)
        tiles = self.scene.level(self._store.viewpoint.scale) is Level.TILE
        if tiles:
            near = common(len(stage.vertices), near, far)
        if len(near) + len(lines) > FEW:
            return [], [area]
        if tiles:
            return [], [*self._boxes(near), *self._ways(lines)]
        cards = [n for n in near.tolist() if self._differs(old, appearance, n)]
        ways = [n for n in lines.tolist() if self._differs_edge(old, appearance, n)]
        return self._boxes(cards), self._ways(ways)

    def _kept(self, vertices: Indices, edges: Indices) -> tuple[Indices, Indices]:
        """Those of some vertices and edges that are painted, or would be."""
        stage, area = self.stage, self._store.area
        return (
            stage.area.among(vertices, grown(area, PAD)),
            stage.routes.area.among(edges, grown(area, EDGE_PAD)),
        )

    def _differs(self, old: Appearance, new: Appearance, number: int) -> bool:
        key = self.stage.vertices[number].key
        return old.vertex(key) != new.vertex(key)

    def _differs_edge(self, old: Appearance, new: Appearance, number: int) -> bool:
        key = self.stage.edges[number].key
        return old.edge(key) != new.edge(key)

    def _boxes(self, numbers: Iterable[int]) -> list[Rect]:
        return [grown(self.stage.box_at(int(number)), PAD) for number in numbers]

    def _ways(self, numbers: Iterable[int]) -> list[Rect]:
        return [grown(self.stage.edge_box(int(number)), EDGE_PAD) for number in numbers]
