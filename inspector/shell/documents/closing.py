"""The one question that may stand between a person and closing the window."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget


class Answer(Enum):
    """What to do with a changed file."""

    SAVE = QMessageBox.StandardButton.Save
    DISCARD = QMessageBox.StandardButton.Discard
    STAY = QMessageBox.StandardButton.Cancel


def ask(window: QWidget, name: str) -> Answer:
    """Ask whether a changed file is to be saved."""
    buttons = Answer.SAVE.value | Answer.DISCARD.value | Answer.STAY.value
    question = f"{name} has changes that are not saved. Save them?"
    chosen = QMessageBox.question(window, "Close", question, buttons, Answer.SAVE.value)
    return Answer(chosen)
