"""One time step of a recurrent layer that is a single node for all of them, as facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from inspector.model.derivations.derivation import Written
from inspector.model.moments.moment import Moment


@dataclass(frozen=True, slots=True)
class Cell:
    """Which part of a recurrent layer is looked at, each counted from 0.

    ``time`` is the place in the sequence, ``row`` that in the batch, ``unit`` the hidden unit.
    """

    time: int = 0
    row: int = 0
    unit: int = 0

    def within(self, lengths: tuple[int, int, int]) -> Cell:
        """This, or the last there is where it lies outside."""
        given = zip((self.time, self.row, self.unit), lengths, strict=True)
        return Cell(*(max(0, min(place, length - 1)) for place, length in given))


@dataclass(frozen=True, slots=True)
class TimeStep:
    """What one unit of a recurrent layer computed at one step of time, and what came back.

    ``lengths`` are those of the sequence, of the batch, and of the hidden state. ``forward`` and
    ``back`` are lines of formula, numbers and result, ``back`` empty before the node has run.
    ``reverse`` : the layer reads its sequence from the end.
    """

    lengths: tuple[int, int, int]
    cell: Cell
    forward: tuple[Written, ...]
    back: tuple[Written, ...] = ()
    reverse: bool = False


LookInto: TypeAlias = Callable[[Moment, int, Cell], TimeStep | None]
"""A step of time of a backward node; None for a node that has none, or is not recorded whole."""


def no_steps(moment: Moment, node: int, cell: Cell) -> TimeStep | None:
    """What a program says that has not loaded the engine's formulas."""
    return None
