"""The bundled fonts as Qt knows them: the same letters on every machine, offscreen too."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from inspector.assets import FONTS
from inspector.drawing.fontmetrics import FAMILIES, MONO_FAMILIES


@cache
def load_fonts() -> tuple[str, ...]:
    """Make the bundled families known to Qt, once a process; needs a QGuiApplication."""
    files = sorted((*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")))
    numbers = [QFontDatabase.addApplicationFont(str(file)) for file in files]
    return tuple(name for n in numbers for name in QFontDatabase.applicationFontFamilies(n))


@cache
def font(size: float, weight: int = 400, mono: bool = False) -> QFont:
    """A bundled font of a size in pixels, unhinted so that it scales without jumping."""
    load_fonts()
    made = QFont(list(MONO_FAMILIES if mono else FAMILIES))
    made.setPixelSize(max(1, round(size)))
    # Of the weights between medium and bold only those are bundled that need no imitation.
    made.setWeight(QFont.Weight(700 if mono and weight >= 600 else weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("calt"), 0)
    return made
