"""The open lesson: what it says about this step, what it asks, and the way through the course."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from inspector.model.lessons.classroom import OUTSIDE, Entry
from inspector.model.lessons.lesson import Lesson
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.panels.quiz import QuizView
from inspector.panels.sections import Details
from inspector.widgets.announcing import announce
from inspector.widgets.chooser import chooser
from inspector.widgets.labels import plain

_EMPTY = "Choose a lesson above. A program with an “Aim: …” in its docstring is one too."
_BEGIN = "F5 runs it; Right goes on step by step, and this panel along with it."
_ANOTHER = "Another program has run: words and questions come back when the lesson's own runs."


class LessonPanel(Panel):
    """Narration, question, aim and text of a lesson, below a bar with the whole course."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "lessonPanel")
        self.course = CourseBar(session)
        self.title = plain("", "title-small")
        self.note = plain("", "narration")
        self.quiz = QuizView(session.classroom, session)
        self.aim = plain("", "muted")
        self.text = plain("", "prose")
        self.begin = plain(_BEGIN, "muted")
        self.details = Details("Lesson")
        for widget in (self.title, self.note, self.quiz, self.aim, self.text, self.begin):
            self.details.add(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.course)
        rows.addWidget(self.details, 1)
        self.watch_run(session.classroom.changed)
        self.setFocusProxy(self.course.chooser)
        self._said: tuple[str, int | None] = ("", None)
        self._told = ""
        self.dress()

    def refresh(self) -> None:
        classroom = self.session.classroom
        self.course.refresh()
        lesson = classroom.lesson
        self.details.show_hint("" if lesson is not None else _EMPTY)
        if lesson is not None:
            self._show(lesson)

    def _show(self, lesson: Lesson) -> None:
        classroom, moment = self.session.classroom, self.session.moment
        note = classroom.note(moment)
        self.title.setText(lesson.title)
        self.title.setVisible(classroom.place == OUTSIDE)  # the chooser says it of all others
        asks = classroom.posed(moment) is not None  # and the words may tell the answer
        self._say(note.text if note is not None and not asks else "")
        self.quiz.show_quiz(lesson, classroom.asked(moment))
        said = self.note.text(), self.quiz.number
        told = self.quiz.remark.text() if self.quiz.remark.isVisibleTo(self.quiz) else ""
        if said != self._said:
            self.details.begin_at_top()
        elif told and told != self._told:
            self.details.bring(self.quiz.remark)
            announce(self.quiz.remark, told)
        self._said, self._told = said, told
        self.aim.setText(f"Aim: {lesson.aim}")
        self.aim.setVisible(bool(lesson.aim))
        self.text.setText(lesson.text)
        another = not classroom.lines(moment.recording)
        self.begin.setText(_ANOTHER if another and len(moment.recording) else _BEGIN)
        self.begin.setVisible(another or not len(moment.recording))

    def _say(self, text: str) -> None:
        """Show what the lesson says about this step, and announce it to a screen reader."""
        self.note.setVisible(bool(text))
        if text != self.note.text():
            self.note.setText(text)
            announce(self.note, text)


class CourseBar(QWidget):
    """Every lesson in order, by chapter, between two buttons that go to the next and last."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._classroom = session.classroom
        self._listed: tuple[Entry, ...] = ()
        self._rows: list[int] = []
        self.previous = _arrow("◀", "Previous lesson")
        self.next = _arrow("▶", "Next lesson")
        self.chooser = chooser("Lesson of the course")
        self.chooser.activated.connect(self._choose)
        self.previous.clicked.connect(partial(self._walk, -1))
        self.next.clicked.connect(partial(self._walk, 1))
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(4)
        line.addWidget(self.previous)
        line.addWidget(self.chooser, 1)
        line.addWidget(self.next)

    def refresh(self) -> None:
        """Show the course, and which of its lessons is open."""
        course, place = self._classroom.course, self._classroom.place
        if course != self._listed:
            self._list(course)
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < len(course))
        with QSignalBlocker(self.chooser):
            self.chooser.setCurrentIndex(self._rows[place] if place != OUTSIDE else -1)
        self.chooser.setPlaceholderText(f"A course of {len(course)} lessons")

    def _list(self, course: tuple[Entry, ...]) -> None:
        model = QStandardItemModel(self)
        self._listed, self._rows = course, []
        chapter = ""
        for number, entry in enumerate(course, 1):
            if entry.chapter != chapter:
                chapter = entry.chapter
                heading = QStandardItem(chapter)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                model.appendRow(heading)
            self._rows.append(model.rowCount())
            model.appendRow(QStandardItem(f"{number}. {entry.title}"))
        with QSignalBlocker(self.chooser):
            self.chooser.setModel(model)

    def _choose(self, row: int) -> None:
        if row in self._rows:
            self._classroom.want(self._rows.index(row))

    def _walk(self, offset: int) -> None:
        self._classroom.want(self._classroom.place + offset)


def _arrow(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button
