"""What a stream cannot show is escaped and not lost; what cannot be written is not an error."""

from __future__ import annotations

import io

from inspector.runner.aloud import write


def shown(text: str, encoding: str) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
    write(stream, text)
    return raw.getvalue()


def test_what_a_stream_has_no_characters_for_is_escaped() -> None:
    assert shown("a → ∇\n", "utf-8").decode() == "a → ∇\n"
    assert shown("grüße → ∇\n", "cp1252").decode("cp1252") == "grüße \\u2192 \\u2207\n"
    assert shown("\udc80", "utf-8") == b"\\udc80"


def test_a_stream_that_nobody_reads_is_no_error() -> None:
    closed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    closed.close()
    write(closed, "text")
    write(None, "text")
    write(plain := io.StringIO(), "→")
    assert plain.getvalue() == "→"
