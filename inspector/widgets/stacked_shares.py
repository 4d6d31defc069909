"""The timeline of a run with too many bands to tell apart: a stacked chart of their shares."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from inspector.model.moments.bands import Band
from inspector.theme.tokens import Theme

Floats = NDArray[np.float64]
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
_BACKWARD = LAYERS.index(ROLES["backward"])
_NOTHING = (0, 0, 0, 0)
APART = 4.0
"""Pixels that a band needs on average to be seen as one."""
TURNS = 32
"""Bands that a share is taken over, so that no beat between bands and pixels is seen."""
HATCH = 8
"""Pixels from one line of the hatching of what goes backward to the next."""
_HATCHED = 60 / 255
"""How much of its colour such a line has."""


def too_many(bands: Sequence[Band], width: float) -> bool:
    """Whether bands are too narrow to be told apart in so many pixels."""
    return len(bands) * APART > width


class StackedShares:
    """How many steps each kind of band covers, up to any step; follows bands that grow."""

    def __init__(self) -> None:
        self._bands: Sequence[Band] = ()
        self._edges = [array("d", (0,)) for _ in LAYERS]
        self._covered = [array("d", (0,)) for _ in LAYERS]

    def follow(self, bands: Sequence[Band]) -> None:
        """Go over to these bands; those that are the same objects as before cost nothing."""
        known = self._bands
        same = min(len(known), len(bands))
        while same and known[same - 1] is not bands[same - 1]:
            same -= 1
        for band in known[same:]:
            layer = LAYERS.index(ROLES[band.kind])
            del self._edges[layer][-2:], self._covered[layer][-2:]
        for band in bands[same:]:
            layer = LAYERS.index(ROLES[band.kind])
            covered = self._covered[layer]
            self._edges[layer].extend((band.start, band.stop))
            covered.extend((covered[-1], covered[-1] + band.stop - band.start))
        self._bands = bands

    def shares(self, steps: int, width: int) -> Floats:
        """What share of the steps around each pixel every layer has: (layers, width), in 0 … 1."""
        reach = max(2.0, width * TURNS / max(1, len(self._bands)) / 2)
        places = np.arange(width) + 0.5
        scale = steps / max(1, width)
        low, high = (np.clip(places + side * reach, 0, width) * scale for side in (-1, 1))
        rows = [
            np.interp(high, edges, covered) - np.interp(low, edges, covered)
            for edges, covered in zip(self._edges, self._covered, strict=True)
        ]
        found: Floats = np.array(rows) / np.maximum(1e-9, high - low)
        return found

    def paint(self, painter: QPainter, steps: int, track: QRectF, theme: Theme) -> None:
        """Paint the kinds as layers on each other, as thick as their shares."""
        ratio = painter.device().devicePixelRatio()
        width, height = (max(1, round(ratio * side)) for side in (track.width(), track.height()))
        pixels = painted(self.shares(steps, width), height, theme)
        image = QImage(pixels.data, width, height, QImage.Format.Format_RGBA8888_Premultiplied)
        painter.drawImage(track, image)


def painted(shares: Floats, height: int, theme: Theme) -> NDArray[np.uint8]:
    """Layers of such shares in each column as pixels: (height, columns, red green blue alpha).

    Far faster than polygons, whose edges Qt would smooth one by one.
    """
    middles = (height - 0.5 - np.arange(height))[:, None]
    layer = np.zeros((height, shares.shape[1]), np.uint8)
    for top in np.cumsum(shares, 0) * height:
        layer += middles >= top
    lines = (np.arange(height)[:, None] + np.arange(shares.shape[1])) % HATCH == 0
    pixels: NDArray[np.uint8] = _palette(theme)[layer + (len(LAYERS) + 1) * lines]
    return pixels


def _palette(theme: Theme) -> NDArray[np.uint8]:
    """The colours of the layers and of nothing above them, then again where a hatch line runs."""
    plain = [_channels(theme.colour(role)) for role in LAYERS]
    hatched = list(plain)
    own, line = (np.array(c, float) for c in (plain[_BACKWARD], _channels(theme.gradient)))
    hatched[_BACKWARD] = tuple(np.rint((1 - _HATCHED) * own + _HATCHED * line).astype(int))
    return np.array([*plain, _NOTHING, *hatched, _NOTHING], np.uint8)


def _channels(colour: str) -> tuple[int, int, int, int]:
    found = QColor(colour)
    return found.red(), found.green(), found.blue(), found.alpha()
