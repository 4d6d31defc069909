"""What the program's variables are bound to, told only when that has changed.

Tensors are told by their id, small plain values by their text, and what holds tensors by each of
them: ``params[0]``, ``layer.weight``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from inspector.model.recordings.events import Binding
from inspector.runner.parts import Path, Search, holds
from inspector.runner.plain import short

LARGE = 2**62
"""A whole number below this, whatever its sign, is short."""

Seen: TypeAlias = int | str | tuple[tuple[Path, int], ...]
"""What is remembered of a binding: a tensor's id, a text, or the tensors it holds."""
UNTOLD: Seen = ()
"""Remembered of a binding that is to be told again, whatever it is."""


class Names:
    """The bindings of one running function (or of the module), as last told: ``seen``.

    ``inner`` : for each name that holds tensors, the ids of the objects that they are in.
    """

    __slots__ = ("_identify", "inner", "seen")

    def __init__(self, identify: Callable[[object], int | None]) -> None:
        self._identify = identify
        self.seen: dict[str, Seen] = {}
        self.inner: dict[str, set[int]] = {}

    def changes(
        self, scope: Mapping[str, Any], names: Iterable[str]
    ) -> tuple[tuple[Binding, ...], tuple[str, ...]]:
        """What became of ``names``: those bound to something new, and those gone."""
        bound: list[Binding] = []
        deleted: list[str] = []
        for name in names:
            now = self._look(name, scope[name]) if name in scope else None
            before = self.seen.get(name)
            if now != before:
                self._remember(name, now)
                known = before if type(before) is tuple else ()
                bound += _bindings(name, now, known)
                if before is not None and (type(before) is tuple or type(before) is not type(now)):
                    deleted += sorted(_full_names(name, before) - _full_names(name, now))
        return tuple(bound), tuple(deleted)

    def told(self) -> tuple[str, ...]:
        """The names that are bound as far as was told."""
        full = (_full_names(name, seen) for name, seen in self.seen.items())
        return tuple(sorted(name for names in full for name in names))

    def _remember(self, name: str, now: Seen | None) -> None:
        if now is None:
            del self.seen[name]
        else:
            self.seen[name] = now

    def leading_to(self, objects: set[int], scope: Mapping[str, Any]) -> list[str]:
        """The names that are bound to one of these objects, or to what holds it."""
        held = tuple(scope.items())  # at once, as another thread may bind a name
        bound = {name for name, value in held if id(value) in objects}
        bound |= {name for name, inner in self.inner.items() if not objects.isdisjoint(inner)}
        return sorted(bound)

    def _look(self, name: str, value: object) -> Seen | None:
        self.inner.pop(name, None)
        text = short(value)
        if text is not None:
            return text
        tensor = self._identify(value)
        if tensor is None and holds(value):
            return self._held(name, value)
        return tensor

    def _held(self, name: str, value: object) -> Seen | None:
        """The tensors that a value holds, by the way to each; None where there are none."""
        search = Search(value)
        self.inner[name] = search.entered
        told = ((path, self._identify(tensor)) for path, tensor in search.found)
        return tuple((path, number) for path, number in told if number is not None) or None


def _bindings(name: str, seen: Seen | None, known: Seen = ()) -> list[Binding]:
    """What is told of a name, or of each tensor it holds but those that are ``known`` of it."""
    if seen is None:
        return []
    if isinstance(seen, str):
        return [Binding(name, text=seen)]
    if isinstance(seen, int):
        return [Binding(name, seen)]
    told = set(known) if isinstance(known, tuple) else set()
    return [Binding(name + part[0], part[1]) for part in seen if part not in told]


def _full_names(name: str, seen: Seen | None) -> set[str]:
    if isinstance(seen, tuple):
        return {name + path for path, _ in seen}
    return set() if seen is None else {name}
