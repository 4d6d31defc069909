"""Which events tell of each variable, frame and line."""

from __future__ import annotations

from collections import defaultdict

from inspector.model.recordings.events import Names, Statement


class ScopeIndex:
    """Ascending indices of events by frame depth, variable and named tensor.

    ``variables`` lists, for a frame's (depth, function), the events that bound or unbound each of
    its names. ``outer_names`` and ``inner_names`` list those that bound a tensor to a variable of
    the module and of a function. ``returns`` lists, by depth, where frames were left, ``lines``
    the statements of each line. ``tensors_of`` has the tensors each name was ever bound to.
    """

    def __init__(self) -> None:
        self.statements: dict[int, list[int]] = {}
        self.lines: dict[int, list[int]] = {}
        self.tensors_of: dict[str, set[int]] = {}
        self.variables: dict[tuple[int, str], dict[str, list[int]]] = {}
        self.returns: dict[int, list[int]] = {}
        self.outer_names: defaultdict[int, list[int]] = defaultdict(list)
        self.inner_names: defaultdict[int, list[int]] = defaultdict(list)

    def statement(self, index: int, event: Statement) -> None:
        """Index a statement by the depth of its frame and by its line."""
        self.lines.setdefault(event.line, []).append(index)
        self.statements.setdefault(event.depth, []).append(index)

    def names(self, index: int, event: Names) -> None:
        """Index the variables that were bound or unbound."""
        scope = self.variables.setdefault((event.depth, event.function), {})
        named = self.inner_names if event.depth else self.outer_names
        for binding in event.bound:
            scope.setdefault(binding.name, []).append(index)
            if binding.tensor is not None:
                named[binding.tensor].append(index)
                self.tensors_of.setdefault(binding.name, set()).add(binding.tensor)
        for name in event.deleted:
            scope.setdefault(name, []).append(index)
        if event.returned:
            self.returns.setdefault(event.depth, []).append(index)
