"""From where a function was called, where one line of it runs at two steps."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.moments.wording import at_line
from inspector.model.recordings.events import Statement
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.recording import Recording


def told_apart(recording: Recording, earlier: int, later: int) -> tuple[str, str]:
    """What to say after a line that ran at two steps: ", called on line 6", and "… on line 7".

    Both are "" where the line was come to in the same way, as it is by the turns of a loop.
    """
    for first, second in _callers(recording, earlier, later):
        lines = [recording.at(Statement, index).line for index in (first, second)]
        if lines[0] != lines[1]:
            return f", called{at_line(lines[0])}", f", called{at_line(lines[1])}"
    return "", ""


def called_again(recording: Recording, earlier: int, later: int) -> int:
    """The line that called, by the second of two steps once more, what both run in; 0 for none."""
    pairs = _callers(recording, earlier, later)
    again = (second for first, second in pairs if first != second)
    index = next(again, NEVER)
    return 0 if index == NEVER else recording.at(Statement, index).line


def _callers(recording: Recording, earlier: int, later: int) -> Iterator[tuple[int, int]]:
    """The statements that two steps run within in pairs, those of the innermost call first."""
    return zip(_around(recording, earlier), _around(recording, later), strict=False)


def _around(recording: Recording, step: int) -> list[int]:
    statements = recording.scopes.statements
    begun = (latest_of(statements, d, step) for d in reversed(range(recording.depth_at(step))))
    return [index for index in begun if index != NEVER]
