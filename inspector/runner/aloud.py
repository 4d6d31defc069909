"""Writing text to this process's own output, whatever characters that can encode."""

from __future__ import annotations

import contextlib
from typing import TextIO


def write(stream: TextIO | None, text: str) -> None:
    """Write text at once; what the stream has no characters for is escaped as in Python.

    Nobody need read it: a stream that is closed, or not there at all, is not an error.
    """
    if stream is None:
        return
    encoding = stream.encoding or "utf-8"
    with contextlib.suppress(OSError, ValueError):
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
