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
    """An icon of resources/icons: ``currentColor`` becomes the theme's text colour.

    Where there is a second drawing, ``name-on``, it is shown while the command is checked.
    """
    made = QIcon()
    for state, ending in ((QIcon.State.Off, ""), (QIcon.State.On, "-on")):
        file = ICONS / f"{name}{ending}.svg"
        if file.exists():
            add_drawing(made, file.read_text(encoding="utf-8"), theme, state)
    return made


def add_drawing(made: QIcon, drawing: str, theme: Theme, state: QIcon.State) -> None:
    """Add a drawing for commands that can be used and for those that cannot."""
    for density in DENSITIES:
        made.addPixmap(drawn(drawing, theme.text, density), QIcon.Mode.Normal, state)
        made.addPixmap(drawn(drawing, theme.disabled, density), QIcon.Mode.Disabled, state)


def drawn(drawing: str, colour: str, density: float) -> QPixmap:
    """An SVG drawing in one colour, transparent elsewhere."""
    side = round(SIZE * density)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, side, side))
    pixmap.setDevicePixelRatio(density)
    return pixmap
