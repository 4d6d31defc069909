"""The painted scene: a stage at one step, in a backing store, repainted only where it changed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QRegion

from inspector.canvas.backing import BackingStore
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.cardcache import PAD
from inspector.canvas.overlay import Ghost
from inspector.canvas.painter import EDGE_PAD, ScenePainter
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import Stage
from inspector.canvas.touched import touched
from inspector.model.appearance import Appearance
from inspector.theme.roles import Theme


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

    def change(self, appearance: Appearance) -> tuple[list[Rect], Ghost | None]:
        """Show another step: the scene rectangles that changed, and what was there before."""
        vertices, edges = self._touched(appearance)
        rects = self._differences(appearance, vertices, edges)
        self.scene.change(appearance, vertices, edges)
        region = self._store.region(rects)
        if region.isEmpty():
            return rects, None
        ghost = self._ghost(region)
        self._store.refresh(region)
        return rects, ghost

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

    def forget(self) -> None:
        """Paint everything anew when it is shown next."""
        self._store.forget()

    def is_sharp(self, view: Viewpoint) -> bool:
        """Whether what is kept has the scale of ``view``."""
        return not self._store.is_empty and self._store.viewpoint.scale == view.scale

    def _ghost(self, region: QRegion) -> Ghost:
        rect = region.boundingRect()
        view = self._store.viewpoint
        area = view.rect_to_scene((rect.x(), rect.y(), rect.width(), rect.height()))
        return Ghost(self._store.copy(rect), view, area)

    def _touched(self, appearance: Appearance) -> tuple[Indices, Indices]:
        old, stage = self.scene.appearance, self.scene.stage
        events = appearance.moment.recording.events
        return touched(stage, events, old.step if old else appearance.step, appearance.step)

    def _differences(
        self, appearance: Appearance, vertices: Indices, edges: Indices
    ) -> list[Rect]:
        """The painted rectangles of what looks different, out of what may."""
        old, stage, area = self.scene.appearance, self.scene.stage, self._store.area
        if old is None:
            return [area]
        near = np.intersect1d(vertices, stage.area.within(grown(area, PAD)))
        cards = [
            grown(stage.box_at(number), PAD)
            for number in near.tolist()
            if (key := stage.vertices[number].key) and old.vertex(key) != appearance.vertex(key)
        ]
        near = np.intersect1d(edges, stage.routes.area.within(grown(area, EDGE_PAD)))
        arrows = [
            grown(stage.edge_box(number), EDGE_PAD)
            for number in near.tolist()
            if (key := stage.edges[number].key) and old.edge(key) != appearance.edge(key)
        ]
        return cards + arrows
