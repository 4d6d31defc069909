"""One question of a lesson: its options, or a line to type in, and what an answer earns."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.model.lessons.classroom import Classroom
from inspector.model.lessons.guesses import HOW
from inspector.model.lessons.lesson import LETTERS, Lesson, Option, Quiz
from inspector.model.lessons.quizzing import Marked
from inspector.model.session import Session
from inspector.widgets.answer_line import AnswerLine
from inspector.widgets.labels import plain, set_role
from inspector.widgets.view_pool import show_each


class QuizView(QWidget):
    """Shows one question and takes its answer to the classroom."""

    def __init__(self, classroom: Classroom, session: Session) -> None:
        super().__init__()
        self._classroom, self._session = classroom, session
        self.number: int | None = None
        self._lesson: Lesson | None = None
        self._answered_at = -1
        self.earned = plain("", "verdict-right")
        self.heading = plain("", "section")
        self.text = plain("", "title-small")
        self.options: list[OptionRow] = []
        self.line = AnswerLine("Your answer", "a number, a tensor, a shape, or None", HOW)
        self.line.returnPressed.connect(self._typed)
        self.remark = plain("", "verdict")
        self.score = plain("", "muted")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 4, 0, 4)
        self.rows.setSpacing(4)
        for widget in (self.earned, self.heading, self.text, self.line, self.remark, self.score):
            self.rows.addWidget(widget)

    def show_quiz(self, lesson: Lesson, number: int | None) -> None:
        """Show a question of a lesson, or nothing."""
        another = (lesson, number) != (self._lesson, self.number)
        if another:
            self._keep_earned(lesson)
        self.earned.setVisible(
            bool(self.earned.text()) and self._session.step == self._answered_at
        )
        self._lesson, self.number = lesson, number
        self.setVisible(number is not None)
        if number is None:
            return
        quiz = lesson.quizzes[number]
        if another:
            self._ask(quiz, number, len(lesson.quizzes))
        self._tell(quiz, self._classroom.marked(number))

    def _keep_earned(self, lesson: Lesson) -> None:
        """Let the question before say that it was answered rightly, above the one that follows."""
        last = self.number if lesson == self._lesson else None
        marked = None if last is None else self._classroom.marked(last)
        told = "" if marked is None or not marked.right else f"✓ Right. {marked.remark}"
        self.earned.setText(told)

    def _ask(self, quiz: Quiz, number: int, total: int) -> None:
        self.heading.setText(f"Question {number + 1} of {total}")
        self.text.setText(quiz.text)
        self.line.setVisible(not quiz.options)
        self.line.clear()
        show_each(quiz.options, self.options, self._make_option, OptionRow.show_option)

    def _make_option(self, number: int) -> OptionRow:
        row = OptionRow(LETTERS[number])
        row.button.clicked.connect(partial(self._chosen, number))
        self.rows.insertWidget(3 + number, row)
        return row

    def _tell(self, quiz: Quiz, marked: Marked | None) -> None:
        """Say what became of the last answer."""
        for row in self.options:
            row.mark(marked)
        self.remark.setVisible(marked is not None)
        if marked is not None:
            sign = "✓ Right." if marked.right else "✗ Not so."
            set_role(self.remark, "verdict-right" if marked.right else "verdict-wrong")
            self.remark.setText(f"{sign} {marked.remark}")
        right, total = self._classroom.score
        self.score.setVisible(total > 0)
        self.score.setText(f"{right} of {total} right at the first try; nothing is stored.")

    def _chosen(self, option: int) -> None:
        if self.number is not None:
            self._answered_at = self._session.step
            self._classroom.choose(self.number, option)

    def _typed(self) -> None:
        if self.number is not None and self.line.text().strip():
            self._answered_at = self._session.step
            self._classroom.type(self.number, self.line.text(), self._session.recording)


class OptionRow(QWidget):
    """One option: a button with its letter, and its text beside it, as long as it may be."""

    def __init__(self, letter: str) -> None:
        super().__init__()
        self.letter = letter
        self._right = False
        self.button = QPushButton(letter)
        self.button.setProperty("role", "option")
        self.button.setAutoDefault(False)
        self.text = plain("", "prose")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)

    def show_option(self, option: Option) -> None:
        """Offer another option."""
        self._right = option.right
        self.text.setText(option.text)
        self.button.setAccessibleName(f"{self.letter}: {option.text}")

    def mark(self, marked: Marked | None) -> None:
        """Show which option was chosen, and whether rightly."""
        chosen = marked is not None and marked.given == self.text.text()
        sign = "✓" if self._right else "✗"
        self.button.setText(sign if chosen else self.letter)
