"""A box to choose from that never makes its panel wider than it is."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QSizePolicy

LEAST = 6
"""Letters that are always seen of what is chosen."""


def chooser(name: str) -> QComboBox:
    """A combo box that fills its row and cuts what has no room; ``name`` is for screen readers."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LEAST)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box
