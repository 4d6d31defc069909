"""A mixin for widgets whose height follows from their width and font."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent

RESTYLED = (QEvent.Type.FontChange, QEvent.Type.StyleChange)


class FittedHeight:
    """Calls ``_fit`` when width, font or style have changed; stands before Qt's own class."""

    def _fit(self) -> None:
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)  # type: ignore[misc]
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)  # type: ignore[misc]
        if event.type() in RESTYLED:
            self._fit()
