"""Whether a panel can be seen: Qt also calls one visible that lies behind another's tab."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QDockWidget, QWidget


def in_sight(widget: QWidget) -> bool:
    """Whether a widget lies within its window; Qt moves what is behind tabs out of it."""
    if not widget.isVisible():
        return False
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.rect().intersects(place)


def dock_of(panel: QWidget) -> QDockWidget | None:
    """The dock that a panel stands in, None where it stands in none."""
    above: QWidget | None = panel.parentWidget()
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above
