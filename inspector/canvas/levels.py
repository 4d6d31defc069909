"""Semantic zoom: how much of a vertex is worth drawing at a scale."""

from __future__ import annotations

from inspector.drawing.levels import Level
from inspector.theme.roles import Theme

LARGE_CAPTION = 32.0
"""The least size of a theme's caption, in pixels, that is meant to be read from afar."""

READABLE = 7.5
"""The least height in pixels of letters that are worth drawing."""


AFAR = 20.0
"""The same for a room in which the picture is projected."""


def readable_scale(theme: Theme) -> float:
    """The least scale at which a whole card can be read, from afar where the theme is for that."""
    if theme.caption >= LARGE_CAPTION:
        return AFAR / theme.node_small
    return READABLE / theme.node_value


def level_for(scale: float, value_size: float, title_size: float) -> Level:
    """The level at which letters of these sizes, in scene units, are still readable.

    A name alone may be written twice as large as on the full card, a symbol three times.
    """
    scale *= 1 + 1e-9  # the very scale at which something becomes readable is enough
    if scale * value_size >= READABLE:
        return Level.CARD
    if scale * title_size * 2 >= READABLE:
        return Level.NAME
    if scale * title_size * 4 >= READABLE:
        return Level.SYMBOL
    return Level.TILE
