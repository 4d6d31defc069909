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
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: dict[int, int] = {}
    for number in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", data, cmap + offset)
        if form == 4:
            found |= _segments(data, cmap + offset)
        elif form == 12:
            found |= _groups(data, cmap + offset)
    return found


def _groups(data: bytes, at: int) -> dict[int, int]:
    """Format 12: groups of consecutive characters and glyphs."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count])
    return {
        code: glyph + code - low for low, high, glyph in groups for code in range(low, high + 1)
    }


def _segments(data: bytes, at: int) -> dict[int, int]:
    """Format 4: segments of characters, shifted by a delta or looked up in an array."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    step = 2 * count
    highs = struct.unpack_from(f">{count}H", data, at + 14)
    lows = struct.unpack_from(f">{count}H", data, at + 16 + step)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 2 * step)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 3 * step)
    found: dict[int, int] = {}
    for number, (low, high) in enumerate(zip(lows, highs, strict=True)):
        place = at + 16 + 3 * step + 2 * number + starts[number]
        for code in range(low, min(high, 0xFFFE) + 1):
            glyph = code
            if starts[number]:
                (glyph,) = struct.unpack_from(">H", data, place + 2 * (code - low))
            found[code] = (glyph + deltas[number]) & 0xFFFF if glyph else 0
    return found
