"""Scales of colours for measures: even steps that are told apart by their lightness alone."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.theme.colour import legible, mix

STEPS = 9
OKABE_ITO = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#3f8fd0", "#d55e00", "#cc79a7", "#aece96",
    "#ced0d4",
)  # fmt: skip
"""Nine groups after Okabe and Ito, for the colour-blind too; the last, all others, is grey."""


def ramp(anchors: Sequence[str]) -> tuple[str, ...]:
    """``STEPS`` colours at even distances along a way over ``anchors``."""
    pieces = len(anchors) - 1
    found = []
    for step in range(STEPS):
        way = step / (STEPS - 1) * pieces
        piece = min(int(way), pieces - 1)
        found.append(mix(anchors[piece], anchors[piece + 1], way - piece))
    return tuple(found)


def inks(fills: Sequence[str]) -> tuple[str, ...]:
    """For each fill black or white, whichever is better read on it."""
    return tuple(legible(fill) for fill in fills)
