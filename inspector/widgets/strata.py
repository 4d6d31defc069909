"""A timeline of so many bands that none can be told: what share of the steps each kind has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from types import MappingProxyType

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPolygonF

from inspector.model.moments.bands import Band
from inspector.theme.tokens import Theme

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "forward": "band_forward",
        "backward": "band_backward",
        "zero": "band_zero",
        "grad": "band_zero",
        "update": "band_update",
    }
)
"""The colour of each kind of band."""
LAYERS = tuple(dict.fromkeys(ROLES.values()))
"""The colours from the ground up."""
APART = 4.0
"""Pixels that a band needs on average to be seen as one."""
EACH = 4.0
"""Pixels between two places at which shares are taken."""
TURNS = 32
"""Bands that a share is taken over, so that no beat between bands and pixels is seen."""


def too_many(bands: Sequence[Band], width: float) -> bool:
    """Whether bands are too narrow to be told apart in so many pixels."""
    return len(bands) * APART > width


def shares(bands: Sequence[Band], steps: int, width: float) -> np.ndarray:
    """What share of the steps around a place every layer has: (layers, places), in 0 … 1.

    There is a place every ``EACH`` pixels or a little less, from the first to the last.
    """
    reach = max(2.0, width * TURNS / max(1, len(bands)) / 2)
    places = np.linspace(0, width, max(2, round(width / EACH) + 1))
    scale = steps / max(1.0, width)
    ends = [np.clip(places + side * reach, 0, width) * scale for side in (-1, 1)]
    rows = []
    for role in LAYERS:
        own = [(band.start, band.stop) for band in bands if ROLES[band.kind] == role]
        at = np.array([0, *chain.from_iterable(own), steps], float)
        covered = np.repeat(np.cumsum([0, *(stop - start for start, stop in own)]), 2)
        low, high = (np.interp(each, at, covered) for each in ends)
        rows.append((high - low) / np.maximum(1e-9, ends[1] - ends[0]))
    return np.array(rows)


def paint_strata(
    painter: QPainter, bands: Sequence[Band], steps: int, track: QRectF, theme: Theme
) -> None:
    """Paint the kinds as layers on each other, as thick as their shares."""
    painter.setPen(Qt.PenStyle.NoPen)
    tops = track.bottom() - np.cumsum(shares(bands, steps, track.width()), 0) * track.height()
    places = np.linspace(track.left(), track.right(), tops.shape[1]).tolist()
    ground = _edge(places, [track.bottom()] * len(places))
    for role, heights in zip(LAYERS, tops.tolist(), strict=True):
        top = _edge(places, heights)
        layer = QPolygonF(top + ground[::-1])
        painter.setBrush(QColor(theme.colour(role)))
        painter.drawPolygon(layer)
        if role == ROLES["backward"]:
            hatch = QColor(theme.gradient)
            hatch.setAlpha(60)
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            painter.drawPolygon(layer)
        ground = top


def _edge(places: list[float], heights: list[float]) -> list[QPointF]:
    return list(map(QPointF, places, heights))
