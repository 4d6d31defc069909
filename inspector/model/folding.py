"""Which groups of a graph are open, as the reader has chosen, else as far as one can read."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.calls import Calls
from inspector.model.events import AnyEvent
from inspector.model.grouping import COMMON, Grouping, folded, grouped
from inspector.model.vertex import Graph


class Folding:
    """Folds the graphs of one recording; what was chosen holds for the next one too."""

    def __init__(self, source: str = "", before: Folding | None = None) -> None:
        self._calls = Calls(source)
        self._chosen: dict[str, bool] = {} if before is None else before._chosen
        self._grouping: Grouping | None = None
        self._shown: Graph | None = None

    def fold(self, graph: Graph, events: Sequence[AnyEvent]) -> Graph:
        """The graph with what is closed as single vertices; ``events`` are all there are."""
        self._calls.follow(events)
        grouping = self._grouping = grouped(graph, self._calls)
        opened = grouping.opened(self._chosen)
        self._shown = folded(grouping, opened, self._chosen.get(COMMON.path, False))
        return self._shown

    @property
    def any(self) -> bool:
        """Whether anything of the graph can be opened or closed."""
        return self._grouping is not None and bool(self._grouping.calls)

    def holds(self, key: str) -> bool:
        """Whether a vertex is a group, or part of one that could be closed."""
        return self._path(key) is not None

    def turn(self, key: str) -> bool:
        """Open the group that a vertex is, or close the one around it; whether there is one."""
        path = self._path(key)
        if path is None or self._shown is None:
            return False
        self._chosen[path] = key in self._shown.groups
        return True

    def turn_all(self, opened: bool) -> None:
        """Open every group of the graph, or close every one."""
        for call in self._grouping.calls.values() if self._grouping else ():
            self._chosen[call.path] = opened
        self._chosen[COMMON.path] = opened

    def _path(self, key: str) -> str | None:
        if self._grouping is None or self._shown is None:
            return None
        if key in self._shown.groups:
            return self._shown.groups[key].call.path
        number = self._grouping.home.get(key)
        return None if number is None else self._grouping.calls[number].path
