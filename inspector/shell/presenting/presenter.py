"""The window for who presents: this step, notes on it, the next, and how long it has taken."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.model.lessons.speaking import notes_on
from inspector.model.moments.navigation import Stops, next_stop
from inspector.model.predicting import pending
from inspector.model.questions.explain import sentence
from inspector.model.session import Session
from inspector.widgets.labels import offer_copying, plain, unbroken
from inspector.widgets.scrolled import scrolled

EVERY = 500
"""Milliseconds between two looks at the clock."""
FIRST_SIZE = (900, 620)
_NO_NOTES = "No notes: this program is not a lesson, or its lesson says nothing here."
_LAST = "This is the last step."
_UNRUN = "One press forward runs the program."
_HIDDEN = "A value that is to be predicted: one press asks for it, another reveals it."


class PresenterWindow(QWidget):
    """Notes for the speaker, on a screen that the audience does not see."""

    def __init__(self, session: Session, now: Callable[[], float] = monotonic) -> None:
        super().__init__(None)
        self.setObjectName("presenter")
        self.resize(*FIRST_SIZE)
        self._session, self._now = session, now
        self._began = now()
        self.place = unbroken("", "muted")
        self.clock = QLabel()
        self.clock.setObjectName("clock")
        self.restart = QPushButton("Restart the timer")
        self.sentence = plain("", "sentence")
        self.notes = plain("", "notes")
        self.following = plain("", "prose")
        self._build()
        offer_copying(self)
        self.restart.clicked.connect(self.start_again)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self._links = [
            session.step_changed.connect(self._stepped),
            session.recording_changed.connect(self.refresh),
            session.recording_grew.connect(self.refresh),
            session.classroom.changed.connect(self.refresh),
            session.prediction.changed.connect(self.refresh),
        ]
        self.refresh()
        self.tick()

    def leave(self) -> None:
        """Close for good, and listen no more."""
        self._timer.stop()
        for link in self._links:
            link()
        self._links.clear()
        self.close()
        self.deleteLater()

    def start_again(self) -> None:
        """Count the time from now on."""
        self._began = self._now()
        self.tick()

    def tick(self) -> None:
        """Show how long it has taken."""
        minutes, seconds = divmod(int(self._now() - self._began), 60)
        self.clock.setText(f"{minutes}:{seconds:02d}")
        self.clock.setAccessibleName(f"{minutes} minutes {seconds} seconds")

    def refresh(self) -> None:
        """Show this step, the notes on it, and the next."""
        session = self._session
        classroom, total = session.classroom, len(session.recording)
        title = classroom.title(session.document, session.recording)
        self.setWindowTitle(f"{title} – Presenter")
        self.place.setText(f"Step {session.step} of {total}")
        self.sentence.setText(session.sentence)
        self.notes.setText(notes_on(classroom, session.moment) or _NO_NOTES)
        self.following.setText(self._following())

    def _following(self) -> str:
        session = self._session
        if not len(session.recording):
            return _UNRUN
        if pending(session):
            return _HIDDEN
        step = next_stop(session.recording, session.step, Stops.ANY, forward=True)
        if step <= session.step:
            return _LAST
        return sentence(session.recording, step, session.teacher.knows.formulas)

    def _stepped(self, _old: int, _new: int) -> None:
        self._area.verticalScrollBar().setValue(0)
        self.refresh()

    def _build(self) -> None:
        """The time above; below it, in a page that scrolls, what there is to say."""
        top = QHBoxLayout()
        top.addWidget(self.place, 1)
        top.addWidget(self.clock)
        top.addWidget(self.restart)
        page = QWidget()
        page.setProperty("role", "page")
        said = QVBoxLayout(page)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(10)
        for heading, label, share in (
            ("Notes", self.notes, 4),
            ("Now", self.sentence, 1),
            ("Next", self.following, 1),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            said.addWidget(plain(heading, "section"))
            said.addWidget(label, share)
        self._area = scrolled(page, "Notes")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a clicker's keys are for steps
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(10)
        rows.addLayout(top)
        rows.addWidget(self._area, 1)
