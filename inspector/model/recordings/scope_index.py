"""Which events tell of each variable, frame and line."""

from __future__ import annotations

from array import array
from typing import TypeVar

from inspector.model.recordings.events import Names, Statement
from inspector.model.recordings.occasions import Occasions

Key = TypeVar("Key")


class ScopeIndex:
    """Ascending indices of events by frame depth, variable and named tensor.

    ``variables`` lists, for a frame's (depth, function), the events that bound or unbound each of
    its names. ``outer_names`` and ``inner_names`` list those that bound a tensor to a variable of
    the module and of a function. ``returns`` lists, by depth, where frames were left, ``waits``
    where they yielded, ``lines`` the statements of each line as they begin. ``tensors_of`` has
    the tensors each name was ever bound to.
    """

    def __init__(self) -> None:
        self.statements: dict[int, array[int]] = {}
        self.lines: dict[int, array[int]] = {}
        self.tensors_of: dict[str, set[int]] = {}
        self.variables: dict[tuple[int, str], dict[str, array[int]]] = {}
        self.returns: dict[int, array[int]] = {}
        self.waits: dict[int, array[int]] = {}
        self.outer_names = Occasions()
        self.inner_names = Occasions()

    def statement(self, index: int, event: Statement) -> None:
        """Index a statement by the depth of its frame and by its line."""
        line, depth = event.line, event.depth
        if event.again:
            _indices(self.statements, depth).append(index)
            return
        try:
            self.lines[line].append(index)
            self.statements[depth].append(index)
        except KeyError:
            if line not in self.lines:
                self.lines[line] = array("q", (index,))
            _indices(self.statements, depth).append(index)

    def names(self, index: int, event: Names) -> None:
        """Index the variables that were bound or unbound."""
        scope = self.variables.setdefault((event.depth, event.function), {})
        named = self.inner_names if event.depth else self.outer_names
        for binding in event.bound:
            _indices(scope, binding.name).append(index)
            if binding.tensor is not None:
                named.add(binding.tensor, index)
                self.tensors_of.setdefault(binding.name, set()).add(binding.tensor)
        for name in event.deleted:
            _indices(scope, name).append(index)
        if event.returned:
            _indices(self.returns, event.depth).append(index)
        elif event.waits:
            _indices(self.waits, event.depth).append(index)


def _indices(index: dict[Key, array[int]], key: Key) -> array[int]:
    found = index.get(key)
    if found is None:
        found = index[key] = array("q")
    return found
