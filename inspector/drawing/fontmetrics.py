"""How wide text is, read from the bundled font files themselves; no Qt.

Only three tables of a font are needed: ``cmap`` says which glyph a character is, ``hhea`` and
``hmtx`` how far each glyph advances. Source: the OpenType specification, 1.9.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache, lru_cache

from inspector.assets import FONTS

FAMILIES = ("Inter", "DejaVu Sans")
MONO_FAMILIES = ("JetBrains Mono", "DejaVu Sans")

GROUPED = 12
"""The format of a table of characters that every bundled font has."""
FALLBACK = "DejaVuSans.ttf"
FILES = {
    (False, False): "Inter-Medium.otf",
    (True, False): "Inter-SemiBold.otf",
    (False, True): "JetBrainsMono-Regular.ttf",
    (True, True): "JetBrainsMono-Bold.ttf",
}
"""The file by (bold, mono); plain text is measured in the widest weight a theme writes it in."""


@dataclass(frozen=True, slots=True)
class Font:
    """Advance widths of a font, as shares of its size, by character."""

    widths: dict[int, float]


@lru_cache(maxsize=65536)
def text_width(text: str, size: float, bold: bool = False, mono: bool = False) -> float:
    """The width of one line of text in pixels; kerning is left out, as it only narrows."""
    own, fallback = font_file(FILES[bold, mono]).widths, font_file(FALLBACK).widths
    missing = fallback[0xFFFD]
    return size * sum(
        own[code] if code in own else fallback.get(code, missing) for code in map(ord, text)
    )


@cache
def font_file(name: str) -> Font:
    """Read one of the bundled fonts."""
    data = (FONTS / name).read_bytes()
    tables = _tables(data)
    glyphs = _glyphs(data, tables["cmap"])
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    advances = _advances(data, tables)
    last = len(advances) - 1
    return Font({code: advances[min(g, last)] / units for code, g in glyphs.items() if g})


def _tables(data: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    records = struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])
    return {tag.decode("ascii"): offset for tag, _, offset, _ in records}


def _advances(data: bytes, tables: dict[str, int]) -> tuple[int, ...]:
    (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    return struct.unpack_from(">" + "Hxx" * count, data, tables["hmtx"])


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """The glyph of each character, from the one kind of table that has all of them."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", data, cmap + 8 + 8 * number)
        if struct.unpack_from(">H", data, cmap + offset) == (GROUPED,):
            return _groups(data, cmap + offset)
    raise ValueError(f"The font has no table of characters of format {GROUPED}.")


def _groups(data: bytes, at: int) -> dict[int, int]:
    """Groups of consecutive characters and glyphs."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count])
    return {
        code: glyph + code - low for low, high, glyph in groups for code in range(low, high + 1)
    }
