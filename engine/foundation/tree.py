"""Nested tuples, lists and dictionaries: flattened into their leaves, and put together again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.return_types import Named
from engine.storage.size import Size


@dataclass(frozen=True, slots=True)
class Tree:
    """The structure of a nested value: ``kind`` None is a leaf.

    ``keys`` : those of a dictionary; ``of`` : the type of a named tuple.
    """

    kind: str | None = None
    keys: tuple[Any, ...] | None = None
    children: tuple[Tree, ...] = ()
    of: type | None = None

    def __str__(self) -> str:
        """As PyTorch writes structures in some of its errors: ``(*, [*, *])``."""
        inner = [str(each) for each in self.children]
        if self.kind is None:
            return "*"
        if self.kind in ("tuple", "namedtuple"):
            return f"({', '.join(inner)}{',' if len(inner) == 1 else ''})"
        if self.kind == "list":
            return f"[{', '.join(inner)}]"
        pairs = zip(self.keys or (), inner, strict=True)
        return "{" + ", ".join(f"{key!r}: {text}" for key, text in pairs) + "}"

    def told(self, indent: int = 0) -> str:
        """As PyTorch writes structures in its other errors: ``TreeSpec(tuple, None, [*])``.

        ``indent`` : the spaces before this structure, which lies in another one.
        """
        if self.kind is None:
            return "*"
        context = "None" if self.keys is None else str(list(self.keys))
        gap = ",\n" + " " * (indent + 2)
        inner = gap.join(each.told(indent + 2) for each in self.children)
        return f"TreeSpec({self.kind}, {context}, [{inner}])"


LEAF = Tree()


def flatten(value: Any) -> tuple[list[Any], Tree]:
    """The leaves of a nested value in order, and its structure."""
    tree, parts = _taken_apart(value)
    if tree is None:
        return [value], LEAF
    leaves: list[Any] = []
    children = []
    for part in parts:
        found, child = flatten(part)
        leaves += found
        children.append(child)
    return leaves, Tree(tree.kind, tree.keys, tuple(children), tree.of)


def _taken_apart(value: Any) -> tuple[Tree | None, Sequence[Any]]:
    """The outermost structure of a value, without children, and its parts; None for a leaf."""
    if isinstance(value, Named) or (isinstance(value, tuple) and hasattr(value, "_fields")):
        return Tree("namedtuple", of=type(value)), value
    if type(value) in (tuple, list):
        return Tree(type(value).__name__), value
    if type(value) is Size:
        return Tree("tuple"), value
    if type(value) in (dict, OrderedDict):
        return Tree(type(value).__name__, tuple(value)), tuple(value.values())
    return None, ()


def unflatten(tree: Tree, leaves: Sequence[Any]) -> Any:
    """A nested value of a structure from its leaves."""
    return _built(tree, iter(leaves))


def _built(tree: Tree, leaves: Iterator[Any]) -> Any:
    if tree.kind is None:
        return next(leaves)
    children = [_built(each, leaves) for each in tree.children]
    if tree.of is not None:
        return tree.of(*children)
    if tree.keys is None:
        return tuple(children) if tree.kind == "tuple" else children
    kind = OrderedDict if tree.kind == "OrderedDict" else dict
    return kind(zip(tree.keys, children, strict=True))


def mapped(function: Callable[..., Any], value: Any, *others: Any) -> Any:
    """``function`` of every leaf (and of the leaves at the same places of ``others``)."""
    leaves, tree = flatten(value)
    rest = [flatten(each)[0] for each in others]
    return unflatten(tree, [function(*each) for each in zip(leaves, *rest, strict=True)])


def spread(prefix: Any, tree: Tree) -> list[Any] | None:
    """A value for every leaf of ``tree`` from one that may stop short of its leaves, or None."""
    own, parts = _taken_apart(prefix)
    if own is None:
        return [prefix] * leaf_count(tree)
    if own.kind != tree.kind or own.keys != tree.keys or len(parts) != len(tree.children):
        return None
    found: list[Any] = []
    for part, child in zip(parts, tree.children, strict=True):
        below = spread(part, child)
        if below is None:
            return None
        found += below
    return found


def leaf_count(tree: Tree) -> int:
    """How many leaves a structure has."""
    return 1 if tree.kind is None else sum(leaf_count(each) for each in tree.children)
