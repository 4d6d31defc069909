"""What the program's variables are bound to, told only when that has changed.

Tensors are told by their id, small plain values by their text, and what holds tensors by each of
them: ``params[0]``, ``layer.weight``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from inspector.model.recordings.facts import Binding
from inspector.runner.following.parts import Path, Place, Search, holds, is_below, leads
from inspector.runner.following.plain import short

LARGE = 2**62
"""A whole number below this, whatever its sign, is short."""

Parts: TypeAlias = tuple[tuple[Path, int], ...]
"""The tensors that something holds, by the way to each."""
Seen: TypeAlias = int | str | Parts
"""What is remembered of a binding: a tensor's id, a text, or the tensors it holds."""
UNCHANGED: Mapping[int, object] = MappingProxyType({})
UNTOLD: Seen = ()
"""Remembered of a binding that is to be told again, whatever it is."""


class Names:
    """The bindings of one running function (or of the module), as last told: ``seen``.

    ``inner`` : for each name that may hold tensors, by their ids, the objects that they are in.
    """

    __slots__ = ("_identify", "inner", "seen")

    def __init__(self, identify: Callable[[object], int | None]) -> None:
        self._identify = identify
        self.seen: dict[str, Seen] = {}
        self.inner: dict[str, dict[int, list[Place]]] = {}

    def changes(
        self,
        scope: Mapping[str, Any],
        names: Iterable[str],
        changed: Mapping[int, object] = UNCHANGED,
    ) -> tuple[tuple[Binding, ...], tuple[str, ...]]:
        """What became of ``names``: those bound to something new, and those gone.

        Where it is known which objects, by their ids, have ``changed``, only these are looked at.
        """
        bound: list[Binding] = []
        deleted: list[str] = []
        for name in names:
            now = self._look(name, scope[name], changed) if name in scope else None
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

    def leading_to(self, objects: Mapping[int, object], scope: Mapping[str, Any]) -> list[str]:
        """The names that are bound to one of these objects, or to what holds it."""
        held = tuple(scope.items())  # at once, as another thread may bind a name
        bound = {name for name, value in held if id(value) in objects}
        bound |= {
            name for name, inner in self.inner.items() if not objects.keys().isdisjoint(inner)
        }
        return sorted(bound)

    def _look(self, name: str, value: object, changed: Mapping[int, object]) -> Seen | None:
        inner, before = self.inner.get(name), self.seen.get(name)
        within = changed and inner and id(value) in inner and id(value) not in changed
        if within and not isinstance(before, str | int) and _stand(value, inner or {}, changed):
            return self._renewed(name, before or (), changed)
        self.inner.pop(name, None)
        text = short(value)
        if text is not None:
            return text
        tensor = self._identify(value)
        if tensor is None and holds(value):
            search = Search(value)
            self.inner[name] = search.entered
            return self._told(search) or None
        return tensor

    def _renewed(self, name: str, parts: Parts, changed: Mapping[int, object]) -> Parts | None:
        """The tensors that a name holds, looked for anew in the objects that have changed."""
        inner = self.inner[name]
        for number in changed.keys() & inner.keys():
            for place in inner.pop(number):
                search, path = Search(changed[number], place), place[0]
                for ways in inner.values():
                    ways[:] = [way for way in ways if not is_below(way[0], path)]
                for each, ways in search.entered.items():
                    inner.setdefault(each, []).extend(ways)
                at = next((n for n, one in enumerate(parts) if is_below(one[0], path)), len(parts))
                rest = tuple(one for one in parts if not is_below(one[0], path))
                parts = (*rest[:at], *self._told(search), *rest[at:])
        return parts or None

    def _told(self, search: Search) -> Parts:
        """The tensors that were found, by the way to each, with their ids."""
        told = ((path, self._identify(tensor)) for path, tensor in search.found)
        return tuple((path, number) for path, number in told if number is not None)


def _stand(value: object, inner: Mapping[int, list[Place]], changed: Mapping[int, object]) -> bool:
    """Whether the changed objects are still where they were: the program may have moved them."""
    places = ((place[0], changed[n]) for n in changed.keys() & inner.keys() for place in inner[n])
    return all(leads(value, path, each) for path, each in places)


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
