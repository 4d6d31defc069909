"""Whether the program behind a recording still runs, waits, is kept, or is gone."""

from __future__ import annotations

from inspector.model.recordings.events import Answered, Asked, Given, Paused, Resumed
from inspector.model.recordings.history import NEVER, latest
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.wire import Code
from inspector.model.signal import Signal


class Live:
    """Told by whoever holds the process; asked by all who want to give it more code.

    ``paused`` : it waits at a line. ``kept`` : it has ended, and its names are still there.
    """

    def __init__(self) -> None:
        self.changed: Signal[()] = Signal()
        self.given: Signal[Code] = Signal()
        self.paused = self.kept = False

    @property
    def ready(self) -> bool:
        """Whether it can be given code now."""
        return self.paused or self.kept

    def be(self, *, paused: bool = False, kept: bool = False) -> None:
        """Take on another state."""
        if (paused, kept) != (self.paused, self.kept):
            self.paused, self.kept = paused, kept
            self.changed.emit()

    def give(self, code: Code) -> bool:
        """Run more code in the program's names; whether that can be done now."""
        if not self.ready or not code.text.strip():
            return False
        self.given.emit(code)
        return True


def waits(recording: Recording) -> bool:
    """Whether the program of a growing recording waits at a line."""
    end = len(recording)
    waited = latest(recording.of_kind(Paused), end)
    went_on = max(latest(recording.of_kind(kind), end) for kind in (Resumed, Given))
    return waited != NEVER and waited > went_on and not recording.complete


def asks(recording: Recording) -> bool:
    """Whether the program of a growing recording waits for a line of input."""
    asked, answered = map(recording.of_kind, (Asked, Answered))
    return len(asked) > len(answered)
