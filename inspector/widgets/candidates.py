"""The names that complete what is typed at a place of a program, found with jedi.

The programs are PyTorch's, and what they run on is the bundled engine: the names after
``torch.`` are the engine's own, and a value whose type nobody can tell is taken for a tensor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

import jedi

_IMPORT = re.compile(r"^(\s*)(from|import)\s+torch\b.*$", re.MULTILINE)
_CHAIN = re.compile(r"([A-Za-z_][\w.]*|[)\]])\.\w*$")
_ALIAS = re.compile(r"^\s*import\s+(torch[\w.]*)(?:\s+as\s+(\w+))?\s*$", re.MULTILINE)
_FROM = re.compile(r"^\s*from\s+(torch[\w.]*)\s+import\s+([\w ,]+?)\s*$", re.MULTILINE)
_EVERYTHINGS = frozenset(dir(object))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to go on: the whole name, and what it is (``function``, ``module`` …)."""

    name: str
    kind: str


def candidates(source: str, line: int, column: int) -> list[Candidate]:
    """Names that fit at a place of ``source`` (line from 1, column from 0), best first."""
    before = source.split("\n")[line - 1][:column]
    known = engine_names(source)
    chain = _CHAIN.search(before)
    found = _members(chain[1], known) if chain else []
    if not found:
        found = _read(source, line, column, known)
    if chain and not any(one.name not in _EVERYTHINGS for one in found):
        found = _tensor_members()
    prefix = re.split(r"\W", before)[-1]
    return _sorted(found, prefix)


def engine_names(source: str) -> dict[str, object]:
    """What the imports of ``source`` from ``torch`` mean: names and the engine's objects."""
    found: dict[str, object] = {}
    for path, alias in _ALIAS.findall(source):
        _bind(found, alias or "torch", path if alias else "torch")
    for path, names in _FROM.findall(source):
        for item in names.split(","):
            name, _, alias = (part.strip() for part in item.partition(" as "))
            _bind(found, alias or name, f"{path}.{name}")
    return found


def _bind(found: dict[str, object], name: str, path: str) -> None:
    thing = _engine_object(path)
    if thing is not None:
        found[name] = thing


def _engine_object(path: str) -> object | None:
    """The engine's object for a path such as ``torch.nn.functional``, None where it has none."""
    thing: object = import_module("engine")
    for at, part in enumerate(parts := path.split(".")[1:], 1):
        try:
            thing = getattr(thing, part)
        except AttributeError:
            name = ".".join(["engine", *parts[:at]])
            try:
                thing = import_module(name)
            except ImportError:
                return None
    return thing


def _members(chain: str, known: Mapping[str, object]) -> list[Candidate]:
    first, *rest = chain.split(".")
    thing = known.get(first)
    for part in rest:
        thing = getattr(thing, part, None)
    return [] if thing is None else _public(thing)


def _tensor_members() -> list[Candidate]:
    tensor = _engine_object("torch.Tensor")
    return [] if tensor is None else _listed(dir(tensor), tensor)


def _public(thing: object) -> list[Candidate]:
    return _listed((name for name in dir(thing) if not name.startswith("_")), thing)


def _listed(names: Iterable[str], thing: object) -> list[Candidate]:
    return [
        Candidate(name, "function" if callable(getattr(thing, name, None)) else "name")
        for name in names
    ]


def _read(source: str, line: int, column: int, known: Mapping[str, object]) -> list[Candidate]:
    code = _IMPORT.sub(r"\1pass", source)
    found = jedi.Interpreter(code, [dict(known)]).complete(line, column)
    return [Candidate(one.name, one.type) for one in found]


def _sorted(found: Iterable[Candidate], prefix: str) -> list[Candidate]:
    fits = [one for one in found if one.name.lower().startswith(prefix.lower())]
    if not prefix.startswith("_"):
        fits = [one for one in fits if not one.name.startswith("_")]
    return sorted(fits, key=lambda one: (not one.name.startswith(prefix), one.name.lower()))
