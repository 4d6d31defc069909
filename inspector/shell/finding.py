"""What the palette can find in a session."""

from __future__ import annotations

from inspector.model.recordings.events import Statement
from inspector.model.recordings.recording import Recording


def step_of_line(recording: Recording, line: int, step: int) -> int | None:
    """The step at which a line next runs after ``step``, or first; None where it never does."""
    runs = [
        position + 1
        for position in recording.of_kind(Statement)
        if isinstance(event := recording.events[position], Statement) and event.line == line
    ]
    return next((found for found in runs if found > step), runs[0] if runs else None)
