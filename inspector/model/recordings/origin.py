"""What a recording says of itself beside its events: what made it, and where its reader was."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from inspector.model.recordings.facts import Fact


class Origin(Fact, frozen=True):
    """What made a recording: ``version`` of this program, Python's, and the ``seed``.

    The seed is the one that the random stream had before the program began; None where it is
    not known. A program that never calls ``manual_seed`` draws the same numbers with it again.
    """

    version: str = ""
    python: str = ""
    seed: int | None = None


Spot: TypeAlias = tuple[float, float, float]
"""Where a camera looks: the scale, 0 for the whole scene, and the scene point in the middle."""


class Reader(Fact, frozen=True):
    """Where who saved a recording was: at a step (None: its end), with a node selected.

    ``looks`` are the settings that drew the graph, ``groups`` which groups were opened (or not),
    ``spot`` where the camera was, None where it had never been moved.
    """

    step: int | None = None
    selection: str | None = None
    looks: dict[str, str] = msgspec.field(default_factory=dict)
    groups: dict[str, bool] = msgspec.field(default_factory=dict)
    spot: Spot | None = None


def told(origin: Origin) -> str:
    """A sentence on where a recording comes from, "" where that is not known."""
    if not origin.version:
        return ""
    seed = "" if origin.seed is None else f"; its random numbers began with seed {origin.seed}"
    return f"Recorded by version {origin.version} with Python {origin.python}{seed}."
