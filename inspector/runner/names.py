"""What the program's variables are bound to, told only when that has changed.

Tensors are told by their id, small plain values by their text. Nothing else is looked into: a
``repr`` of a stranger may be slow, large, or run code of the user's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from inspector.model.recordings.events import Binding

TEXT = 60
_ITEMS = 20
_BITS = 190
LARGE = 2**62
"""A whole number below this, whatever its sign, is short."""
_NUMBERS = (int, float, bool)

Seen: TypeAlias = int | str | tuple[tuple[str, int], ...]
"""What is remembered of a binding: a tensor's id, a text, or a module's parameters."""
UNTOLD: Seen = ()
"""Remembered of a binding that is to be told again, whatever it is."""


def short(value: object) -> str | None:
    """The text of a small plain value, at most 60 characters; None for anything else."""
    kind = type(value)
    if kind is int:
        return repr(value) if value.bit_length() <= _BITS else None  # type: ignore[attr-defined]
    if kind is float or kind is bool or value is None:
        return repr(value)
    if kind is str:
        return _cut(value[: TEXT + 1])  # type: ignore[index]
    if kind is list or kind is tuple:
        return _numbers(value)  # type: ignore[arg-type]
    return None


def _cut(text: str) -> str:
    shown = repr(text)
    return shown if len(shown) <= TEXT else shown[: TEXT - 2] + "…" + shown[0]


def _numbers(items: list[object] | tuple[object, ...]) -> str | None:
    if len(items) > _ITEMS or any(type(item) not in _NUMBERS for item in items):
        return None
    if any(short(item) is None for item in items):
        return None
    shown = repr(items)
    return shown if len(shown) <= TEXT else None


class Names:
    """The bindings of one running function (or of the module), as last told: ``seen``."""

    __slots__ = ("_identify", "seen")

    def __init__(self, identify: Callable[[object], int | None]) -> None:
        self._identify = identify
        self.seen: dict[str, Seen] = {}

    def changes(
        self, scope: Mapping[str, Any], names: Iterable[str]
    ) -> tuple[tuple[Binding, ...], tuple[str, ...]]:
        """What became of ``names``: those bound to something new, and those gone."""
        bound: list[Binding] = []
        deleted: list[str] = []
        for name in names:
            now = self._look(scope[name]) if name in scope else None
            before = self.seen.get(name)
            if now != before:
                self._remember(name, now)
                bound += _bindings(name, now)
                if before is not None and type(before) is not type(now):
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

    def _look(self, value: object) -> Seen | None:
        text = short(value)
        if text is not None:
            return text
        tensor = self._identify(value)
        return tensor if tensor is not None else self._parameters(value)

    def _parameters(self, value: object) -> Seen | None:
        """The parameters of a module, by their dotted names; None while it is being made."""
        if isinstance(value, type) or not hasattr(type(value), "named_parameters"):
            return None
        try:
            named: Iterable[tuple[str, object]] = value.named_parameters()  # type: ignore[attr-defined]
            found = [(name, self._identify(parameter)) for name, parameter in named]
        except RecursionError:
            raise
        except Exception:  # noqa: BLE001  (a subclass may do anything)
            return None
        return tuple((name, tensor) for name, tensor in found if tensor is not None) or None


def _bindings(name: str, seen: Seen | None) -> list[Binding]:
    if seen is None:
        return []
    if isinstance(seen, str):
        return [Binding(name, text=seen)]
    if isinstance(seen, int):
        return [Binding(name, seen)]
    return [Binding(f"{name}.{part}", tensor) for part, tensor in seen]


def _full_names(name: str, seen: Seen | None) -> set[str]:
    return {binding.name for binding in _bindings(name, seen)}
