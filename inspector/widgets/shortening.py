"""Texts of rows, cut where they may be: paths at their names, sums at their terms."""

from __future__ import annotations

import re

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
        names = names[1:]
        text = arrow.join(["…", *names])
    return text


def name_shortened(name: str, metrics: QFontMetrics, room: int) -> str:
    """A name that fits ``room`` pixels by its last parts: "…0.weight", "…[3].bias"."""
    text = name
    while metrics.horizontalAdvance(text) > room and (
        rest := PARTS.split(text.lstrip("…"), 1)[1:]
    ):
        text = "…" + rest[0].lstrip(".")
    return text


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
