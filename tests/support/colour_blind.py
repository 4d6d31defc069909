"""How colours look to eyes that lack one kind of cone, and how far apart they are then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inspector.theme.colour import channels

Vector = NDArray[np.float64]

VISION = {
    "trichromacy": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""What linear RGB becomes. Source: Machado, Oliveira and Fernandes, A Physiologically-based Model
for Simulation of Color Vision Deficiency, IEEE TVCG 15 (2009), table for severity 1.0."""

TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1)."""
WHITE = TO_XYZ.sum(axis=1)


def seen(colour: str, vision: str) -> Vector:
    """A colour ``#rrggbb`` in CIE L*a*b*, as it is seen."""
    plain = np.array(channels(colour))
    linear = np.where(plain <= 0.04045, plain / 12.92, ((plain + 0.055) / 1.055) ** 2.4)
    return lab(TO_XYZ @ np.clip(VISION[vision] @ linear, 0.0, 1.0))


def lab(xyz: Vector) -> Vector:
    """CIE L*a*b* of XYZ (CIE 15)."""
    share = xyz / WHITE
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: Vector, other: Vector) -> float:
    """CIEDE2000 of two L*a*b* colours; about 1 is just seen.

    Source: Sharma, Wu and Dalal, The CIEDE2000 Color-Difference Formula (2005).
    """
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    more = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = np.hypot(more * a1, b1), np.hypot(more * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, more * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    chroma, light = (c1 + c2) / 2, (l1 + l2) / 2
    wave = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    in_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    in_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    in_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * wave)
    strength = 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    around = np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    mixed = -strength * around * in_chroma * in_hue
    return float(np.sqrt(in_light**2 + in_chroma**2 + in_hue**2 + mixed))
