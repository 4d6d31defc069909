"""The texts that a run executed: its program, and code given to it later; and their lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from inspector.model.recordings.events import Given
from inspector.model.recordings.recording import Recording
from inspector.model.sources.cells import cells, text_of

_LINE = re.compile(r"\bline (\d+)\b")

LONG = 1_000
"""Lines from which on those that stand everywhere are not compared, as that would take long."""


def given(recording: Recording) -> list[Given]:
    """All code that was given to a program, in order."""
    return [event for _, event in recording.every(Given)]


def as_run(recording: Recording, text: str) -> bool:
    """Whether a text is what was run: whole, or cell by cell as each was run last."""
    if text == recording.source:
        return True
    ran = {piece.text.strip() for piece in given(recording) if piece.shown}
    if not ran:
        return False
    ran.update(text_of(recording.source, cell).strip() for cell in cells(recording.source))
    found = [text_of(text, cell).strip() for cell in cells(text) if cell.kind == "code"]
    return bool(found) and ran.issuperset(found)


def piece_of(recording: Recording, line: int) -> Given | None:
    """The latest given piece that a line is part of, None for the program's own lines."""
    for piece in reversed(given(recording)):
        if piece.line <= line < piece.line + piece.text.count("\n") + 1:
            return piece
    return None


def next_line(recording: Recording) -> int:
    """The first line that nothing in a recording has yet."""
    ends = [piece.line + piece.text.count("\n") + 1 for piece in given(recording)]
    return max([recording.source.count("\n") + 2, *ends])


def line_text(recording: Recording, line: int) -> str:
    """What stands on a line, "" where nothing does."""
    piece = piece_of(recording, line)
    lines = (recording.source if piece is None else piece.text).split("\n")
    place = line - 1 if piece is None else line - piece.line
    return lines[place] if 0 <= place < len(lines) else ""


def lines_like(recording: Recording, pattern: re.Pattern[str]) -> set[int]:
    """The lines that have something of a pattern before their comment, of all texts of a run."""
    found = set(_like(recording.source, pattern))
    for _, piece in recording.every(Given):
        found |= {piece.line + line - 1 for line in _like(piece.text, pattern)}
    return found


@lru_cache(maxsize=64)
def _like(text: str, pattern: re.Pattern[str]) -> tuple[int, ...]:
    lines = enumerate(text.split("\n"), start=1)
    return tuple(line for line, each in lines if pattern.search(each.partition("#")[0]))


def line_words(recording: Recording, line: int) -> str:
    """What to call a line: "line 5", or "line 1 of the console"."""
    piece = piece_of(recording, line)
    if piece is None:
        return f"line {line}"
    number = line - piece.line
    return f"line {number + piece.shown}" if piece.shown else f"line {number + 1} of the console"


def with_words(recording: Recording, text: str) -> str:
    """A sentence that calls its lines what their reader does."""
    if not recording.of_kind(Given):
        return text
    return _LINE.sub(lambda found: line_words(recording, int(found[1])), text)


def program_line(recording: Recording, line: int) -> int:
    """The number of a line as the editor shows it, 0 for one of the console."""
    piece = piece_of(recording, line)
    if piece is None:
        return line
    return line - piece.line + piece.shown if piece.shown else 0


def editor_line(recording: Recording, text: str, line: int) -> int:
    """Where a line of a run stands in a text that may have been edited since, 0 if nowhere."""
    piece = piece_of(recording, line)
    if piece is None:
        return moved(recording.source, text, line)
    if not piece.shown:
        return 0
    start = found(piece.text.split("\n"), text.split("\n"), piece.shown)
    return start + line - piece.line if start else 0


def moved(old: str, new: str, line: int) -> int:
    """The number that a line of a text has after edits, 0 where it was changed or removed."""
    numbers = _numbers(old, new)
    return numbers[line - 1] if 0 < line <= len(numbers) else 0


@lru_cache(maxsize=4)
def _numbers(old: str, new: str) -> tuple[int, ...]:
    """The new number of every line."""
    before, after = old.split("\n"), new.split("\n")
    numbers = [0] * len(before)
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > LONG)
    for start, there, size in matcher.get_matching_blocks():
        numbers[start : start + size] = range(there + 1, there + size + 1)
    return tuple(numbers)


def found(piece: Sequence[str], lines: Sequence[str], near: int) -> int:
    """The line at which a piece stands whole, the one nearest to ``near``; 0 where none does."""
    size = len(piece)
    starts = [
        at + 1
        for at in range(len(lines) - size + 1)
        if lines[at] == piece[0] and list(lines[at : at + size]) == list(piece)
    ]
    place = bisect_right(starts, near)
    return min(starts[max(0, place - 1) : place + 1], key=lambda at: abs(at - near), default=0)
