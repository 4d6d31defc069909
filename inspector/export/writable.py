"""Text that any text file can hold: names in a recording may contain any characters."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the characters that XML 1.0 allows (its rule ``Char``)."""


def writable(text: str) -> str:
    """The text, with a mark in place of each character that XML forbids and DOT ends at."""
    return _UNWRITABLE.sub("\ufffd", text)
