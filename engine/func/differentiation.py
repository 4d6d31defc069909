"""What the transforms share: inputs to differentiate by, and results taken out of their graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine.foundation.tree import flatten, mapped, unflatten
from engine.func.captured import Within
from engine.graph.sweep import dependencies
from engine.modes import MODES
from engine.node import Node
from engine.ops.indexing import alias
from engine.tensor import Tensor, new_tensor, set_requires_grad

Function = Callable[..., Any]


class Scope(Within):
    """One transform at work: its own inputs, and whether the surroundings record.

    The graph is one for all scopes: what an outer scope differentiates by is simply another leaf.
    """

    def __init__(self, function: Any = None, handed: Sequence[Any] = ()) -> None:
        super().__init__(function, handed)
        self.recorded = MODES.grad
        self.sources: list[Tensor] = []
        self.leaves: list[Tensor] = []
        """The leaves that this transform made, and those within it."""

    def source(self, value: Any) -> Any:
        """A fresh tensor of the same values, to differentiate by.

        Raises:
            ValueError: it is not a tensor.
        """
        if not isinstance(value, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(value)}")
        if value._edge is not None and self.recorded:
            fresh: Tensor = alias(value)
        else:
            fresh = new_tensor(value._data)
            fresh._duals = value._duals
            fresh._mapped = value._mapped
            if fresh._data.dtype.kind not in "fc":
                raise RuntimeError("only Tensors of floating point dtype can require gradients")
            set_requires_grad(fresh, True)
            self.keep_leaf(fresh)
        self.sources.append(fresh)
        self.take(fresh, value)
        return fresh

    def keep_leaf(self, leaf: Tensor) -> None:
        """A leaf is this transform's own, and so nothing to those around it either."""
        for scope in {self, *MODES.scopes}:
            if isinstance(scope, Scope):
                scope.leaves.append(leaf)

    def outside(self, value: Any) -> Any:
        """A result as the surroundings see it: on the graph only if that leads to them."""
        if isinstance(value, Tensor):
            value = self.origin(value)
        if not isinstance(value, Tensor) or (value._edge is None and not value._duals):
            return value
        if value._edge is not None and self.recorded and self._leads_out(value._edge):
            return value
        plain = new_tensor(value._data)
        plain._mapped = value._mapped
        plain._duals = {n: self.outside(each) for n, each in (value._duals or {}).items()} or None
        return plain

    def _leads_out(self, start: Node) -> bool:
        """Does a graph end in any leaf from outside this transform?"""
        own = {id(each._edge) for each in self.leaves}
        return any(node.is_accumulator and id(node) not in own for node in dependencies([start]))

    def results(self, nested: Any) -> Any:
        """The same for every leaf."""
        return mapped(self.outside, nested)


@contextmanager
def transforming(scope: Any = None) -> Iterator[None]:
    """In a block, a transform is at work; ``scope`` : what it differentiates by or maps over."""
    MODES.transforms += 1
    before, MODES.scopes = MODES.scopes, (*MODES.scopes, scope)
    try:
        yield
    finally:
        MODES.transforms -= 1
        MODES.scopes = before


def chosen(args: Sequence[Any], argnums: Any) -> list[int]:
    """The places of the arguments to differentiate by.

    Raises:
        RuntimeError: there is no such argument, or it is named twice.
    """
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    for number in numbers:
        if not isinstance(number, int):
            raise RuntimeError(f"argnum must be int, got {type(number)}")
        if not -len(args) <= number < len(args):
            raise RuntimeError(f"Got argnum={number}, but only {len(args)} positional inputs")
    places = [number % len(args) for number in numbers]
    if len(set(places)) != len(places):
        raise RuntimeError(f"argnums elements must be unique, got {argnums}")
    return places


def replaced(args: Sequence[Any], places: Iterable[int], values: Sequence[Any]) -> list[Any]:
    """The arguments with others at some places."""
    given = list(args)
    for place, value in zip(places, values, strict=True):
        given[place] = value
    return given


def of_few(function: Function, args: Sequence[Any], argnums: Any) -> tuple[Function, Any]:
    """``function`` as one of the chosen arguments alone, and these (one, or a tuple)."""
    places = chosen(args, argnums)
    several = isinstance(argnums, tuple)
    values = tuple(args[place] for place in places)

    def narrowed(chosen_values: Any) -> Any:
        given = chosen_values if several else (chosen_values,)
        return function(*replaced(args, places, given))

    return narrowed, values if several else values[0]


def refuse_complex(name: str, nested: Any, which: str) -> None:
    """Raise RuntimeError where a Jacobian is asked of complex numbers."""
    for place, each in enumerate(flatten(nested)[0]):
        if isinstance(each, Tensor) and each.is_complex():
            raise RuntimeError(
                f"{name}: Expected all {which} to be real but received complex tensor at "
                f"flattened input idx: {place}"
            )


def sources_of(scope: Scope, nested: Any) -> tuple[Any, list[Tensor]]:
    """A nested value with every tensor anew, to differentiate by; and these."""
    leaves, tree = flatten(nested)
    fresh = [scope.source(each) for each in leaves]
    return unflatten(tree, fresh), fresh
