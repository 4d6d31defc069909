"""A line above the graph that tells something and may offer a way on; it blocks nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from inspector.widgets.announcing import announce

READABLE = 32
"""Letters that a line of text needs, to be read as one."""


class Weight(Enum):
    """How urgent a notice is; the stylesheet colours it by this word."""

    PLAIN = "plain"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of a notice; the notice goes away when it is pressed."""

    title: str
    accept: Callable[[], object]


class Notice(QFrame):
    """Shows one message at a time; a newer one takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # names of files and errors stand in it
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(12, 6, 8, 6)
        self._parts.addWidget(self._text, 1)
        self._parts.addLayout(self._row)
        self.buttons: dict[str, QPushButton] = {}
        self._offers: dict[str, Offer] = {}
        self._kept = False
        self.hide()

    @property
    def text(self) -> str:
        """The message shown, empty where there is none."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def asks(self) -> bool:
        """Whether a message is shown that offers more than to be closed, or that is an error."""
        urgent = self.property("weight") == Weight.ERROR.value
        return bool(self.text) and (urgent or len(self.buttons) > 1)

    def tell(self, text: str, weight: Weight = Weight.PLAIN, *offers: Offer) -> None:
        """Show a message with buttons for each offer and one that closes it.

        One that only says something else, as progress does, keeps the buttons: somebody may just
        be pressing one.
        """
        self._kept = False
        self._text.setText(text)
        self._offers = {each.title: each for each in (*offers, Offer("Close", lambda: None))}
        if self.isHidden() or weight.value != self.property("weight"):
            self.setProperty("weight", weight.value)
            self.style().unpolish(self)
            self.style().polish(self)
        if list(self.buttons) != list(self._offers):
            self._make_buttons()
        self.show()
        announce(self, text, at_once=weight is Weight.ERROR)

    def clear(self) -> None:
        """Take the message away."""
        self._kept = False
        self.hide()

    def set_aside(self, aside: bool) -> None:
        """Hide the message that is there for a while, or bring it back if none has come since."""
        if aside:
            self._kept = not self.isHidden()
            self.hide()
        elif self._kept:
            self._kept = False
            self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the buttons stand below a text that would have too little room beside them."""
        letters = self._text.fontMetrics().averageCharWidth() * READABLE
        beside = self.width() >= self._row.sizeHint().width() + letters
        way = QBoxLayout.Direction
        self._parts.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def _make_buttons(self) -> None:
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {title: self._button(title) for title in self._offers}
        self._fit()

    def _button(self, title: str) -> QPushButton:
        button = QPushButton(title, self)

        def accept() -> None:
            offer = self._offers[title]
            self.clear()
            offer.accept()

        button.clicked.connect(accept)
        self._row.addWidget(button)
        return button
