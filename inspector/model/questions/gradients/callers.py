"""From where a function was called, where one line of it runs at two steps."""

from __future__ import annotations

from inspector.model.moments.wording import at_line
from inspector.model.recordings.events import Statement
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.recording import Recording


def told_apart(recording: Recording, earlier: int, later: int) -> tuple[str, str]:
    """What to say after a line that ran at two steps: ", called on line 6", and "… on line 7".

    Both are "" where the line was come to in the same way, as it is by the turns of a loop.
    """
    pairs = zip(_callers(recording, earlier), _callers(recording, later), strict=False)
    for first, second in pairs:
        if first != second:
            return f", called{at_line(first)}", f", called{at_line(second)}"
    return "", ""


def _callers(recording: Recording, step: int) -> list[int]:
    """The lines of the statements that a step runs within, the innermost call first."""
    statements = recording.scopes.statements
    begun = (latest_of(statements, d, step) for d in reversed(range(recording.depth_at(step))))
    return [recording.at(Statement, index).line for index in begun if index != NEVER]
