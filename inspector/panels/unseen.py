"""Whether a panel is really seen: one behind another's tab counts as visible for Qt."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QDockWidget, QWidget


def in_sight(panel: QWidget) -> bool:
    """Whether a panel lies within its window; Qt moves those behind tabs out of it."""
    window = panel.window()
    place = QRect(panel.mapTo(window, QPoint(0, 0)), panel.size())
    return bool(panel.isVisible() and window.rect().intersects(place))


def dock_of(panel: QWidget) -> QDockWidget | None:
    """The dock that a panel stands in."""
    above: QWidget | None = panel.parentWidget()
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above
