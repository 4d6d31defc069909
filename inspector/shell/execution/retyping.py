"""Running a short program again whenever its text changes and is valid Python."""

from __future__ import annotations

import warnings
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from inspector.model.moments.bearing import Bearing, bearing, place
from inspector.model.recordings.events import End
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.sources.parsing import UNREADABLE
from inspector.shell.execution.player import Player
from inspector.shell.execution.process import Process
from inspector.shell.execution.trust import Trust
from inspector.shell.frame.notice import Notice, Offer, Weight

AFTER = 500
"""Milliseconds after the last key before the program is run."""
SHORT = 1.0
"""Seconds; what took longer is not run without being asked to."""
PATIENCE = 3.0
"""Seconds after which a program that was run as it was typed is stopped."""


class Retyping(QObject):
    """Watches the text while the setting is on; the reader stays at the same statement.

    After a run that took long it waits to be asked, and says so. Where one was stopped for that,
    the next change is tried once: it may well mend the loop that did not end.
    """

    def __init__(
        self,
        session: Session,
        program: Process,
        player: Player,
        trust: Trust,
        notice: Notice,
    ) -> None:
        super().__init__(program)
        self._session, self._program, self._player = session, program, player
        self._trust, self._notice = trust, notice
        self._told: Recording | None = None
        self._asked: Path | None = None
        self._typed: Recording | None = None
        self._back: tuple[Bearing, str] | None = None
        self._tries_again = False
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self._run)
        self._links = [
            session.document_changed.connect(self._changed),
            session.running_changed.connect(self._ended),
        ]

    def close(self) -> None:
        """Watch no more."""
        self._timer.stop()
        for link in self._links:
            link()

    def _changed(self) -> None:
        if self._session.settings["run_as_typed"]:
            self._timer.start()

    def _run(self) -> None:
        """Run the text, if it is worth it and can be done in a moment."""
        session = self._session
        text = session.document.text
        fresh = session.stale or (not session.recording.events and session.document.modified)
        busy = session.running and session.recording is not self._typed
        if busy or not fresh or not whole(text) or not self._is_allowed():
            return
        cut = self._was_cut
        if self._program.took > SHORT and (not cut or self._tries_again):
            self._say_why()
            return
        self._tries_again = cut
        recording = session.recording
        back = self._back or (bearing(recording, session.step), recording.source)
        self._back = None  # what runs still, as it was typed before, ends on the way
        self._player.pause()
        self._program.begin(text, PATIENCE)
        self._back, self._typed = back, session.recording

    @property
    def _was_cut(self) -> bool:
        """Whether the last run was begun here, and stopped as it took too long."""
        recording = self._session.recording
        if recording is not self._typed or not recording.events:
            return False
        last = recording.events[-1]
        return isinstance(last, End) and last.reason == "timeout"

    def _is_allowed(self) -> bool:
        """Whether the program may run without a question, which is asked once a file."""
        file = self._session.document.source_file
        if self._trust.given or file == self._asked:
            return self._trust.given
        self._asked = file
        return self._trust.may_run(self._run)

    def _say_why(self) -> None:
        """Say once after each long run why the text is not run as it is typed."""
        if self._told is not self._session.recording:
            self._told = self._session.recording
            self._notice.tell(
                f"The last run took {self._program.took:.1f} seconds: what you type is run again "
                "as you type it once a run takes less than one second.",
                Weight.PLAIN,
                Offer("Run it now", self._program.run),
            )

    def _ended(self) -> None:
        """Go to where the reader was, once there is all of the new run."""
        if self._session.running or self._back is None:
            return
        (found, before), self._back = self._back, None
        self._session.go(place(found, before, self._session.recording))


def whole(text: str) -> bool:
    """Whether a text is Python, and more than blanks."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<program>", "exec", dont_inherit=True)
    except UNREADABLE:
        return False
    return bool(text.strip())
