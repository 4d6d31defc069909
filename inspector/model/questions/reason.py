"""What an answer says, and what it blames."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.recordings.history import NEVER


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no gradient, and the index of the event that is to blame, if one is."""

    text: str
    index: int = NEVER
