"""The tensors that a variable holds: in a list, under a key, as an attribute or a parameter.

``params[0]``, ``state['h']``, ``layer.weight`` and ``layers[1].bias`` are names people think in.
Only containers of Python's own, modules, and objects of the program's own classes are looked into,
without calling anything of theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

from engine.nn import Module
from engine.return_types import Named
from engine.tensor import Tensor
from inspector.runner.following.plain import is_one_of

MOST = 64
"""Tensors of one variable that are named."""
_VISITS = 256
"""Values that are looked at on the search for them."""
_DEPTH = 6
_KEY = 30
"""Characters of a key within a name."""
_BITS = 64
"""Bits of a key that is a whole number; longer ones Python would not even write."""

_namespace = type.__dict__["__dict__"].__get__
_lineage = type.__dict__["__mro__"].__get__
"""What a class defines and which it is made from, whatever its own class says when asked."""

Path: TypeAlias = str
"""How a part is reached from the variable: ``[0]``, ``.weight``, ``['w'].bias``."""
Place: TypeAlias = tuple[Path, tuple[int, ...]]
"""Where an object is: the way to it, and the ids of those it is in, the outermost first."""

_PLAIN = frozenset({int, float, bool, str, bytes, complex, type(None)})


def holds(value: object) -> bool:
    """Whether a value is of a kind that may hold tensors."""
    return issubclass(type(value), list | tuple | dict | deque | Module) or _is_users(type(value))


class Search:
    """A walk through what a value holds, that ends when it has seen enough.

    ``found`` : the tensors in its order, 64 at most, with the way to each. ``entered`` : by their
    ids, the objects on these ways, and where each is. No way leads back to where it has been, as
    from a child to its parent. A walk may begin at a ``place`` within what an earlier one saw.
    """

    def __init__(self, value: object, place: Place = ("", ())) -> None:
        self.found: list[tuple[Path, Tensor]] = []
        self.entered: dict[int, list[Place]] = {}
        self._visits = _VISITS
        self._enter(value, *place)

    def _enter(self, value: object, path: Path, around: tuple[int, ...]) -> None:
        """Look at one value, which is in the objects of some ids, and at what it holds."""
        self.entered.setdefault(id(value), []).append((path, around))
        around = (*around, id(value))
        if issubclass(type(value), Module):
            self.found += [(f"{path}.{name}", one) for name, one in _of_module(value)]
            return
        for step, each in steps(value):
            self._visits -= 1
            if self._visits < 0 or len(self.found) >= MOST:
                return
            if issubclass(type(each), Tensor):
                self.found.append((path + step, each))
            elif len(around) <= _DEPTH and not (
                is_one_of(type(each), _PLAIN) or id(each) in around
            ):
                self._enter(each, path + step, around)


def is_below(path: Path, place: Path) -> bool:
    """Whether a path leads to, or through, what is at another."""
    return path.startswith(place) and path[len(place) : len(place) + 1] in ("", ".", "[")


def leads(value: object, path: Path, end: object) -> bool:
    """Whether a path within a value still leads to an object."""
    while path:
        found = ((step, each) for step, each in steps(value) if is_below(path, step))
        step, value = next(found, (path, None))
        path = path[len(step) :]
    return value is end


def steps(value: Any) -> Iterator[tuple[Path, Any]]:
    """What a value holds, and how each is reached; none of its own methods is called."""
    kind = type(value)
    if issubclass(kind, dict):
        for key, each in tuple(islice(dict.items(value), _VISITS)):
            small = type(key) is int and key.bit_length() <= _BITS
            if small or (type(key) is str and len(key) <= _KEY):
                yield f"[{key!r}]", each
    elif issubclass(kind, tuple):
        fields = kind.names if issubclass(kind, Named) else _fields(kind)
        for place, each in enumerate(tuple.__iter__(value)):
            yield f".{fields[place]}" if place < len(fields) else f"[{place}]", each
    elif issubclass(kind, list):
        yield from ((f"[{place}]", each) for place, each in enumerate(list.__iter__(value)))
    elif issubclass(kind, deque):
        held = tuple(deque.__iter__(value))  # at once, as another thread may change it
        yield from ((f"[{place}]", each) for place, each in enumerate(held))
    elif _is_users(kind):
        yield from ((f".{name}", each) for name, each in _attributes(value))


def _fields(kind: type) -> Sequence[str]:
    """The names of a named tuple's items, none for any other class of tuples."""
    found = (_namespace(each).get("_fields") for each in _lineage(kind))
    return next((each for each in found if type(each) is tuple), ())


def _is_users(kind: type) -> bool:
    """Whether a class is one that the program itself defines."""
    return _namespace(kind).get("__module__") == "__main__" and not issubclass(kind, type)


def _attributes(value: object) -> Iterable[tuple[str, object]]:
    """What an object keeps in its own dictionary, without asking its class."""
    try:
        kept = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return ()
    return tuple(kept.items()) if type(kept) is dict else ()


def _of_module(module: Any) -> list[tuple[str, Tensor]]:
    """A module's parameters and buffers by their dotted names, then tensors it was given itself.

    There are none while the module is being made.
    """
    try:
        found = _tensors((*Module.named_parameters(module), *Module.named_buffers(module)))
    except RecursionError:
        raise
    except Exception:  # noqa: BLE001  (a subclass may do anything)
        return []
    return found + _tensors(_attributes(module))


def _tensors(named: Iterable[tuple[str, object]]) -> list[tuple[str, Tensor]]:
    return [(name, one) for name, one in named if issubclass(type(one), Tensor)]  # type: ignore[misc]
