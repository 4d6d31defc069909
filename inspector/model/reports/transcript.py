"""What a run wrote, piece by piece: printed text, warnings, and the exception that ended it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from inspector.model.recordings.events import (
    Answered,
    AnyEvent,
    Error,
    Given,
    Limit,
    Printed,
    Warned,
)
from inspector.model.recordings.recording import Recording

MOST = 200_000
"""Characters that are shown; of more, the last ones."""

_KINDS = (Printed, Answered, Warned, Error, Limit, Given)
PROMPT, MORE = ">>> ", "... "
"""What Python's own prompt writes before a line, and before those that go on with it."""
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands in the output from ``step`` on; ``stream`` says how it is coloured."""

    step: int
    stream: str
    text: str


class Transcript:
    """The pieces of a recording, read on as it grows."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.pieces: list[Piece] = []
        self._steps: list[int] = []
        self._lengths: list[int] = [0]
        self._read = dict.fromkeys(_KINDS, 0)
        self._traced = ""
        self._given: int | None = None

    def read_on(self) -> None:
        """Take in what has been recorded since."""
        fresh: list[int] = []
        for kind in _KINDS:
            indices = self.recording.of_kind(kind)
            fresh += indices[self._read[kind] :]
            self._read[kind] = len(indices)
        for index in sorted(fresh):
            self._add(index + 1, self.recording.events[index])

    @property
    def unfinished(self) -> str:
        """What was printed last and ended no line: the question of who waits for an answer."""
        last = next((p.text for p in reversed(self.pieces) if p.stream != "stderr"), "")
        return last.rpartition("\n")[2].strip()

    @property
    def given(self) -> int:
        """The first piece that was given to the program; how many there are where none was."""
        return len(self.pieces) if self._given is None else self._given

    def until(self, step: int) -> int:
        """How many pieces there are at ``step``."""
        return bisect_right(self._steps, step)

    def first_of(self, count: int) -> int:
        """The first of the pieces to show when ``count`` are there, so that not too much is."""
        return bisect_left(self._lengths, self._lengths[count] - MOST, hi=count)

    def length(self, first: int, stop: int) -> int:
        """How many characters the pieces from ``first`` to before ``stop`` have."""
        return self._lengths[stop] - self._lengths[first]

    def _add(self, step: int, event: AnyEvent) -> None:
        stream, text = _told(event)
        if isinstance(event, Printed) and event.stream == "stderr":
            self._traced = (self._traced + event.text)[-MOST:]
        if isinstance(event, Error) and _last_line(event) in self._traced:
            text = ""  # the program's own standard error has said it already
        if stream == "given" and self._given is None:
            self._given = len(self.pieces)
        if text:
            text = _shown(text)
            self.pieces.append(Piece(step, stream, text))
            self._steps.append(step)
            self._lengths.append(self._lengths[-1] + len(text))


def prompted(code: str) -> str:
    """Code as it looks where it was typed at Python's own prompt; a cell begins at its code."""
    first, *rest = code.strip("\n").split("\n")
    return "".join([f"{PROMPT}{first}\n", *(f"{MORE}{line}\n" for line in rest)])


def _last_line(error: Error) -> str:
    """What the program's own standard error ends with."""
    lines = error.traceback.strip().splitlines()
    return lines[-1] if lines else error.message


def _told(event: AnyEvent) -> tuple[str, str]:
    if isinstance(event, Printed):
        return event.stream, event.text
    if isinstance(event, Given):
        return "given", prompted(event.text)
    if isinstance(event, Answered):
        return "answer", f"{event.text}\n" if not event.ended else "[end of input]\n"
    if isinstance(event, Warned):
        where = f"line {event.line}: " if event.line else ""
        return "warning", f"{where}{event.category}: {event.message}\n"
    if isinstance(event, Error):
        return "error", event.traceback or f"{event.type}: {event.message}\n"
    return "notice", f"[left out from here on: {event.what}]\n" if isinstance(event, Limit) else ""


def _shown(text: str) -> str:
    """Text as a terminal without colours would show it, and not too long."""
    text = _ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSHOWABLE.sub("", text)
    return text if len(text) <= MOST else "…" + text[-MOST:]
