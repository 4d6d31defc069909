"""Colours as ``#rrggbb``: contrast, mixing, and the diverging scale of heat maps."""

from __future__ import annotations

import math

from inspector.theme.roles import Theme

Channels = tuple[float, float, float]


def channels(colour: str) -> Channels:
    """Red, green and blue of ``#rrggbb``, each from 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def hexadecimal(colour: Channels) -> str:
    """``#rrggbb`` of three channels; beyond 0 to 1 is clipped."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in colour)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2."""
    red, green, blue = map(_linear, channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """How well one is told from the other, 1 to 21. Source: WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """``one`` with a ``share`` (0 to 1) of ``other``."""
    pairs = zip(channels(one), channels(other), strict=True)
    red, green, blue = (a + (b - a) * share for a, b in pairs)
    return hexadecimal((red, green, blue))


def legible(fill: str) -> str:
    """Black or white, whichever is better read on ``fill``: never below a contrast of 4.5."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, fill))


def heat(theme: Theme, value: float | None, bound: float) -> str:
    """A value's colour on the diverging scale from ``-bound`` over 0 to ``bound``.

    The square root keeps small values apart from zero. None or NaN have a colour of their own.
    """
    if value is None or math.isnan(value):
        return theme.heat_nan
    end = theme.heat_positive if value > 0 else theme.heat_negative
    share = min(1.0, abs(value) / bound) if bound > 0 else float(value != 0)
    return mix(theme.heat_zero, end, math.sqrt(share))
