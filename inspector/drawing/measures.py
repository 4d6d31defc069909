"""How far apart things stand on a card: everything follows from the theme's type sizes."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.drawing.fontmetrics import text_width
from inspector.theme.roles import Theme

ELLIPSIS = "…"
CAPITAL = 0.727
"""Height of a capital letter of the bundled fonts, as a share of the type size."""
NARROWEST = 0.1
"""No letter of them that takes room takes less, in the same unit."""

SIGNS = frozenset("×+−÷^")
SIGN = 1.4
"""How much larger than words such a sign is written."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Distances on a card, in scene units."""

    pad: float
    gap: float
    inset: float
    title: float
    value: float
    small: float
    symbol: float
    badge: float

    @property
    def tray(self) -> float:
        """Height of the ``.grad`` tray."""
        return self.small + self.value + 2 * self.gap


def measures(theme: Theme) -> Measures:
    """The distances of a theme; rows are as high as their type needs."""
    return Measures(
        pad=round(0.85 * theme.node_value),
        gap=round(0.4 * theme.node_value),
        inset=round(0.3 * theme.node_value),
        title=round(1.35 * theme.node_title),
        value=round(1.45 * theme.node_value),
        small=round(1.4 * theme.node_small),
        symbol=round(1.15 * theme.node_symbol),
        badge=round(1.6 * theme.node_small),
    )


def baseline(top: float, height: float, size: float) -> float:
    """Where letters stand whose capitals are in the middle of a row."""
    return top + (height + CAPITAL * size) / 2


def elided(text: str, room: float, size: float, bold: bool = False, mono: bool = False) -> str:
    """The text, cut and ended with an ellipsis where it is wider than ``room``."""
    most = int(max(room, 0.0) / (NARROWEST * size)) + 2
    if len(text) > most:
        text = text[:most]
    elif text_width(text, size, bold, mono) <= room + 0.5:
        return text
    while text and text_width(text + ELLIPSIS, size, bold, mono) > room:
        text = text[:-1]
    return text + ELLIPSIS if text else ""


def fitted(
    text: str, room: float, largest: float, bold: bool = False, mono: bool = False
) -> float:
    """The largest whole type size at which the text is no wider than ``room``."""
    width = text_width(text, largest, bold, mono)
    return largest if width <= room else max(1.0, largest * room // width)


def symbol_type(symbol: str, theme: Theme) -> float:
    """The largest type of an operation's symbol: lone signs are small among letters."""
    return theme.node_symbol * (SIGN if symbol in SIGNS else 1.0)


def wrapped(text: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than ``room``, broken between words where that is possible."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
