"""A heading whose long words are broken where they must be, between their parts."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from inspector.widgets.labels import make_plain

_SEAM = re.compile(r"(?<=[a-z0-9_])(?=[A-Z])|(?<=_)(?=[a-z])")
"""Where ``NativeLayerNormBackward0`` and ``native_layer_norm`` may be broken."""
BREAK = "\u200b"


class Heading(QLabel):
    """Plain text that wraps between words, and within one only where that has no room."""

    def __init__(self, role: str = "title") -> None:
        super().__init__()
        self._words = ""
        make_plain(self, role)

    def setText(self, text: str) -> None:
        """Show another text."""
        self._words = text
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        measure, room = self.fontMetrics(), self.contentsRect().width()
        shown = " ".join(
            _SEAM.sub(BREAK, word) if measure.horizontalAdvance(word) > room else word
            for word in self._words.split(" ")
        )
        if shown != self.text():
            super().setText(shown)
            self.setAccessibleName(self._words)
