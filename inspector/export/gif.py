"""Moving pictures as GIF, written here frame by frame.

Qt only reads them. Pillow writes them, but holds every frame until the last has come, compares
whole rectangles and not pixels, and would come to every desk for this one format.

Source: GRAPHICS INTERCHANGE FORMAT, version 89a, CompuServe 1990.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from inspector.export.lzw import compressed

Image = NDArray[np.uint32]
"""Rows of pixels, each 0xffRRGGBB."""

KEPT = 255
"""Colours of a frame; one more stands for what has not changed."""
CHUNK = 2048
"""Colours that are compared with all that are kept at a time."""
BLOCK = 255


def gif(images: Iterable[tuple[Image, int]]) -> Iterator[bytes]:
    """The bytes of a film that repeats, piece by piece; images with hundredths of a second each.

    Of every frame only the rectangle that differs from the one before is stored.
    """
    before: Image | None = None
    for image, delay in images:
        if before is None:
            height, width = image.shape
            yield b"GIF89a" + struct.pack("<HHBBB", width, height, 0x70, 0, 0)
            yield b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
        yield from _frame(image, before, delay)
        before = image
    yield b"\x3b"


def _frame(image: Image, before: Image | None, delay: int) -> Iterator[bytes]:
    top, left, shown = (0, 0, image) if before is None else _changed(image, before)
    height, width = shown.shape
    places = np.full(shown.shape, KEPT, np.uint8)
    fresh = np.ones(shown.shape, bool)
    if before is not None:
        fresh = shown != before[top : top + height, left : left + width]
    colours, places[fresh] = indexed(shown[fresh])
    table = np.zeros((KEPT + 1, 3), np.uint8)
    table[: len(colours)] = np.stack(_channels(colours), 1)
    # Left in place when its time is over (4), with a colour to see through (1).
    yield b"\x21\xf9\x04" + struct.pack("<BHBB", 4 | 1, delay, KEPT, 0)
    yield b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0x87) + table.tobytes()
    yield b"\x08" + _blocks(compressed(places.ravel())) + b"\x00"


def _changed(image: Image, before: Image) -> tuple[int, int, Image]:
    """Top, left and pixels of the smallest rectangle outside which nothing differs."""
    rows, columns = (np.flatnonzero((image != before).any(axis)) for axis in (1, 0))
    if not len(rows):
        return 0, 0, image[:1, :1]
    top, left = int(rows[0]), int(columns[0])
    return top, left, image[top : rows[-1] + 1, left : columns[-1] + 1]


def indexed(image: Image) -> tuple[Image, NDArray[np.uint8]]:
    """The colours of some pixels that are kept, and for each pixel the place of the nearest."""
    found, places, counts = np.unique(image, return_inverse=True, return_counts=True)
    channels = np.stack(_channels(found), 1).astype(np.int32)
    kept = _kept(channels, counts)
    return found[kept], _nearest(channels, channels[kept])[places]


def _nearest(colours: NDArray[np.int32], kept: NDArray[np.int32]) -> NDArray[np.uint8]:
    """For each colour the place of the one it is least unlike."""
    # What (kept - colour)² has beyond the colour's own square; floats of 24 bits hold it exactly.
    own, weights = (kept**2).sum(1).astype(np.float32), kept.T.astype(np.float32)
    parts = (colours[at : at + CHUNK].astype(np.float32) for at in range(0, len(colours), CHUNK))
    found = [(own - 2 * (part @ weights)).argmin(1).astype(np.uint8) for part in parts]
    return np.concatenate([*found, np.empty(0, np.uint8)])


def _kept(channels: NDArray[np.int32], counts: NDArray[np.intp]) -> list[int]:
    """The places of the most frequent colours, and of those that are least like these.

    Frequency alone would turn a small green mark among many greys into a grey one.
    """
    if len(channels) <= KEPT:
        return list(range(len(channels)))
    kept: list[int] = np.argsort(counts)[-KEPT // 2 :].tolist()
    far = _distances(channels, kept[0])
    for one in kept[1:]:
        far = np.minimum(far, _distances(channels, one))
    while len(kept) < KEPT:
        kept.append(int(far.argmax()))
        far = np.minimum(far, _distances(channels, kept[-1]))
    return kept


def _distances(channels: NDArray[np.int32], one: int) -> NDArray[np.int32]:
    """How unlike each colour is to one of them."""
    found: NDArray[np.int32] = np.square(channels - channels[one]).sum(1, dtype=np.int32)
    return found


def _channels(colours: Image) -> tuple[Image, Image, Image]:
    """Red, green and blue."""
    low = np.uint32(255)
    return (colours >> np.uint32(16)) & low, (colours >> np.uint32(8)) & low, colours & low


def _blocks(data: bytes) -> bytes:
    """Data in pieces, each with its length before it."""
    pieces = (data[at : at + BLOCK] for at in range(0, len(data), BLOCK))
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)
