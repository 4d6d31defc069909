"""Semantic zoom: how much of a vertex is worth drawing at a scale."""

from __future__ import annotations

from inspector.drawing.brief import VALUE
from inspector.drawing.levels import Level
from inspector.theme.roles import Theme

LARGE_CAPTION = 32.0
"""The least size of a theme's caption, in pixels, that is meant to be read from afar."""

READABLE = 8.4
"""The least size in pixels of letters that are worth drawing."""

AFAR = 20.0
"""The same for a room in which the picture is projected."""


GLANCE, GLANCE_AFAR = 12.5, 28.0
"""The least size of names, in pixels, for a first look that shows names alone."""


def glance_scale(theme: Theme) -> float:
    """The least scale at which the names of all cards are read with ease, if not their values."""
    afar = theme.caption >= LARGE_CAPTION
    return (GLANCE_AFAR if afar else GLANCE) / (2 * theme.node_title)


def readable_scale(theme: Theme) -> float:
    """The least scale at which a whole card can be read, from afar where the theme is for that."""
    if theme.caption >= LARGE_CAPTION:
        return AFAR / theme.node_small
    return READABLE / _brief(theme)


def level_for(scale: float, theme: Theme) -> Level:
    """The level at which a theme's letters are still readable.

    A name alone may be written twice as large as on the full card, a symbol four times.
    """
    scale *= 1 + 1e-9  # the very scale at which something becomes readable is enough
    sizes = (theme.node_small, _brief(theme), 2 * theme.node_title, 4 * theme.node_title)
    near = (Level.CARD, Level.BRIEF, Level.NAME, Level.SYMBOL)
    for level, size in zip(near, sizes, strict=True):
        if scale * size >= READABLE:
            return level
    return Level.TILE


def _brief(theme: Theme) -> float:
    """The size of the values on brief cards."""
    return VALUE * theme.node_value
