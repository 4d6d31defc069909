"""The row in which a program that waits for input is answered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from inspector.model.session import Session

LONGEST = 60
"""Characters of a question that stand before the line; all of it is in the text above."""


class AnswerRow(QWidget):
    """A line to type in, with the question before it; seen only while the program waits."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("answerRow")
        self._session = session
        self.question = QLabel()
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.line = QLineEdit()
        self.line.setObjectName("answer")
        self.line.setPlaceholderText("Type a line and press Enter")
        self.end = QPushButton("End of input")
        self.end.setToolTip("Tell the program that there is no more input (EOF).")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        for part in (self.question, self.line, self.end):
            row.addWidget(part, part is self.line)
        self.line.returnPressed.connect(self._send)
        self.end.clicked.connect(self._send_end)
        self.hide()

    def refresh(self, question: str) -> None:
        """Show the row while the program waits, and take the focus when it begins to."""
        waiting = self._session.waiting
        self.question.setText(question if len(question) <= LONGEST else "…" + question[-LONGEST:])
        self.line.setAccessibleName(f"Answer to the program: {question}")
        if waiting and self.isHidden():
            self.line.clear()
            self.show()
            self.line.setFocus()
        elif not waiting:
            self.hide()

    def _send(self) -> None:
        self._session.answer(self.line.text())
        self.line.clear()

    def _send_end(self) -> None:
        self._session.answer(None)
