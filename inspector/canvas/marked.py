"""What painting marks keeps from frame to frame: who is marked, by number, and a sheet."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import numpy.typing as npt

from inspector.canvas.rings import Rings
from inspector.canvas.sheet import Sheet
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import NOTHING, Stage

Mask = npt.NDArray[np.bool_]


class Marked:
    """Looks vertices up once, however often they are painted.

    ``sheet`` is for very many of a frame, ``rings`` are for few. Sets and tuples of keys are taken
    for others when they are other objects.
    """

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.rings = Rings()
        self._stage = NOTHING
        self._lit: tuple[frozenset[str], Mask] = frozenset(), np.zeros(0, dtype=bool)
        self._rows: dict[str, tuple[tuple[str, ...], Indices]] = {}

    def lit(self, stage: Stage, keys: frozenset[str]) -> Mask:
        """Of every vertex of a stage, whether it is one of some."""
        self._turn_to(stage)
        if self._lit[0] is not keys:
            found = map(keys.__contains__, stage.number)
            self._lit = keys, np.fromiter(found, np.bool_, len(stage.number))
        return self._lit[1]

    def numbers(self, stage: Stage, what: str, keys: tuple[str, ...]) -> Indices:
        """The numbers of those of some vertices that a stage has, in their order."""
        self._turn_to(stage)
        known = self._rows.get(what)
        if known is None or known[0] is not keys:
            every = np.fromiter(map(stage.number.get, keys, repeat(-1)), np.intp, len(keys))
            known = self._rows[what] = keys, every[every >= 0]
        return known[1]

    def _turn_to(self, stage: Stage) -> None:
        if stage is not self._stage:
            self._stage, self._rows = stage, {}
            self._lit = frozenset(), np.zeros(len(stage.number), dtype=bool)
