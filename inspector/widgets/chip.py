"""A button that cuts its words where it has no room for them, and never makes its panel wider."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

LEAST = 6
"""Heights of a letter that a button is wide at least, where its words are longer than that."""


class Chip(QPushButton):
    """Says its words whole where they fit, else without their middle, as names differ at ends."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        # What Qt gives a button, Minimum, would take the whole text for the least there can be.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), LEAST * self.fontMetrics().height()), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inside = QStyle.SubElement.SE_PushButtonContents
        room = self.style().subElementRect(inside, option, self).width()
        middle = Qt.TextElideMode.ElideMiddle
        option.text = self.fontMetrics().elidedText(
            self.text(), middle, room, int(Qt.TextFlag.TextShowMnemonic.value)
        )
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)
