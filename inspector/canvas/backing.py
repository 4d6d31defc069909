"""A picture larger than the view, so that looking elsewhere is copying and not drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from inspector.canvas.camera import Rect, Viewpoint, union

PaintScene: TypeAlias = Callable[[QPainter, Viewpoint, QRegion], None]
"""Paints the scene as seen from a viewpoint, wholly, inside a region of pixels."""

MARGIN = 0.25
"""Share of the view's size that is kept painted beyond each of its sides."""
MOST_RECTS = 48
"""A region of more rectangles is painted as its bounding one: clipping would cost more."""


class BackingStore:
    """Keeps the scene painted around the view; paints again only what is asked or missing."""

    def __init__(self, paint: PaintScene) -> None:
        self._paint = paint
        self._pixmap = QPixmap()
        self._view = Viewpoint()
        """Scene to pixels of the store; the screen's viewpoint, shifted by whole pixels."""

    @property
    def viewpoint(self) -> Viewpoint:
        """The viewpoint of the store's own pixels."""
        return self._view

    @property
    def area(self) -> Rect:
        """What is painted, in scene units."""
        size = self._pixmap.deviceIndependentSize()
        return self._view.rect_to_scene((0.0, 0.0, size.width(), size.height()))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is painted."""
        return self._pixmap.isNull()

    def forget(self) -> None:
        """Drop the picture, so that the next ``cover`` paints everything."""
        self._pixmap = QPixmap()

    def covers(self, view: Viewpoint, size: QSize, ratio: float) -> bool:
        """Whether the view can be shown sharp and whole without painting."""
        if not self._usable(view, ratio):
            return False
        return self.fills(view, size)

    def fills(self, view: Viewpoint, size: QSize) -> bool:
        """Whether the whole view is painted, at whatever scale."""
        left, top, width, height = view.rect_to_screen(self.area)
        # A millionth of a pixel is arithmetic's, not a gap.
        inside = left < 1e-6 and top < 1e-6
        right, bottom = size.width() - 1e-6, size.height() - 1e-6
        return inside and left + width > right and top + height > bottom

    def cover(self, view: Viewpoint, size: QSize, ratio: float) -> None:
        """Paint what the view needs and the store lacks; what it has is copied."""
        if self.covers(view, size, ratio):
            return
        old, kept = self._pixmap, self._usable(view, ratio)
        offset = self._offset(view)
        margin = QSize(_margin(size.width()), _margin(size.height()))
        room = QRect(QPoint(0, 0), size + margin + margin)
        self._view = view.panned(margin.width(), margin.height())
        self._pixmap = QPixmap(room.size() * ratio)
        self._pixmap.setDevicePixelRatio(ratio)
        missing = QRegion(room)
        if kept:
            missing -= self._copy(old, margin.width() - offset[0], margin.height() - offset[1])
        self._paint_into(missing)

    def region(self, rects: list[Rect]) -> QRegion:
        """The store's pixels that some scene rectangles touch."""
        size = self._pixmap.deviceIndependentSize().toSize()
        return pixels(rects, self._view) & QRect(QPoint(0, 0), size)

    def refresh(self, region: QRegion) -> None:
        """Paint some of the store's pixels again."""
        self._paint_into(region)

    def show(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Copy the store to the screen; scaled, and then blurred, where the scale differs."""
        factor = view.scale / self._view.scale
        origin = view.to_screen(*self._view.to_scene(0, 0))
        size = self._pixmap.deviceIndependentSize()
        if abs(factor - 1) > 1e-9:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            target = QRectF(*origin, size.width() * factor, size.height() * factor)
            painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))
            return
        ratio = self._pixmap.devicePixelRatio()
        for rect in rectangles(region):
            x, y = rect.x() - origin[0], rect.y() - origin[1]
            source = QRectF(x * ratio, y * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(QRectF(rect), self._pixmap, source)

    def copy(self, rect: QRect) -> QPixmap:
        """A rectangle of the store's pixels."""
        ratio = self._pixmap.devicePixelRatio()
        left, top = floor(rect.x() * ratio), floor(rect.y() * ratio)
        right = ceil((rect.x() + rect.width()) * ratio)
        bottom = ceil((rect.y() + rect.height()) * ratio)
        return self._pixmap.copy(left, top, right - left, bottom - top)

    def _usable(self, view: Viewpoint, ratio: float) -> bool:
        return (
            not self._pixmap.isNull()
            and abs(self._pixmap.devicePixelRatio() - ratio) < 1e-6
            and abs(view.scale / self._view.scale - 1) < 1e-9
        )

    def _offset(self, view: Viewpoint) -> tuple[float, float]:
        return self._view.x - view.x, self._view.y - view.y

    def _copy(self, old: QPixmap, x: float, y: float) -> QRegion:
        painter = QPainter(self._pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        size = old.deviceIndependentSize()
        painter.drawPixmap(QRectF(x, y, size.width(), size.height()), old, QRectF(old.rect()))
        painter.end()
        return QRegion(inward((x, y, size.width(), size.height())))

    def _paint_into(self, region: QRegion) -> None:
        if region.isEmpty():
            return
        if region.rectCount() > MOST_RECTS:
            region = QRegion(region.boundingRect())
        painter = QPainter(self._pixmap)
        painter.setClipRegion(region, Qt.ClipOperation.ReplaceClip)
        self._paint(painter, self._view, region)
        painter.end()


def _margin(length: int) -> int:
    # A multiple of four pixels is a whole number of device pixels at 125, 150 and 175 % too.
    return ceil(length * MARGIN / 4) * 4


def rectangles(region: QRegion) -> Iterator[QRect]:
    """The rectangles a region is made of."""
    yield from region  # type: ignore[misc]  # PySide's stubs forget that it is iterable


def pixels(rects: list[Rect], view: Viewpoint) -> QRegion:
    """The pixels that some scene rectangles touch; of very many, those around them all."""
    region = QRegion()
    for rect in rects if len(rects) <= MOST_RECTS else [union(rects)]:
        region += outward(view.rect_to_screen(rect))
    return region


def outward(rect: Rect) -> QRect:
    """The smallest rectangle of whole pixels that holds ``rect`` and its soft edge."""
    left, top = floor(rect[0]) - 1, floor(rect[1]) - 1
    right, bottom = ceil(rect[0] + rect[2]) + 1, ceil(rect[1] + rect[3]) + 1
    return QRect(left, top, right - left, bottom - top)


def inward(rect: Rect) -> QRect:
    """The largest rectangle of whole pixels inside ``rect``."""
    left, top = ceil(rect[0]), ceil(rect[1])
    return QRect(left, top, floor(rect[0] + rect[2]) - left, floor(rect[1] + rect[3]) - top)
