"""The program's icons, drawn in the theme's ink."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inspector.assets import ICONS
from inspector.theme.roles import Theme

SIZE = 24
DENSITIES = (1.0, 2.0)
"""Device pixels to a logical one for which an icon is drawn sharp."""


def icon(name: str, theme: Theme) -> QIcon:
    """An icon of resources/icons: ``currentColor`` becomes the theme's text colour."""
    drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for density in DENSITIES:
        made.addPixmap(drawn(drawing, theme.text, density), QIcon.Mode.Normal)
        made.addPixmap(drawn(drawing, theme.disabled, density), QIcon.Mode.Disabled)
    return made


def drawn(drawing: str, colour: str, density: float) -> QPixmap:
    """An SVG drawing in one colour, transparent elsewhere."""
    side = round(SIZE * density)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap
