"""The old picture fading over the new one where a zoom changes how much cards say."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from inspector.canvas.animation import ease

LENGTH = 0.16
"""Seconds in which the old picture is gone."""


class Fade:
    """A picture of the whole view that becomes transparent."""

    def __init__(self, image: QImage) -> None:
        self._image = image
        self._elapsed = 0.0

    def advance(self, seconds: float) -> bool:
        """Let time pass; whether anything is left of it."""
        self._elapsed += seconds
        return self._elapsed < LENGTH

    def paint(self, painter: QPainter) -> None:
        """Paint what is left."""
        painter.setOpacity(1 - ease(self._elapsed / LENGTH))
        painter.drawImage(QPointF(0, 0), self._image)
        painter.setOpacity(1.0)
