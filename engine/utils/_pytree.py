"""Nested tuples, lists and dictionaries, by PyTorch's names for what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.foundation.tree import Tree, flatten, mapped, unflatten

TreeSpec = Tree


def tree_flatten(tree: Any) -> tuple[list[Any], Tree]:
    """The leaves in order, and the structure."""
    return flatten(tree)


def tree_unflatten(leaves: Iterable[Any], treespec: Tree) -> Any:
    """A nested value of a structure from its leaves."""
    return unflatten(treespec, list(leaves))


def tree_leaves(tree: Any) -> list[Any]:
    """The leaves in order."""
    return flatten(tree)[0]


def tree_structure(tree: Any) -> Tree:
    """The structure without the leaves."""
    return flatten(tree)[1]


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any) -> Any:
    """``func`` of every leaf, and of those at the same places of ``rests``."""
    return mapped(func, tree, *rests)


def tree_map_only(kinds: type | tuple[type, ...], func: Callable[[Any], Any], tree: Any) -> Any:
    """``func`` of the leaves of some types; the others stay."""
    return mapped(lambda leaf: func(leaf) if isinstance(leaf, kinds) else leaf, tree)


def tree_all(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Is it so of all leaves?"""
    return all(map(pred, flatten(tree)[0]))


def tree_any(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Is it so of any leaf?"""
    return any(map(pred, flatten(tree)[0]))
