"""A picture larger than the view, so that panning copies it and need not paint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from inspector.canvas.camera import Rect, Viewpoint, union


class Scene(Protocol):
    """What a store keeps painted; all of it is seen from a viewpoint, in a region of pixels."""

    @property
    def paper(self) -> QColor:
        """What lies below everything."""

    def __call__(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Paint all of the region."""

    def sketch(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Paint the region quickly and less well."""

    def work(self, view: Viewpoint, region: QRegion, ratio: float, most: float) -> float:
        """About how long painting the region takes, in units of ``AT_ONCE``.

        ``ratio`` : device pixels per logical one. ``most`` : of more it does not matter how much.
        """


MARGIN = 0.25
"""Share of the view's size that is kept painted beyond each of its sides."""
AT_ONCE = 200.0
"""Work that is done at once, ten milliseconds or twenty: some twenty cards that are new, or
a hundred that were painted before, with their arrows."""
A_STRIP = 80.0
"""The same of a strip that comes into sight: others follow it, one with every frame."""
CELL = 240
"""Pixels of a side of the squares in which the rest is done."""
WHOLE = 4
"""So many pixels are a whole number of device pixels at 125, 150 and 175 % too."""
MOST_RECTS = 48
"""A region of more rectangles is painted as its bounding one: clipping would cost more."""


class BackingStore:
    """Keeps the scene painted around the view; paints again only what is asked or missing.

    What is seen is painted at once, or sketched where that would take too long. Everything else
    stays blank or as it was, and is painted cell by cell whenever ``refine`` is called.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._image = QImage()
        self._spare = QImage()
        self._pending = QRegion()
        self._blank = QRegion()
        self._littered = QRegion()
        """Some of what is blank has not even been cleared: nothing of it is in sight."""
        self._stale = QRegion()
        """What looks different now: painted when it is shown next, if that is little work."""
        self._first = QRegion()
        """Some of what is out of date: painted then, even where all of it is too much work."""
        self._view = Viewpoint()
        """Scene to pixels of the store; the screen's viewpoint, shifted by whole pixels."""
        self._sight = QRect()
        """The pixels of the store that were covered last."""

    @property
    def viewpoint(self) -> Viewpoint:
        """The viewpoint of the store's own pixels."""
        return self._view

    @property
    def area(self) -> Rect:
        """What is painted, in scene units."""
        size = self._image.deviceIndependentSize()
        return self._view.rect_to_scene((0.0, 0.0, size.width(), size.height()))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is painted."""
        return self._image.isNull()

    @property
    def is_rough(self) -> bool:
        """Whether something is blank or only sketched yet, or out of date."""
        return not self._pending.isEmpty()

    @property
    def is_finished(self) -> bool:
        """Whether all that was last asked for is painted as well as it can be."""
        return not (self.is_empty or self._pending.intersects(self._sight))

    @property
    def sight(self) -> QRect:
        """The store's pixels that were last asked for."""
        return self._sight

    def forget(self) -> None:
        """Drop the picture, so that the next ``cover`` paints everything."""
        self._spare, self._image = self._image, QImage()
        self._pending, self._blank, self._littered = QRegion(), QRegion(), QRegion()
        self._stale, self._first = QRegion(), QRegion()

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
        if not self.covers(view, size, ratio):
            self._make_room(view, size, ratio)
        self._sight = self._seen(view, size)
        missing, stale = self._blank & self._sight, self._stale & self._sight
        first = self._first & self._sight
        self._blank, self._stale, self._first = self._blank - missing, QRegion(), QRegion()
        due = missing + stale
        if due.isEmpty():
            return
        moving = not (missing.isEmpty() or (QRegion(self._sight) - missing).isEmpty())
        if self._is_more(due, ratio, A_STRIP if moving else AT_ONCE):
            self._paint_into(missing, self._scene.sketch)
            due = QRegion() if self._is_more(first, ratio, AT_ONCE) else first
        self._paint_into(due, self._scene)
        self._pending -= due

    def _is_more(self, region: QRegion, ratio: float, most: float) -> bool:
        """Whether painting a region is more than so much work."""
        return self._scene.work(self._view, region, ratio, most) > most

    def _make_room(self, view: Viewpoint, size: QSize, ratio: float) -> None:
        """Take an image around the view, with what the last one had of it."""
        old, before, kept = self._image, self._view, self._usable(view, ratio)
        margin = QSize(_margin(size.width()), _margin(size.height()))
        room = QRegion(QRect(QPoint(0, 0), size + margin + margin))
        goal, shift = view.panned(margin.width(), margin.height()), QPoint()
        if kept:
            shift = QPoint(_whole(goal.x - before.x), _whole(goal.y - before.y))
            goal = before.panned(shift.x(), shift.y())
        self._view = goal
        self._image = self._fresh(room.boundingRect().size() * ratio, ratio)
        self._spare = old
        missing = room
        kinds = self._pending, self._blank, self._stale, self._first, self._littered
        if kept:
            missing = room - self._copy(old, shift, room - self._blank.translated(shift))
            self._littered += self._blank
        else:
            kinds = (QRegion(),) * 5
        moved = (kind.translated(shift) & (room - missing) for kind in kinds)
        self._pending, self._blank, self._stale, self._first, self._littered = moved
        self._pending += missing
        self._blank += missing
        self._littered += missing

    def region(self, rects: list[Rect]) -> QRegion:
        """The store's pixels that some scene rectangles touch."""
        return pixels(rects, self._view) & self._whole

    def refresh(self, region: QRegion, first: QRegion) -> None:
        """Some of the pixels are out of date: those in sight are painted before they are shown.

        Where that is much, only those are that come ``first``. Nothing is painted here, as the
        eye may be about to look elsewhere.
        """
        self._pending += region
        self._stale += region
        self._first += first

    def refine(self, seconds: float, view: Viewpoint, size: QSize) -> list[Rect]:
        """Paint what is rough, for about so long; the scene rectangles that are fine now.

        What can be seen from ``view`` comes first.
        """
        ends, done = perf_counter() + seconds, list[Rect]()
        for cell in _cells(self._pending, self._seen(view, size)):
            region = self._pending & cell
            self._paint_into(region, self._scene)
            self._pending -= region
            self._blank -= region
            done.append(self._view.rect_to_scene(_plain(cell)))
            if perf_counter() >= ends:
                break
        return done

    def show(self, painter: QPainter, view: Viewpoint, region: QRegion) -> None:
        """Copy the store to the screen; scaled, and then blurred, where the scale differs."""
        factor = view.scale / self._view.scale
        origin = view.to_screen(*self._view.to_scene(0, 0))
        size = self._image.deviceIndependentSize()
        if abs(factor - 1) > 1e-9:
            self._tidy()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            target = QRectF(*origin, size.width() * factor, size.height() * factor)
            painter.drawImage(target, self._image, QRectF(self._image.rect()))
            return
        ratio = self._image.devicePixelRatio()
        for rect in rectangles(region):
            x, y = rect.x() - origin[0], rect.y() - origin[1]
            source = QRectF(x * ratio, y * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawImage(QRectF(rect), self._image, source)

    def copy(self, rect: QRect) -> QImage:
        """A rectangle of the store's pixels."""
        ratio = self._image.devicePixelRatio()
        left, top = floor(rect.x() * ratio), floor(rect.y() * ratio)
        right = ceil((rect.x() + rect.width()) * ratio)
        bottom = ceil((rect.y() + rect.height()) * ratio)
        return self._image.copy(left, top, right - left, bottom - top)

    @property
    def _whole(self) -> QRect:
        return QRect(QPoint(0, 0), self._image.deviceIndependentSize().toSize())

    def _fresh(self, size: QSize, ratio: float) -> QImage:
        """An image to paint into: the last but one where it fits, as making one takes long."""
        fits = self._spare.size() == size
        made = self._spare if fits else QImage(size, QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(ratio)
        return made

    def _seen(self, view: Viewpoint, size: QSize) -> QRect:
        x, y = self._view.to_screen(*view.to_scene(0, 0))
        return around((x, y, size.width(), size.height()))

    def _usable(self, view: Viewpoint, ratio: float) -> bool:
        return (
            not self._image.isNull()
            and abs(self._image.devicePixelRatio() - ratio) < 1e-6
            and abs(view.scale / self._view.scale - 1) < 1e-9
        )

    def _copy(self, old: QImage, shift: QPoint, wanted: QRegion) -> QRegion:
        """Take over what is wanted of an image that is moved by so much; the pixels it has."""
        with QPainter(self._image) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            if wanted.rectCount() <= MOST_RECTS:
                painter.setClipRegion(wanted, Qt.ClipOperation.ReplaceClip)
            painter.drawImage(shift, old)
        size = old.deviceIndependentSize()  # a last pixel may be there in part only
        return QRegion(QRect(shift, QSize(floor(size.width()), floor(size.height()))))

    def _tidy(self) -> None:
        """Leave nothing but paper where nothing was painted yet."""
        littered, self._littered = self._littered & self._blank, QRegion()
        if littered.isEmpty():
            return
        with QPainter(self._image) as painter:
            for rect in rectangles(littered):
                painter.fillRect(rect, self._scene.paper)

    def _paint_into(
        self, region: QRegion, paint: Callable[[QPainter, Viewpoint, QRegion], None]
    ) -> None:
        if region.isEmpty():
            return
        if region.rectCount() > MOST_RECTS:
            region = QRegion(region.boundingRect())
        with QPainter(self._image) as painter:
            painter.setClipRegion(region, Qt.ClipOperation.ReplaceClip)
            paint(painter, self._view, region)


def _cells(region: QRegion, seen: QRect) -> list[QRect]:
    """The squares of a grid that a region touches: those in sight first, from their middle on."""
    around = region.boundingRect()
    middle = seen.center()
    cells = [
        QRect(x * CELL, y * CELL, CELL, CELL)
        for x in range(around.left() // CELL, around.right() // CELL + 1)
        for y in range(around.top() // CELL, around.bottom() // CELL + 1)
    ]
    touched = [cell for cell in cells if region.intersects(cell)]
    return sorted(
        touched,
        key=lambda cell: (not cell.intersects(seen), (cell.center() - middle).manhattanLength()),
    )


def _plain(rect: QRect) -> Rect:
    return rect.x(), rect.y(), rect.width(), rect.height()


def _margin(length: int) -> int:
    return ceil(length * MARGIN / WHOLE) * WHOLE


def _whole(length: float) -> int:
    return round(length / WHOLE) * WHOLE


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
    return around(rect).adjusted(-1, -1, 1, 1)


def around(rect: Rect) -> QRect:
    """The smallest rectangle of whole pixels that holds ``rect``."""
    # A millionth of a pixel is arithmetic's.
    left, top = floor(rect[0] + 1e-6), floor(rect[1] + 1e-6)
    right, bottom = ceil(rect[0] + rect[2] - 1e-6), ceil(rect[1] + rect[3] - 1e-6)
    return QRect(left, top, right - left, bottom - top)
