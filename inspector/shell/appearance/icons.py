"""The program's icons, drawn in the theme's ink."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
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
    for mode, colour in ((QIcon.Mode.Normal, theme.text), (QIcon.Mode.Disabled, theme.disabled)):
        for image in drawn(drawing, colour):
            made.addPixmap(QPixmap.fromImage(image), mode, state)


@cache  # each window, and each change of the theme, asks for the same few again
def drawn(drawing: str, colour: str) -> tuple[QImage, ...]:
    """An SVG drawing in one colour for every density, transparent elsewhere."""
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    return tuple(_rendered(renderer, density) for density in DENSITIES)


def _rendered(renderer: QSvgRenderer, density: float) -> QImage:
    side = round(SIZE * density)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        renderer.render(painter, QRectF(0, 0, side, side))
    image.setDevicePixelRatio(density)
    return image
