"""The compression of GIF: codes of growing width for pixels that have been met before.

Source: GRAPHICS INTERCHANGE FORMAT, version 89a, CompuServe 1990, appendix F (after Welch, A
Technique for High-Performance Data Compression, 1984).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CLEAR, END, MOST, WIDEST = 256, 257, 4096, 12


def compressed(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels as codes of growing width, as decoders of GIF expect them.

    Most of a picture are long runs of one colour, so a run is taken in the largest pieces for
    which there are codes, not pixel by pixel.
    """
    out = Coder()
    known = out.known
    piece = int(pixels[0])
    for colour, count in _runs(pixels):
        left = count - (not out.begun)
        out.begun = True
        while left:
            if piece == colour:
                piece, taken = out.longest(colour, left)
                left -= taken
                if not left:
                    break
            code = known.get(piece << 8 | colour)
            if code is None:
                out.put(piece, colour)
                code = colour
            piece, left = code, left - 1
    return out.ended(piece)


class Coder:
    """The codes so far, and what each stands for until the table is full.

    ``known`` has the code of a piece and one more colour; ``_rows`` of each colour the codes of
    one, two, three of it, and so on.
    """

    def __init__(self) -> None:
        self.begun = False
        self.known: dict[int, int] = {}
        self._rows: dict[int, list[int]] = {}
        self._codes, self._widths = [CLEAR], [9]
        self._free, self._width = END + 1, 9

    def longest(self, colour: int, left: int) -> tuple[int, int]:
        """The code of one of a colour and of as many more as there are and are known."""
        row = self._rows.setdefault(colour, [colour])
        taken = min(left, len(row) - 1)
        return row[taken], taken

    def put(self, piece: int, colour: int) -> None:
        """Write the code of a piece; with the colour that follows, it is one from now on."""
        self._write(piece)
        if self._free < MOST:
            self.known[piece << 8 | colour] = self._free
            row = self._rows.setdefault(colour, [colour])
            if row[-1] == piece:
                row.append(self._free)
            self._free += 1
        else:
            self._codes.append(CLEAR)
            self._widths.append(self._width)
            self.known.clear()
            self._rows.clear()
            self._free, self._width = END + 1, 9

    def ended(self, piece: int) -> bytes:
        """All codes, the last piece's too."""
        self._write(piece)
        return _packed([*self._codes, END], [*self._widths, self._width])

    def _write(self, code: int) -> None:
        self._codes.append(code)
        self._widths.append(self._width)
        self._width += self._free == 1 << self._width and self._width < WIDEST


def _runs(pixels: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """Each colour with how often it follows itself."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(pixels)) + 1))
    counts = np.diff(np.concatenate((starts, [len(pixels)])))
    return zip(pixels[starts].tolist(), counts.tolist(), strict=True)


def _packed(codes: list[int], widths: list[int]) -> bytes:
    """Codes one after another, each from its lowest bit on."""
    code, wide = np.array(codes), np.array(widths)
    starts = np.cumsum(wide) - wide
    bits = np.zeros(int(wide.sum()), np.uint8)
    for place in range(WIDEST):
        used = wide > place
        bits[starts[used] + place] = (code[used] >> place) & 1
    return np.packbits(bits, bitorder="little").tobytes()
