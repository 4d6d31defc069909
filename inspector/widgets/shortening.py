"""Texts of rows, cut where they may be: paths at their names, sums at their terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

NODES = re.compile(r"Backward\d+\b")
"""What the names of all nodes end in, and so the first that can be left out."""
TOLD = 3
"""So many names of a path tell it from others in most programs."""
PARTS = re.compile(r"(?!^)(?=\[)|\.")
"""Where a name can be cut: before an index, at a dot."""
SUM = re.compile(r"^.*? (?=[+−] .* = )")
"""The first term of a sum."""
TERMS = re.compile(r"^.* (?== )")
"""All its terms."""


def shortened(path: str, arrow: str, metrics: QFontMetrics, room: int) -> str:
    """The longest form of ``path`` that fits ``room`` pixels.

    First its names lose what they all end in, then it loses names from its front.
    """
    text = path
    if metrics.horizontalAdvance(text) > room and arrow in path:
        text = path = NODES.sub("", path)
    names = path.split(arrow)
    while metrics.horizontalAdvance(text) > room and len(names) > 1:
        names = names[2:] if names[1] == "…" and len(names) > 2 else names[1:]
        text = arrow.join(["…", *names])
    return text


def name_shortened(name: str, metrics: QFontMetrics, room: int) -> str:
    """A name that fits ``room`` pixels and is told from its neighbours, as long as that can be.

    It loses what stands before its first index, then parts become initials, its end is cut, and
    last it is cut from its front: "…0.attn.key.weight", "…0.a.k.weight", "…0.a.k.we…", "…weight".
    """
    forms = list(_forms(name))
    return next((each for each in forms if metrics.horizontalAdvance(each) <= room), forms[-1])


def _forms(name: str) -> Iterator[str]:
    """A name, longest form first."""
    yield name
    parts = [part for part in PARTS.split(name) if part]
    indices = [place for place, part in enumerate(parts) if part.strip("[]").isdigit()]
    kept = min([*indices, max(len(parts) - 2, 0)])
    for cut in range(1, kept + 1):
        yield _joined(parts[cut:])
    for place in range(kept, len(parts) - 1 if kept else 0):
        if place not in indices and parts[place][0].isalpha():
            parts[place] = parts[place][0]
            yield _joined(parts[kept:])
    last = parts[-1]
    if indices and last[0].isalpha():
        for end in range(len(last) - 1, 1, -1):
            yield f"{_joined([*parts[kept:-1], last[:end]])}…"
    for cut in range(max(kept, 1), len(parts)):
        yield _joined(parts[cut:])


def _joined(parts: Sequence[str]) -> str:
    """The last parts of a name, marked as such."""
    return "…" + ".".join(parts).replace(".[", "[")


def shortest(path: str, arrow: str) -> str:
    """The form of ``path`` that it should have room for: its last names without their ends."""
    names = NODES.sub("", path).split(arrow)
    return arrow.join(names if len(names) <= TOLD else ["…", *names[1 - TOLD :]])


def sum_shortened(text: str, metrics: QFontMetrics, room: int) -> str:
    """A sum without what it began with, or its result alone; any other text without its end."""
    if "=" not in text:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    for form in (text, SUM.sub("… ", text), TERMS.sub("", text)):
        if metrics.horizontalAdvance(form) <= room:
            return form
    return metrics.elidedText(text, Qt.TextElideMode.ElideLeft, room)
