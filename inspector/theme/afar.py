"""Enlarging type that is read from afar, when a small window is projected."""

from __future__ import annotations

from inspector.theme.roles import Theme

LARGE_CAPTION = 32.0
"""The least size of a theme's caption, in pixels, that is meant to be read from afar."""
WHOLE = 1080
"""The height in pixels of a window whose letters are as large as such a theme says."""
LEAST = 0.65
"""Letters become no smaller than this part of that, however low the window is."""
STEP = 0.05
"""Letters change their size in such steps while a window changes its height."""


def is_afar(theme: Theme) -> bool:
    """Whether a theme is for a picture that is projected."""
    return theme.caption >= LARGE_CAPTION


def type_share(theme: Theme, height: int) -> float:
    """How large the panels' letters are in a window so high, beside what the theme says.

    A picture of 720 lines fills the same wall as one of 1080: at two thirds of their size its
    letters are as large there, and there is room for as much beside them.
    """
    if not is_afar(theme):
        return 1.0
    share = min(max(height / WHOLE, LEAST), 1.0)
    return round(share / STEP) * STEP
