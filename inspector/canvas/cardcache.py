"""Painted cards, kept: a card whose look, size and scale are the same is copied."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from itertools import groupby, takewhile
from math import ceil
from operator import attrgetter

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from inspector.drawing.primitives import Box, Primitive
from inspector.export.painting import paint_opaque
from inspector.theme.roles import Theme

PAD = 20.0
"""Scene units around a card's box into which it may draw: glow, double outline, badge."""
CAPACITY = 96 * 2**20
"""Bytes of pixels that are kept."""


class CardCache:
    """Pixmaps of cards at one theme; the least recently used go when room runs out."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._bytes = 0
        self.painted = 0
        """How many cards were painted since the beginning, for tests and benchmarks."""

    def keeps(self, key: Hashable, size: tuple[float, float], scale: float) -> bool:
        """Whether the card under ``key`` need not be painted; as for :meth:`pixmap`."""
        return _entry(key, size, scale) in self._kept

    def pixmap(
        self,
        key: Hashable,
        primitives: Callable[[], Sequence[Primitive]],
        size: tuple[float, float],
        scale: float,
        ratio: float = 1.0,
    ) -> QPixmap:
        """The card under ``key``, painted from ``primitives`` where it is not there yet.

        ``size`` is the box in scene units, ``scale`` device pixels per scene unit, ``ratio``
        device pixels per logical one. The pixmap is larger than the box by ``PAD`` all around.
        """
        entry = _entry(key, size, scale)
        pixmap = self._found(entry)
        if pixmap is None:
            pixmap = self._paint(primitives(), size, scale)
            pixmap.setDevicePixelRatio(ratio)
            self._keep(entry, pixmap)
        return pixmap

    def _paint(
        self, primitives: Sequence[Primitive], size: tuple[float, float], scale: float
    ) -> QPixmap:
        """A card's outline, which many cards share, and on it all else that it shows."""
        self.painted += 1
        shapes = tuple(takewhile(_is_box, primitives))
        entry = "outline", _entry(shapes, size, scale)
        outline = self._found(entry)
        if outline is None:
            outline = _blank(size, scale)
            self._add(outline, shapes, scale)
            self._keep(entry, outline)
        pixmap = outline.copy()
        self._add(pixmap, primitives[len(shapes) :], scale)
        return pixmap

    def _add(self, pixmap: QPixmap, primitives: Sequence[Primitive], scale: float) -> None:
        """Paint on a pixmap: what is faint first aside and opaque, as Qt is quicker at that."""
        for opacity, group in groupby(primitives, attrgetter("opacity")):
            layer = pixmap if opacity == 1.0 else _cleared(pixmap.size())
            with QPainter(layer) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.scale(scale, scale)
                painter.translate(PAD, PAD)
                paint_opaque(painter, group, self._theme)
            if layer is not pixmap:
                with QPainter(pixmap) as painter:
                    painter.setOpacity(opacity)
                    painter.drawPixmap(0, 0, layer)

    def _found(self, entry: Hashable) -> QPixmap | None:
        """What is kept under an entry, which is used now."""
        found = self._kept.get(entry)
        if found is not None:
            self._kept.move_to_end(entry)
        return found

    def _keep(self, entry: Hashable, pixmap: QPixmap) -> None:
        self._kept[entry] = pixmap
        self._bytes += _bytes(pixmap)
        while self._bytes > CAPACITY and len(self._kept) > 1:
            self._bytes -= _bytes(self._kept.popitem(last=False)[1])


def _entry(key: Hashable, size: tuple[float, float], scale: float) -> Hashable:
    return key, size, round(scale, 5)


def _is_box(primitive: Primitive) -> bool:
    return isinstance(primitive, Box)


def _blank(size: tuple[float, float], scale: float) -> QPixmap:
    """A pixmap in which there is room for a card."""
    width, height = (max(ceil((length + 2 * PAD) * scale), 1) for length in size)
    return _cleared(QSize(width, height))


def _cleared(size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
