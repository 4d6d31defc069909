"""The step's sentence along the lower edge, large enough for the last row of a classroom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from inspector.export.fonts import font
from inspector.model.predicting import pending
from inspector.model.session import Session
from inspector.theme.roles import Theme
from inspector.widgets.announcing import announce

PAD = 6
"""Pixels above and below the sentence."""


def caption_of(session: Session) -> str:
    """What the step does; where the next is to be predicted by an audience, the question."""
    question = session.prediction.question(session.recording)
    if question is not None and session.prediction.posed and pending(session):
        return question.text
    return session.sentence


class Caption(QLabel):
    """Shown while presenting; elsewhere the timeline says the sentence."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.wanted = False
        self.hide()
        self.setAccessibleName("What this step does")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and size."""
        self.setFont(font(theme.caption, theme.strong))
        self.setStyleSheet(
            f"background: {theme.canvas}; color: {theme.canvas_text};"
            f" border-top: 2px solid {theme.border}; padding: {PAD}px 24px;"
        )

    def say(self, text: str) -> None:
        """Say another sentence, also to a screen reader."""
        if text != self.text():
            self.setText(text)
            announce(self, text)

    def place(self, width: int, height: int) -> int:
        """Lie along the lower edge of a view; the height that is taken, 0 where not wanted."""
        self.setVisible(self.wanted)
        if not self.wanted:
            return 0
        # Always room for two lines: the graph does not move when a sentence is longer.
        own = 2 * self.fontMetrics().lineSpacing() + 2 * PAD
        self.setGeometry(0, height - own, width, own)
        return own
