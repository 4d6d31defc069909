"""Semantic zoom: how much of a vertex is worth drawing at a scale."""

from __future__ import annotations

from inspector.drawing.brief import VALUE
from inspector.drawing.levels import Level
from inspector.theme.afar import LEAST, is_afar
from inspector.theme.roles import Theme

READABLE = 8.4
"""The least size in pixels of letters that are worth drawing."""

AFAR = 20.0
"""The same for a room in which the picture is projected, on a canvas as high as ``WALL``."""

GLANCE, GLANCE_AFAR = 12.5, 28.0
"""The least size of names, in pixels, for a first look that shows names alone."""

WALL = 900.0
"""The height in pixels of the canvas while a picture of 1920 × 1080 is projected."""


def glance_scale(theme: Theme, height: float = WALL) -> float:
    """The least scale at which the names of all cards are read with ease, if not their values."""
    least = GLANCE_AFAR * _share(height) if is_afar(theme) else GLANCE
    return least / (2 * theme.node_title)


def readable_scale(theme: Theme, height: float = WALL) -> float:
    """The least scale at which a whole card can be read on a canvas ``height`` pixels high.

    It is read from afar where the theme is for that.
    """
    if is_afar(theme):
        return _least(theme, height) / theme.node_small
    return brief_scale(theme, height)


def brief_scale(theme: Theme, height: float = WALL) -> float:
    """The least scale at which names and values can be read, if not everything on a card."""
    return _least(theme, height) / _brief(theme)


def level_for(scale: float, theme: Theme, height: float = WALL) -> Level:
    """The level at which a theme's letters are still readable on a canvas ``height`` pixels high.

    A name alone may be written twice as large as on the full card, a symbol four times.
    """
    scale *= 1 + 1e-9  # the very scale at which something becomes readable is enough
    sizes = (theme.node_small, _brief(theme), 2 * theme.node_title, 4 * theme.node_title)
    near = (Level.CARD, Level.BRIEF, Level.NAME, Level.SYMBOL)
    for level, size in zip(near, sizes, strict=True):
        if scale * size >= _least(theme, height):
            return level
    return Level.TILE


def _least(theme: Theme, height: float) -> float:
    """The least size of letters, in pixels, that can be read where a theme is for."""
    return AFAR * _share(height) if is_afar(theme) else READABLE


def _share(height: float) -> float:
    return min(max(height / WALL, LEAST), 1.0)


def _brief(theme: Theme) -> float:
    """The size of the values on brief cards."""
    return VALUE * theme.node_value
