"""The clock of the animation: the next step when the canvas has shown the last one."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from inspector.model.moments.navigation import Stops, next_stop
from inspector.model.moments.walking import beside
from inspector.model.session import Session

REST = 260
"""Milliseconds between two steps at speed 1, in which a step can be read."""
WATCHABLE = 400
"""Events that wait to be shown beyond which a running program is followed, not played."""


class Screen(Protocol):
    """What shows the steps, and says when it has done so."""

    @property
    def busy(self) -> bool:
        """Whether something is still moving."""

    @property
    def settled(self) -> SignalInstance:
        """Emitted when nothing moves any more."""


class Player(QObject):
    """Plays the recording from the step shown to a breakpoint or its end, and on with a program.

    ``changed`` is emitted when playing begins or ends.
    """

    changed = Signal()

    def __init__(self, session: Session, screen: Screen, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._screen = session, screen
        self._playing = False
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._advance)
        screen.settled.connect(self._settled)
        self._links = [
            session.recording_grew.connect(self._grown),
            session.recording_changed.connect(self.pause),
        ]

    @property
    def playing(self) -> bool:
        """Whether steps are advancing now."""
        return self._playing

    def play(self) -> None:
        """Advance from here, from the start where here is the end."""
        session = self._session
        if session.step >= len(session.recording) and not session.running:
            session.go(0)
        self._set_playing(True)
        self._advance()

    def pause(self) -> None:
        """Stay at the step shown."""
        self._rest.stop()
        self._set_playing(False)

    def close(self) -> None:
        """Stop, and listen no more."""
        self.pause()
        for link in self._links:
            link()

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.changed.emit()

    def _advance(self) -> None:
        """Show the next step, or end where there is none and none will come."""
        session = self._session
        following = next_stop(session.recording, session.step, Stops.ANY, forward=True)
        held = beside(session.recording, session.step, [session.hits.all], forward=True)
        if min(following, session.horizon) > session.step:
            session.go(min(following, held))
            self._hold_or_go_on()
        elif not session.running or session.horizon < len(session.recording):
            self.pause()

    def _hold_or_go_on(self) -> None:
        """Stay where a breakpoint holds."""
        if self._session.step - 1 in self._session.hits.all:
            self.pause()
        else:
            self._settled()

    def _settled(self) -> None:
        """Rest a while once the canvas has shown the step, then go on."""
        if self._playing and not self._screen.busy and not self._rest.isActive():
            self._rest.start(round(REST / float(self._session.settings["speed"])))

    def _grown(self) -> None:
        """Go on where playing has waited for the program; give up where it never catches up."""
        session = self._session
        if not self._playing:
            return
        if len(session.recording) - session.step > WATCHABLE:
            self.pause()
            if any(index >= session.step for index in session.hits.all[-1:]):
                session.move_to_hit(forward=True)
            else:
                session.follow_run()
        else:
            self._settled()
