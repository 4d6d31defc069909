"""Moving pictures as GIF, written here: Qt only reads them.

Source: GRAPHICS INTERCHANGE FORMAT, version 89a, CompuServe 1990; the compression is that of its
appendix F (after Welch, A Technique for High-Performance Data Compression, 1984).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint32]
"""Rows of pixels, each 0xffRRGGBB."""

KEPT = 255
"""Colours of a frame; one more stands for what has not changed."""
CLEAR, END, MOST = 256, 257, 4096
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
    same = None if before is None else shown == before[top : top + height, left : left + width]
    colours, places = indexed(shown)
    if same is not None:
        places[same] = KEPT
    table = np.zeros((KEPT + 1, 3), np.uint8)
    table[: len(colours)] = np.stack(_channels(colours), 1)
    # Left in place when its time is over (4), with a colour to see through (1).
    yield b"\x21\xf9\x04" + struct.pack("<BHBB", 4 | 1, delay, KEPT, 0)
    yield b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0x87) + table.tobytes()
    yield b"\x08" + _blocks(compressed(places.tobytes())) + b"\x00"


def _changed(image: Image, before: Image) -> tuple[int, int, Image]:
    """Top, left and pixels of the smallest rectangle outside which nothing differs."""
    rows, columns = (np.flatnonzero((image != before).any(axis)) for axis in (1, 0))
    if not len(rows):
        return 0, 0, image[:1, :1]
    top, left = int(rows[0]), int(columns[0])
    return top, left, image[top : rows[-1] + 1, left : columns[-1] + 1]


def indexed(image: Image) -> tuple[Image, NDArray[np.uint8]]:
    """The colours of an image that are kept, and for each pixel the place of the nearest."""
    found, places, counts = np.unique(image, return_inverse=True, return_counts=True)
    channels = np.stack(_channels(found), 1).astype(np.int32)
    kept = _kept(channels, counts)
    there = channels[kept]
    nearest = np.array([np.argmin(((there - one) ** 2).sum(1)) for one in channels])
    return found[kept], nearest.astype(np.uint8)[places].reshape(image.shape)


def _kept(channels: NDArray[np.int32], counts: NDArray[np.intp]) -> list[int]:
    """The places of the most frequent colours, and of those that are least like these.

    Frequency alone would turn a small green mark among many greys into a grey one.
    """
    kept: list[int] = np.argsort(counts)[-KEPT // 2 :].tolist()
    far = _distances(channels, kept[0])
    for one in kept[1:]:
        far = np.minimum(far, _distances(channels, one))
    while len(kept) < min(KEPT, len(channels)):
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


def compressed(pixels: bytes) -> bytes:
    """Pixels as codes of growing width, as decoders of GIF expect them."""
    codes, widths = [CLEAR], [9]
    known: dict[int, int] = {}
    free, width = END + 1, 9
    prefix = pixels[0]
    for pixel in memoryview(pixels)[1:]:
        key = prefix << 8 | pixel
        code = known.get(key)
        if code is not None:
            prefix = code
            continue
        codes.append(prefix)
        widths.append(width)
        width += free == 1 << width and width < 12
        if free < MOST:
            known[key] = free
            free += 1
        else:
            codes.append(CLEAR)
            widths.append(width)
            known.clear()
            free, width = END + 1, 9
        prefix = pixel
    codes.append(prefix)
    widths.append(width)
    width += free == 1 << width and width < 12
    return _packed([*codes, END], [*widths, width])


def _packed(codes: list[int], widths: list[int]) -> bytes:
    """Codes one after another, each from its lowest bit on."""
    code, wide = np.array(codes), np.array(widths)
    starts = np.cumsum(wide) - wide
    bits = np.zeros(int(wide.sum()), np.uint8)
    for place in range(12):
        used = wide > place
        bits[starts[used] + place] = (code[used] >> place) & 1
    return np.packbits(bits, bitorder="little").tobytes()


def _blocks(data: bytes) -> bytes:
    """Data in pieces, each with its length before it."""
    pieces = (data[at : at + BLOCK] for at in range(0, len(data), BLOCK))
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)
