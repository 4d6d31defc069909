"""Labels for text that a program made: always plain, always to be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtGui import Qt as Marks
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

NARROW = 28
"""Facts in a room of fewer letters have their names above them."""


def plain(text: str = "", role: str = "") -> QLabel:
    """A label that shows ``text`` as it is, wraps, and lets it be selected and copied.

    ``role`` is a style sheet's hook: the label's ``role`` property.
    """
    return make_plain(QLabel(text), role)


def unbroken(text: str, role: str = "") -> QLabel:
    """A label of a few words that stay on one line, as beside a button."""
    label = plain(text, role)
    label.setWordWrap(False)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return label


def make_plain(label: QLabel, role: str = "") -> QLabel:
    """Let a label show its text as :func:`plain` says."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # its panel has one
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    label.setMinimumWidth(24)
    label.setIndent(0)
    if role:
        label.setProperty("role", role)
    return label


def offer_copying(whole: QWidget) -> None:
    """Let the labels of what has no menu of its own offer to copy what is selected in them."""
    for label in whole.findChildren(QLabel):
        label.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)


def tip(text: str) -> str:
    """A tooltip that says ``text`` as it is, even where Qt would take it for HTML."""
    return Marks.convertFromPlainText(text) if Marks.mightBeRichText(text) else text


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` another ``role`` and have the style sheet read it again."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Facts(QWidget):
    """Names on the left, what they are on the right; rows stay from one showing to the next."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._below: list[bool] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()

    def _stack(self) -> None:
        """Put each description below its name where there is no room beside it."""
        narrow = self.width() < NARROW * self.fontMetrics().averageCharWidth()
        shown = [name for name, _ in self._rows if not name.isHidden()]
        names = max((name.sizeHint().width() for name in shown), default=0)
        room = self.width() - names - self._grid.horizontalSpacing()
        for number, (name, text) in enumerate(self._rows):
            below = narrow or _longest_word(text) > room
            if below != self._below[number]:
                self._below[number] = below
                self._place(number, name, text)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show ``facts``, pairs of a name and a text."""
        while len(self._rows) < len(facts):
            self._add_row()
        for row, (name, text) in zip(self._rows, facts, strict=False):
            row[0].setText(name)
            row[1].setText(text)
            row[1].setAccessibleName(f"{name}: {text}")
        for number, row in enumerate(self._rows):
            if row[0].isHidden() == (number < len(facts)):
                for label in row:
                    label.setVisible(number < len(facts))
        if self.isVisible():
            self._stack()

    def facts(self) -> list[tuple[str, str]]:
        """What is shown."""
        return [(n.text(), t.text()) for n, t in self._rows if not t.isHidden()]

    def _add_row(self) -> None:
        name, text = QLabel(), plain("", "fact")
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setProperty("role", "fact-name")
        name.setIndent(0)
        self._below.append(False)
        self._place(len(self._rows), name, text)
        self._rows.append((name, text))

    def _place(self, number: int, name: QLabel, text: QLabel) -> None:
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        if self._below[number]:
            self._grid.addWidget(name, 2 * number, 0, 1, 2, top)
            self._grid.addWidget(text, 2 * number + 1, 0, 1, 2)
        else:
            self._grid.addWidget(name, 2 * number, 0, top)
            self._grid.addWidget(text, 2 * number, 1)


def _longest_word(label: QLabel) -> int:
    """How wide the longest word of a label is, which is not broken."""
    metrics = label.fontMetrics()
    return max((metrics.horizontalAdvance(word) for word in label.text().split()), default=0)
