"""Fonts without ligatures: code fonts would draw ``->`` and ``!=`` as one sign."""

from __future__ import annotations

from PySide6.QtGui import QFont

LIGATURES = ("calt", "liga")


def unligated(font: QFont) -> QFont:
    """The same font without ligatures; as it is where Qt (before 6.7) cannot switch them off."""
    made = QFont(font)
    if hasattr(made, "setFeature"):
        for feature in LIGATURES:
            made.setFeature(QFont.Tag(feature), 0)
    return made
