"""Long work that is done a little at a time: a generator that yields wherever it may be put off.

What it makes is what it returns, so one such work takes over what another has made by
``yield from``; :func:`done` does all of it at once.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

Made = TypeVar("Made")
Work: TypeAlias = Generator[None, None, Made]


def done(work: Work[Made]) -> Made:
    """What a work makes, all of it done at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            made: Made = end.value
            return made
