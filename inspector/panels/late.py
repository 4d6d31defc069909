"""Panels whose work is dear: they do it only where they are really seen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from inspector.model.session import Session
from inspector.panels.panel import Panel


class LatePanel(Panel):
    """A panel that does nothing behind another's tab, where Qt calls it visible all the same."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, name)
        self._dock: QDockWidget | None = None

    def refresh(self) -> None:
        if in_sight(self):
            self.refresh_in_sight()

    def refresh_in_sight(self) -> None:
        """Show what the session says now."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        dock = _dock_of(self)
        if dock is not None and dock is not self._dock:
            self._dock = dock
            dock.visibilityChanged.connect(self.refresh_later)


def in_sight(widget: QWidget) -> bool:
    """Whether a widget lies within its window; Qt moves what is behind tabs out of it."""
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return bool(widget.isVisible() and window.rect().intersects(place))


def _dock_of(panel: QWidget) -> QDockWidget | None:
    above: QWidget | None = panel.parentWidget()
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above
