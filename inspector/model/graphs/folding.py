"""Which groups of a graph are open: those the reader chose, else as many as can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspector.model.graphs.crowds import PATHS, leaves_folded
from inspector.model.graphs.grouping import Grouping, folded, grouped
from inspector.model.graphs.vertex import Graph
from inspector.model.graphs.visiting import visited
from inspector.model.moments.calls import Calls
from inspector.model.piecemeal import Work, done
from inspector.model.recordings.events import AnyEvent, End


class Folding:
    """Folds the graphs of one recording; what was chosen holds for the next one too.

    ``calls`` have followed the recording already.
    """

    def __init__(
        self, source: str = "", before: Folding | None = None, calls: Calls | None = None
    ) -> None:
        self._calls = Calls(source) if calls is None else calls
        self._chosen: dict[str, bool] = {} if before is None else before._chosen  # noqa: SLF001
        self._visited: frozenset[int] = frozenset()
        self._grouping: Grouping | None = None
        self._shown: Graph | None = None
        self._spread: Mapping[str, str] = {}

    def follow(self, events: Sequence[AnyEvent]) -> None:
        """Take note of the events that were added, so that folding need not catch up."""
        self._calls.follow(events)

    def fold(self, graph: Graph, events: Sequence[AnyEvent]) -> Work[Graph]:
        """Make the graph with what is closed as single vertices; ``events`` are all there are.

        What was folded before can be opened and closed until it is done.
        """
        self._calls.follow(events)
        grouping = self._grouping
        if grouping is None or grouping.graph is not graph:
            grouping = yield from grouped(graph, self._calls)
        opened = yield from grouping.opened(self._chosen)
        yield
        spread = frozenset(path for path in PATHS if self._chosen.get(path))
        shown = yield from folded(grouping, opened | self._visited, spread)
        yield
        parts = leaves_folded(shown, shown.groups) if spread else []
        self._spread = {leaf.key: part.call.path for part in parts for leaf in part.members}
        self._grouping, self._shown = grouping, shown
        return shown

    def visit(self, events: Sequence[AnyEvent], step: int) -> bool:
        """Open what a step leads into, and close what it has left; whether that changes anything.

        Only what is closed otherwise: what was opened by hand, or is open by itself, stays so.
        Where the run is over, all has been left, unless it failed there.
        """
        grouping = self._grouping
        vertex = visited(grouping.graph, events, step) if grouping is not None else None
        last = events[step - 1] if 0 < step <= len(events) else None
        over = isinstance(last, End) and last.reason == "finished"
        if grouping is None or (vertex is None and not over):
            return False
        opened = done(grouping.opened(self._chosen))
        inside = grouping.around(grouping.home.get(vertex.key)) if vertex is not None else []
        before, self._visited = self._visited, frozenset(inside)
        return before - opened != self._visited - opened

    @property
    def chosen(self) -> Mapping[str, bool]:
        """Which groups somebody has opened, and which closed."""
        return self._chosen

    def choose(self, chosen: Mapping[str, bool]) -> None:
        """Open and close these groups wherever they are met, and no others."""
        self._chosen.clear()
        self._chosen.update(chosen)

    @property
    def any(self) -> bool:
        """Whether anything of the graph can be opened or closed."""
        leaves = self._shown is not None and bool(self._shown.groups or self._spread)
        return leaves or (self._grouping is not None and bool(self._grouping.calls))

    def holds(self, key: str) -> bool:
        """Whether a vertex is a group, or part of one that could be closed."""
        return self._path(key) is not None

    def turn(self, key: str) -> bool:
        """Open the group that a vertex is, or close the one around it; whether there is one."""
        path = self._path(key)
        if path is None or self._shown is None:
            return False
        self._chosen[path] = key in self._shown.groups
        self._visited -= {n for n in self._visited if self._is_at(n, path)}
        return True

    def turn_all(self, opened: bool) -> None:
        """Open every group of the graph, or close every one."""
        self._visited = frozenset()
        for call in self._grouping.calls.values() if self._grouping else ():
            self._chosen[call.path] = opened
        self._chosen.update(dict.fromkeys(PATHS, opened))

    def _is_at(self, number: int, path: str) -> bool:
        calls = self._grouping.calls if self._grouping else {}
        return number in calls and calls[number].path == path

    def _path(self, key: str) -> str | None:
        if self._grouping is None or self._shown is None:
            return None
        if key in self._shown.groups:
            return self._shown.groups[key].call.path
        if key in self._spread:
            return self._spread[key]
        number = self._grouping.home.get(key)
        return None if number is None else self._grouping.calls[number].path
