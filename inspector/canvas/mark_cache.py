"""What painting marks keeps from frame to frame, as finding it anew takes most of a frame."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect

from inspector.canvas.camera import Viewpoint
from inspector.canvas.far import Far
from inspector.canvas.rings import Rings
from inspector.canvas.sheet import Sheet
from inspector.canvas.spatial import Indices
from inspector.canvas.stage import NOTHING, Stage
from inspector.drawing.levels import Level
from inspector.model.graphs.several import Several
from inspector.theme.roles import Theme

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Dimmed:
    """What the look of a veil depends on: what is ``lit``, and how it is seen."""

    lit: Mask
    theme: Theme
    far: Far | None
    level: Level
    view: Viewpoint
    ratio: float

    def is_as(self, other: Dimmed) -> bool:
        """Whether the veil of another looks the same."""
        alike = self.lit is other.lit and self.theme is other.theme and self.far is other.far
        seen = self.level, self.view, self.ratio
        return alike and seen == (other.level, other.view, other.ratio)


class Veil:
    """A sheet over all that is not lit, kept as long as what it depends on stays as it is."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self._of: Dimmed | None = None
        self._area = QRect()

    def lacking(self, dimmed: Dimmed, area: QRect, whole: QRect) -> QRect:
        """The area over which it has to be made anew, to be seen in ``area``; empty if nowhere.

        Where only more of the same is asked for, that is the ``whole`` view: more will be.
        """
        same = self._of is not None and self._of.is_as(dimmed)
        if same and self._area.contains(area):
            return QRect()
        self._of, self._area = dimmed, whole if same else area
        return self._area


class MarkCache:
    """The numbers of marked vertices, looked up once however often they are painted.

    ``sheet`` is for frames with very many marks, ``rings`` for those with few, ``veil`` for what
    dims the rest of a picture seen from afar. Keys are looked up
    again when they come in another object, not when they are other keys.
    """

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.veil = Veil()
        self.rings = Rings()
        self._stage = NOTHING
        self._lit: tuple[Collection[str], Mask] = frozenset(), np.zeros(0, dtype=bool)
        self._rows: dict[str, tuple[Sequence[str], Indices]] = {}

    def lit(self, stage: Stage, keys: Collection[str]) -> Mask:
        """Of every vertex of a stage, whether it is one of some."""
        self._turn_to(stage)
        if self._lit[0] is not keys:
            found = np.zeros(len(stage.number), dtype=bool)
            found[_numbers(stage, keys)] = True
            self._lit = keys, found
        return self._lit[1]

    def numbers(self, stage: Stage, what: str, keys: Sequence[str]) -> Indices:
        """The numbers of those of some vertices that a stage has, in their order."""
        self._turn_to(stage)
        known = self._rows.get(what)
        if known is None or known[0] is not keys:
            known = self._rows[what] = keys, _numbers(stage, keys)
        return known[1]

    def _turn_to(self, stage: Stage) -> None:
        if stage is not self._stage:
            self._stage, self._rows = stage, {}
            self._lit = frozenset(), np.zeros(len(stage.number), dtype=bool)


def _numbers(stage: Stage, keys: Collection[str]) -> Indices:
    """The numbers of those of some vertices that a stage has, in their order."""
    if isinstance(keys, Several) and keys.vertices is stage.vertices:
        return keys.places
    every = np.fromiter(map(stage.number.get, keys, repeat(-1)), np.intp, len(keys))
    return every[every >= 0]
