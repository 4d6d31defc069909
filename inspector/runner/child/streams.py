"""What the program sees as ``sys.stdout``, ``sys.stderr`` and ``sys.stdin``.

Written text becomes events, in order with everything else that happens. A program may print a
gigabyte: of all output the head and the tail are kept, and of a line its beginning.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable
from typing import Any

from inspector.runner.clip import Clip
from inspector.runner.limits import Limits

Take = Callable[[str, str], None]
_MERGED = 4096


class Output:
    """All that a program writes, whatever the stream, kept within the limits."""

    def __init__(self, take: Take, limits: Limits) -> None:
        self._take = take
        self._room = limits.output - limits.output // 2
        self._tail_room = limits.output // 2
        self._tail: deque[tuple[str, str]] = deque()
        self._tail_size = 0
        self._dropped = 0

    def write(self, stream: str, text: str) -> None:
        """Pass text on while there is room, then keep only the last of it."""
        if len(text) <= self._room:
            self._room -= len(text)
            self._take(stream, text)
            return
        head, text = text[: self._room], text[self._room :]
        if head:
            self._take(stream, head)
        self._room = 0
        self._keep(stream, text)

    def close(self) -> None:
        """Pass on the note of what was left out, and the tail."""
        surplus = self._tail_size - self._tail_room
        if surplus > 0:
            stream, oldest = self._tail.popleft()
            self._tail.appendleft((stream, oldest[surplus:]))
            self._forget(surplus)
        if self._dropped:
            self._take("stderr", f"\n[… {self._dropped:,} characters left out …]\n")
        while self._tail:
            self._take(*self._tail.popleft())
        self._dropped = self._tail_size = 0

    def divert(self, take: Take) -> None:
        """From now on give the text to somebody else."""
        self._take = take

    def _keep(self, stream: str, text: str) -> None:
        if not self._tail_room:
            self._dropped += len(text)
            return
        if len(text) > self._tail_room:
            self._dropped += len(text) - self._tail_room
            text = text[-self._tail_room :]
        self._tail_size += len(text)
        if self._tail and self._tail[-1][0] == stream and len(self._tail[-1][1]) < _MERGED:
            text = self._tail.pop()[1] + text
        self._tail.append((stream, text))
        while self._tail_size - len(self._tail[0][1]) >= self._tail_room:
            self._forget(len(self._tail.popleft()[1]))

    def _forget(self, characters: int) -> None:
        self._dropped += characters
        self._tail_size -= characters


class Writer(io.TextIOBase):
    """A text stream that hands what is written to the recording."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, stream: str, descriptor: int, output: Output, limits: Limits) -> None:
        self.name = f"<{stream}>"
        self.mode = "w"
        self._stream = stream
        self._descriptor = descriptor
        self._output = output
        self._lines = Clip(limits.line)
        self.buffer = _Bytes(self)

    def write(self, text: str, /) -> int:
        """Write text; as many characters as it has."""
        if type(text) is not str:
            if not isinstance(text, str):
                raise TypeError(f"write() argument must be str, not {type(text).__name__}")
            text = str(text)
        self._pass_on(self._lines.shorten(text))
        return len(text)

    def finish(self) -> None:
        """Nothing more will be written: say what a line without an end has lost."""
        self._pass_on(self._lines.end())

    def _pass_on(self, text: str) -> None:
        if text:
            self._output.write(self._stream, text)

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor that programs started from here write to."""
        return self._descriptor

    def close(self) -> None:
        """Do nothing: as in Python, closing the standard streams is no way to silence errors."""


class _Bytes(io.BufferedIOBase):
    """The binary side of a text stream (``sys.stdout.buffer``)."""

    def __init__(self, text: Writer) -> None:
        self._text = text

    def write(self, data: Any, /) -> int:
        """Write bytes as the UTF-8 text they are."""
        raw = bytes(data)
        self._text.write(raw.decode("utf-8", "backslashreplace"))
        return len(raw)

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The text stream's descriptor."""
        return self._text.fileno()

    def close(self) -> None:
        """Do nothing, as the text stream does."""


class Reader(io.TextIOBase):
    """A standard input that asks for every line."""

    encoding = "utf-8"

    def __init__(self, ask: Callable[[], str | None]) -> None:
        self.name = "<stdin>"
        self.mode = "r"
        self._ask = ask
        self._rest = ""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """The next line with its end, "" where there is no more."""
        if not self._rest:
            answer = self._ask()
            self._rest = "" if answer is None else f"{answer}\n"
        return self._taken(size)

    def read(self, size: int | None = -1, /) -> str:
        """All lines that are still to come; with a size, no more than that and one line."""
        if size is not None and size >= 0:
            return self.readline(size) if size else ""
        return "".join(iter(self.readline, ""))

    def _taken(self, size: int | None) -> str:
        count = len(self._rest) if size is None or size < 0 else size
        text, self._rest = self._rest[:count], self._rest[count:]
        return text

    def readable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor of the empty input."""
        return 0
