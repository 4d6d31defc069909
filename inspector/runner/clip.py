"""Clipping a long line of what a program prints, or of a crash."""

from __future__ import annotations

from collections.abc import Sequence


class Clip:
    """Cuts the lines of one stream to a length; a line may come in many pieces."""

    __slots__ = ("_column", "_cut", "_limit")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._column = 0
        self._cut = 0

    def shorten(self, text: str) -> str:
        """The text with what goes beyond a line's limit replaced by a note at its end."""
        if self._column + len(text) <= self._limit and not self._cut:
            end = text.rfind("\n")
            self._column = self._column + len(text) if end < 0 else len(text) - end - 1
            return text
        lines = text.split("\n")
        if self._fits(lines):
            self._column = len(lines[-1]) if len(lines) > 1 else self._column + len(text)
            return text
        return "".join(self._piece(piece) for piece in text.splitlines(keepends=True))

    def _fits(self, lines: Sequence[str]) -> bool:
        """Whether all of these lines, the first of which has begun already, are short enough."""
        begun = self._column + len(lines[0])
        return not self._cut and begun <= self._limit >= max(map(len, lines))

    def _piece(self, piece: str) -> str:
        ended = piece.endswith("\n")
        body = piece[:-1] if ended else piece
        kept = body[: max(0, self._limit - self._column)]
        self._column += len(kept)
        self._cut += len(body) - len(kept)
        return f"{kept}{self.end()}\n" if ended else kept

    def end(self) -> str:
        """The note at the end of the current line, "" where all of it was kept."""
        note = f" [… {self._cut:,} characters of this line left out]" if self._cut else ""
        self._column = self._cut = 0
        return note
