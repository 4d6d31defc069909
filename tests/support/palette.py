"""Pictures of windows in 256 colours: half the bytes, and nobody sees the difference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Colours = NDArray[np.uint32]
COLOURS = 256
SMALLEST = 0
"""Qt's PNG quality for the hardest compression."""


def reduce(path: Path) -> None:
    """Save a picture again with its most frequent colours; every other becomes the nearest."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    found, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = found[np.argsort(counts)[-COLOURS:]]
    indices = nearest(found, kept)[places].astype(np.uint8).reshape(pixels.shape)
    height, width = indices.shape
    made = QImage(indices.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable([int(colour) for colour in kept])
    made.save(str(path), quality=SMALLEST)


def nearest(colours: Colours, kept: Colours) -> NDArray[np.intp]:
    """For each colour the index of the kept one that is most like it."""
    here, there = channels(colours), channels(kept)
    return np.array([np.argmin(((there - colour) ** 2).sum(1)) for colour in here])


def channels(colours: Colours) -> NDArray[np.int32]:
    """Red, green and blue of packed colours, a row each."""
    return np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], 1).astype(np.int32)
