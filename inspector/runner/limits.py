"""How much of a run is kept, and how long it may take; every limit is told, none is silent."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The limits of one run.

    ``events`` and ``size`` (bytes on the wire) bound the recording: from half of either on, loops
    are kept in samples, from four fifths on nothing but the graph, and beyond it the program goes
    on unrecorded. ``output`` (characters)
    bounds what it prints, of which head and tail are kept; ``line`` bounds one printed line.
    ``memory`` (bytes, 0 for no bound) is what the program may hold where the system can see to
    it; ``seconds`` bounds the run itself, None for no bound.
    """

    events: int = 500_000
    size: int = 256 * 2**20
    output: int = 1_000_000
    line: int = 4_000
    memory: int = 2 * 2**30
    seconds: float | None = None
