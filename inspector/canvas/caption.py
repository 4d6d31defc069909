"""The step's sentence along the lower edge, large enough for the last row of a classroom."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from inspector.export.fonts import font
from inspector.model.predicting import pending
from inspector.model.session import Session
from inspector.theme.roles import Theme
from inspector.widgets.announcing import announce

PAD, ASIDE, EDGE = 6, 24, 2
"""Pixels above and below the sentence, at its sides, and of the line above it."""
LINES = 2
"""The graph does not move when a sentence is longer than usual: there is room for so many."""
SMALLER = (1.0, 0.85, 0.7)
"""What a sentence that is longer may shrink to; after that it covers some of the graph."""


def caption_of(session: Session) -> str:
    """What the step does; where an audience is asked for what comes next, the question."""
    question = session.prediction.question(session.recording)
    if question is not None and session.prediction.posed and pending(session):
        return question.text
    lesson, posed = session.classroom.lesson, session.classroom.posed(session.moment)
    return session.sentence if lesson is None or posed is None else lesson.quizzes[posed].spoken


class Caption(QLabel):
    """Shown while presenting; elsewhere the timeline says the sentence."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.wanted = False
        self._below, self._worn, self._theme = 0, 0.0, theme
        self.hide()
        self.setAccessibleName("What this step does")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and size."""
        self._theme, self._worn = theme, 0.0
        self._fit()

    def _wear(self, size: float) -> None:
        """Take another type size, by a style sheet: it would override a font that was only set."""
        theme, self._worn = self._theme, size
        self.setFont(font(size, theme.strong))
        self.setStyleSheet(
            f"background: {theme.canvas}; color: {theme.canvas_text};"
            f" font-size: {round(size)}px; font-weight: {theme.strong};"
            f" border-top: {EDGE}px solid {theme.border}; padding: {PAD}px {ASIDE}px;"
        )

    def say(self, text: str) -> None:
        """Say another sentence, also to a screen reader."""
        if text != self.text():
            self.setText(text)
            if self.wanted:  # to find out how high it is takes longer than to say it
                self._fit()
            announce(self, text)

    def place(self, width: int, height: int) -> int:
        """Lie along the lower edge of a view; the height that is taken, 0 where not wanted."""
        self.setVisible(self.wanted)
        if not self.wanted:
            return 0
        self._below = height
        self.resize(width, self.height())
        return self._fit()

    def _fit(self) -> int:
        """Be as high as the sentence needs, upwards; the height of one that is not too long."""
        sizes = [share * self._theme.caption for share in SMALLER]
        usual = LINES * self._metrics(sizes[0]).lineSpacing()
        size = next((size for size in sizes if self._needed(size) <= usual), sizes[-1])
        if size != self._worn:
            self._wear(size)
        own, tall = usual + 2 * PAD, self._needed(size) + 2 * PAD + EDGE
        self.setGeometry(0, self._below - max(own, tall), self.width(), max(own, tall))
        return own

    def _metrics(self, size: float) -> QFontMetrics:
        return QFontMetrics(font(size, self._theme.strong))

    def _needed(self, size: float) -> int:
        """The height of the sentence in type of a size."""
        words = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        room = QRect(0, 0, self.width() - 2 * ASIDE, 0)
        return self._metrics(size).boundingRect(room, words, self.text()).height()
