"""Colouring vertices by a measure: each as a place on a scale that stays fixed over all steps."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.model.graphs.modules import module_names
from inspector.model.graphs.orders import order_names
from inspector.model.looks.columns import Columns
from inspector.model.looks.edge_columns import Flags, Indices
from inspector.model.looks.look import Colouring
from inspector.model.recordings.events import AnyEvent, Statement
from inspector.model.recordings.format import number_text
from inspector.model.recordings.measuring import DEFECTS, SOUND, Codes, Floats

PLACES = 9
"""Steps of the scale, and at most so many groups, the last of which holds all others."""
NONE = -1
UNMEASURED = "unmeasured"
"""The role of the fill of what has no place on the scale."""
MEASURES = {
    Colouring.GRADIENT: "gradients",
    Colouring.VALUE: "magnitudes",
    Colouring.SAVED: "bytes_kept",
}
"""Which question of columns measures what."""
GROUPED = {Colouring.PLACE, Colouring.MODULE, Colouring.DEFECT, Colouring.ORDER}
"""Colourings that show which, not how much."""
MODULE = "<module>"
KIBI = 1024


@dataclass(frozen=True, slots=True)
class Key:
    """What the colours mean: a scale from ``low`` to ``high``, or groups with ``names``.

    A group that nothing is in has no name.
    """

    title: str
    low: str = ""
    high: str = ""
    names: tuple[str, ...] = ()


class Shading:
    """The place of every vertex of one graph on the scale, or in the groups, of a colouring."""

    def __init__(self, columns: Columns, colouring: Colouring) -> None:
        self.columns = columns
        self.colouring = colouring

    @property
    def key(self) -> Key | None:
        """What the colours mean; None where they show kinds, as the legend says anyhow."""
        match self.colouring:
            case Colouring.GRADIENT:
                return self._scale("norm of the gradient", number_text)
            case Colouring.VALUE:
                return self._scale("norm of the value", number_text)
            case Colouring.SAVED:
                return self._scale("saved for backward", bytes_text)
            case Colouring.PLACE:
                return Key("made in", names=self._places[0])
            case Colouring.MODULE:
                return Key("module", names=self._modules[0])
            case Colouring.ORDER:
                return Key("is a", names=self._orders[0])
            case Colouring.DEFECT:
                return Key("not finite", names=self._defects)
        return None

    def codes(self, rows: Indices, step: int) -> Codes:
        """The places of vertices, ``NONE`` where there is nothing to show."""
        match self.colouring:
            case Colouring.GRADIENT:
                return self._placed(self.columns.gradients(rows, step))
            case Colouring.VALUE:
                return self._placed(self.columns.magnitudes(rows, step))
            case Colouring.SAVED:
                return self._placed(self.columns.bytes_kept(rows, step))
            case Colouring.PLACE:
                return self._places[1][rows]
            case Colouring.MODULE:
                return self._modules[1][rows]
            case Colouring.ORDER:
                return self._orders[1][rows]
            case Colouring.DEFECT:
                return (self.columns.defects(rows, step) - 1).astype(np.int8)
        return np.full(len(rows), NONE, dtype=np.int8)

    def tint(self, row: int, step: int) -> str:
        """The role of one vertex's fill, empty where kinds are shown."""
        if self.colouring is Colouring.KIND:
            return ""
        return self.role(int(self.codes(np.array([row]), step)[0]))

    def alarms(self, rows: Indices, step: int) -> Flags:
        """Whether the colour of alarms covers vertices: where no place tells of them already."""
        wrong = self.columns.alarms(rows, step) != SOUND
        if self.colouring is Colouring.DEFECT:
            wrong &= self.codes(rows, step) == NONE
        return np.asarray(wrong)

    def role(self, code: int) -> str:
        """The role of the fill at a place."""
        if code == NONE:
            return UNMEASURED
        grouped = self.colouring in GROUPED
        return f"{'group' if grouped else 'scale'}.{code}"

    def _scale(self, title: str, text: Callable[[float], str]) -> Key:
        low, high = self._ends
        return Key(title, text(low), text(high)) if high > 0 else Key(title)

    @property
    def _defects(self) -> tuple[str, ...]:
        """The words for what is not finite, empty where nothing ever is."""
        there = self.columns.wrongs()
        return tuple(word if code in there else "" for code, word in enumerate(DEFECTS) if word)

    @property
    def _ends(self) -> tuple[float, float]:
        """The least and the largest measure of any vertex at any step, zero left out."""
        found = self.columns.measures(MEASURES[self.colouring])
        found = found[np.isfinite(found) & (found > 0)]
        return (float(found.min()), float(found.max())) if len(found) else (0.0, 0.0)

    def _placed(self, measures: Floats) -> Codes:
        """Places on the logarithmic scale; what is zero stands at its beginning."""
        low, high = self._ends
        if high <= 0:
            return np.where(np.isnan(measures), NONE, 0).astype(np.int8)
        wide = math.log(high / low) or 1.0
        clipped = np.clip(np.nan_to_num(measures, nan=low, posinf=high), low, high)
        places = np.floor(np.log(clipped / low) / wide * PLACES)
        return np.where(np.isnan(measures), NONE, np.minimum(places, PLACES - 1)).astype(np.int8)

    @cached_property
    def _places(self) -> tuple[tuple[str, ...], Codes]:
        """Where the program makes each vertex: its functions, or the lines of a single one."""
        graph, recording = self.columns.graph, self.columns.chronicle.recording
        indices = recording.of_kind(Statement)
        functions = [_function_at(recording.events, indices, v.born) for v in graph.vertices]
        if len(set(functions)) > 1:
            return _grouped(functions)
        return _grouped(
            [f"line {vertex.line}" if vertex.line else "" for vertex in graph.vertices]
        )

    @cached_property
    def _modules(self) -> tuple[tuple[str, ...], Codes]:
        """Which module of a model each vertex is part of."""
        return _grouped(module_names(self.columns.graph, self.columns.chronicle.recording))

    @cached_property
    def _orders(self) -> tuple[tuple[str, ...], Codes]:
        """Of which order a derivative each vertex is."""
        return _grouped(order_names(self.columns.graph, self.columns.chronicle.recording))


def bytes_text(size: float) -> str:
    """A number of bytes as people write it: ``4 KiB``."""
    for unit in ("B", "KiB", "MiB"):
        if size < KIBI:
            return f"{size:.3g} {unit}"
        size /= KIBI
    return f"{size:.3g} GiB"


def _function_at(events: Sequence[AnyEvent], statements: Sequence[int], step: int) -> str:
    place = bisect_right(statements, step - 1) - 1
    event = events[statements[place]] if place >= 0 else None
    function = event.function if isinstance(event, Statement) else MODULE
    return "the program" if function == MODULE else f"{function}()"


def _grouped(names: Iterable[str]) -> tuple[tuple[str, ...], Codes]:
    """The names in the order in which they first come, and the place of each one's."""
    listed = list(names)
    order = [name for name in dict.fromkeys(listed) if name]
    if len(order) > PLACES:
        order = [*order[: PLACES - 1], "elsewhere"]
    place = {name: number for number, name in enumerate(order)}
    codes = [place.get(name, PLACES - 1) if name else NONE for name in listed]
    return tuple(order), np.array(codes, dtype=np.int8)
