"""A notice after a run that says where a NaN or an Inf began."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from inspector.commands.registry import COMMANDS
from inspector.model.questions.outbreaks import Outbreak, told
from inspector.model.recordings.history import NEVER
from inspector.model.session import Session
from inspector.shell.frame.notice import Notice, Offer, Weight

GO = "questions.go_to_cause"
"""The command that the notice offers."""
EVERY = 60
"""Milliseconds between two looks at what has been recorded since."""
BUDGET, PORTION = 0.003, 20
"""Seconds a look takes at most, and how many events are looked at between two looks at the clock.

So a run that records faster than one can look is followed with a twentieth of the time.
"""


class Spotting(QObject):
    """Follows every run, and tells of it when it is over and nobody is asked to find it.

    ``watched`` tells whether an audience is there; ``go`` goes to where it began. What it kept
    back before an audience, or while something was asked, it tells when that is over. A lesson
    says by itself what goes wrong in it.
    """

    def __init__(
        self,
        session: Session,
        notice: Notice,
        watched: Callable[[], bool],
        go: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._notice, self._watched, self._go = session, notice, watched, go
        self._outbreak: Outbreak | None = None
        self._text = ""
        self._timer = QTimer(self, singleShot=True, interval=EVERY)
        self._timer.timeout.connect(self._look)
        self._links = [
            session.recording_changed.connect(self._begin),
            session.recording_grew.connect(self._follow),
            session.running_changed.connect(self._follow),
            session.prediction.changed.connect(self._withdraw_where_asked),
            session.step_changed.connect(self._again),
            session.settings_changed.connect(self._again),
        ]

    def close(self) -> None:
        """Follow no more."""
        self._timer.stop()
        for link in self._links:
            link()

    @property
    def busy(self) -> bool:
        """Whether there is something left to look at."""
        return self._timer.isActive()

    def _begin(self) -> None:
        """Another recording is shown: what was told of the last one goes."""
        self._timer.stop()
        self._outbreak = None
        self._withdraw()

    def _follow(self) -> None:
        session = self._session
        if self._outbreak is None and session.running:
            self._outbreak = Outbreak(session.recording)
        if self._outbreak is not None and not self._text and not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        """Look at what came, a little at a time; tell of it once the run is over."""
        outbreak = self._outbreak
        if outbreak is None:
            return
        until = monotonic() + BUDGET
        while not outbreak.done and monotonic() < until:
            outbreak.look(PORTION)
        if not outbreak.done:
            self._timer.start()
        elif outbreak.index != NEVER and not self._session.running:
            self._tell(outbreak.index)

    def _tell(self, index: int) -> None:
        session = self._session
        hidden = session.prediction.on or session.classroom.lesson is not None
        if hidden or self._watched() or self._notice.asks:
            return
        self._text = told(session.recording, index)
        self._notice.tell(self._text, Weight.PLAIN, Offer(COMMANDS[GO].title, self._go))

    def _withdraw_where_asked(self) -> None:
        if self._session.prediction.on:
            self._withdraw()
        else:
            self._again()

    def _again(self, *_: object) -> None:
        """Perhaps what was kept back can be told now; presenting ends with another theme."""
        found = self._outbreak is not None and self._outbreak.index != NEVER
        if found and not self._session.running:
            self._follow()

    def _withdraw(self) -> None:
        if self._text and self._notice.text == self._text:
            self._notice.clear()
        self._text = ""
