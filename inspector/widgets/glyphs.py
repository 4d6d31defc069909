"""The signs on the transport buttons, drawn so that they take any theme's colour."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

_RIGHT = ((0.3, 0.2), (0.8, 0.5), (0.3, 0.8))
_LEFT = tuple((1 - x, y) for x, y in _RIGHT)
_SMALL_RIGHT = ((0.2, 0.2), (0.7, 0.5), (0.2, 0.8))
_SMALL_LEFT = tuple((1 - x, y) for x, y in _SMALL_RIGHT)
_WIDE_RIGHT = ((0.25, 0.12), (0.9, 0.5), (0.25, 0.88))

Shape = tuple[tuple[float, float], ...]


def _bar(left: float, right: float) -> Shape:
    return ((left, 0.2), (right, 0.2), (right, 0.8), (left, 0.8))


GLYPHS: Mapping[str, tuple[Shape, ...]] = MappingProxyType(
    {
        "first": (_bar(0.18, 0.28), _SMALL_LEFT),
        "back": (_LEFT,),
        "play": (_WIDE_RIGHT,),
        "pause": (_bar(0.25, 0.42), _bar(0.58, 0.75)),
        "forward": (_RIGHT,),
        "last": (_SMALL_RIGHT, _bar(0.72, 0.82)),
    }
)


def glyph(name: str, colour: str, disabled: str, size: int) -> QIcon:
    """One of GLYPHS as an icon, ``size`` pixels square, with a picture for its disabled state."""
    icon = QIcon()
    icon.addPixmap(_picture(GLYPHS[name], colour, size), QIcon.Mode.Normal)
    icon.addPixmap(_picture(GLYPHS[name], disabled, size), QIcon.Mode.Disabled)
    return icon


def _picture(shapes: tuple[Shape, ...], colour: str, size: int) -> QPixmap:
    picture = QPixmap(2 * size, 2 * size)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0, 0, size, size)
    for shape in shapes:
        path = QPainterPath()
        points = [QPointF(x * box.width(), y * box.height()) for x, y in shape]
        path.moveTo(points[0])
        for point in points[1:]:
            path.lineTo(point)
        path.closeSubpath()
        painter.fillPath(path, QColor(colour))
    painter.end()
    return picture
