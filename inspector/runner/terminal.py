"""Answers from the standard input of this process, looked for without ever waiting long."""

from __future__ import annotations

import codecs
import io
import os
import select
import sys

_CHUNK = 1 << 12


class Terminal:
    """The lines of standard input, one after another.

    Where the system can say whether something can be read (not on Windows, nor of a stream
    without a descriptor) nothing waits for a person; elsewhere a look lasts until there is a line.
    """

    def __init__(self) -> None:
        self._text = ""
        self._ended = False
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._descriptor = _descriptor()

    def look(self, patience: float) -> tuple[str | None] | None:
        """A line (None: there is no more input), or None at once if there is none yet."""
        if self._descriptor is None:
            line = sys.stdin.readline() if sys.stdin is not None else ""
            return (line.removesuffix("\n") if line else None,)
        if "\n" not in self._text and not self._ended:
            self._fill(self._descriptor, patience)
        return self._next()

    def _fill(self, descriptor: int, patience: float) -> None:
        if select.select([descriptor], [], [], patience)[0]:
            chunk = os.read(descriptor, _CHUNK)
            self._text += self._decode(chunk)
            self._ended = not chunk

    def _next(self) -> tuple[str | None] | None:
        line, end, rest = self._text.partition("\n")
        if not end and not self._ended:
            return None
        self._text = rest
        return (line,) if end or line else (None,)


def _descriptor() -> int | None:
    if sys.platform == "win32" or sys.stdin is None:
        return None
    try:
        return sys.stdin.fileno()
    except (io.UnsupportedOperation, ValueError):
        return None
