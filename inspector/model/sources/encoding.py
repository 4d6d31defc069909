"""In which encoding a program's file is: UTF-8, or what its first two lines declare (PEP 263)."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

UTF_8 = "utf-8"
_HEAD = 4_096
_PROGRAM = "x = [...]\n"
"""What every encoding of programs leaves as it is."""
_DECLARED = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_COMMENT = re.compile(rb"[ \t\f]*(?:#.*)?")
_SHORTENED = re.compile(r"(utf-8|latin-1|iso-8859-1|iso-latin-1)-.*")


def encoding_of(data: bytes) -> str:
    """The encoding by which Python reads a program; UTF-8 too where it knows none of that name."""
    if data.startswith(BOM_UTF8):
        return UTF_8
    for line in data[:_HEAD].splitlines()[:2]:
        found = _DECLARED.match(line)
        if found is not None:
            return _known(found.group(1).decode("ascii", "replace"))
        if not _COMMENT.fullmatch(line):
            break
    return UTF_8


def _known(name: str) -> str:
    """The name of a text encoding; editors may have added line ends to it (``latin-1-unix``).

    In some that Python knows no program can be written (``idna``, ``punycode``, ``utf-16``).
    """
    name = _SHORTENED.sub(r"\1", name.lower().replace("_", "-"))
    try:
        return name if _PROGRAM.encode(name) == _PROGRAM.encode() else UTF_8
    except (LookupError, UnicodeError):
        return UTF_8
