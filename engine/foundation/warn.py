"""Warnings that point at the user's line, whatever of the engine lies between."""

from __future__ import annotations

import sys
import warnings

from engine.calls.lists import HERE

OURS = (HERE, "<derivatives of ", "<call of ")
"""How the names of the engine's files begin, and of what it has written itself."""


class Said:
    """What was said already and is said once only."""

    def __init__(self) -> None:
        self.texts: set[str] = set()


SAID = Said()


def warn(text: str, category: type[Warning] = UserWarning, *, once: bool | str = False) -> None:
    """Warn at the nearest line that is not the engine's.

    ``once`` : only the first time; as a text, only the first time of all that share it.
    """
    if once:
        key = text if once is True else once
        if key in SAID.texts:
            return
        SAID.texts.add(key)
    level = 2
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OURS):
        frame = frame.f_back
        level += 1
    warnings.warn(text, category, stacklevel=level)
