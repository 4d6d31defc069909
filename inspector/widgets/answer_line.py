"""A line to answer in, which leaves the keys that step to the run as long as it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

STEPPING = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
"""What moves a cursor where there is text, and else would do nothing."""


class AnswerLine(QLineEdit):
    """A line for an answer; ``name`` is how it is called, ``how`` what may be written."""

    def __init__(self, name: str, example: str, how: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self.setToolTip(how)

    def leaves(self, key: Qt.Key) -> bool:
        """Whether a key is of no use to the line now."""
        return not self.text() and key in STEPPING
