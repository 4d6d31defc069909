"""What saved-tensor hooks have packed, which is unpacked when it is read.

A node whose saved values went through hooks has a ``Packed`` in the place of the tuple. It unpacks
as it is iterated over, so that compiled derivatives, which take a tuple apart, need not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.calls.compiled import as_result
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor, new_tensor, storage

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op

MODIFYING = (
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack "
    "hook cannot be modified by in-place operations as this can lead to unexpected side-effects. "
    "Please open an issue if you need to perform in-place operations on the input to a pack hook."
)
NO_TENSOR = (
    "Output of saved tensor unpack_hook expected to be a Tensor but got result of type {kind}"
)


class SavedHooks(NamedTuple):
    """A pair of functions: what is kept of a tensor, and the tensor from what is kept."""

    pack: Callable[[Tensor], Any]
    unpack: Callable[[Any], Any]


class Pack(NamedTuple):
    """One saved tensor, packed; ``edge`` and ``number`` say where its gradient goes."""

    content: Any
    hooks: SavedHooks
    edge: Any
    number: int

    def unpacked(self) -> Tensor:
        """The tensor again, at its place in the graph.

        Raises:
            TypeError: the hook gave back something else.
        """
        found = self.hooks.unpack(self.content)
        if not isinstance(found, Tensor):
            raise TypeError(NO_TENSOR.format(kind=type(found).__name__))
        tensor = new_tensor(storage(found))
        tensor._edge, tensor._number = self.edge, self.number
        return tensor


def packed(tensor: Tensor, hooks: SavedHooks, edge: Any, number: int) -> Pack:
    """``tensor`` as its hooks keep it.

    Raises:
        RuntimeError: the hook modified it.
    """
    before = tensor._version
    with no_grad.quietly():
        content = hooks.pack(tensor)
    if tensor._version != before:
        raise RuntimeError(MODIFYING)
    return Pack(content, hooks, edge, number)


class Packed:
    """What a node saved, some of it packed: ``values`` in the order of the entry's ``saves``.

    ``shown`` : by name, what PyTorch's node saves besides and formulas here read otherwise: it is
    sent through the hooks as well, but nothing reads what comes back. ``arrays`` : the places of
    values that formulas read as arrays.
    """

    __slots__ = ("arrays", "names", "outputs", "shown", "values")

    def __init__(self, op: Op, values: Sequence[Any]) -> None:
        self.names, self.outputs, self.values = op.saves, op.outputs, list(values)
        self.shown: dict[str, Pack | tuple[Pack | None, ...]] = {}
        self.arrays: set[int] = set()

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int) -> Any:
        value = self.values[index]
        if not isinstance(value, Pack):
            return value
        return value.unpacked()._data if index in self.arrays else value.unpacked()

    def __iter__(self) -> Iterator[Any]:
        """The saved values, unpacked in the order of their names, then the results' counters."""
        found = {}
        for name in in_order((*self.names, *self.shown), self.outputs):
            if name in self.shown:
                self.show(name)
            else:
                place = self.names.index(name)
                found[place] = self[place]
        counters = self.values[len(self.names) :]
        results = [place for place, name in enumerate(self.names) if name in self.outputs]
        for number, place in enumerate(results):
            if isinstance(self.values[place], Pack):
                found[place] = found[place]._data
                counters[2 * number : 2 * number + 2] = [[0], 0]
        yield from (found[place] for place in range(len(self.names)))
        yield from counters

    def show(self, name: str) -> Any:
        """What PyTorch's node saves by this name, unpacked."""
        pack = self.shown[name]
        if isinstance(pack, Pack):
            return pack.unpacked()
        return tuple(None if each is None else each.unpacked() for each in pack)


# What PyTorch saves of an operation that it has computed besides its results.
_COMPUTED = frozenset(("LU", "logsumexp", "output", "pivots", "total_weight"))


def in_order(names: Iterable[str], outputs: Sequence[str]) -> list[str]:
    """Names in the order in which PyTorch saves: operands before what was computed of them."""

    def place(name: str) -> tuple[bool, str]:
        return name in outputs or name in _COMPUTED or name.startswith("result"), name

    return sorted(names, key=place)


def pack_shown(value: Any, hooks: SavedHooks) -> Pack | tuple[Pack | None, ...]:
    """Send a tensor, or a tuple of them, through ``hooks`` that no formula here reads as such."""
    if isinstance(value, Tensor):
        return packed(value, hooks, value._edge, value._number)
    return tuple(None if each is None else packed(each, hooks, None, 0) for each in value)


def pack_place(node: Node, kept: Packed, place: int, hooks: SavedHooks) -> None:
    """Send one tensor that a node saved through ``hooks``; numbers stay as they are."""
    value, name = kept.values[place], kept.names[place]
    if isinstance(value, Tensor):
        kept.values[place] = packed(value, hooks, value._edge, value._number)
    elif name in kept.outputs and value is not None and value.dtype.kind in "fc":
        number = kept.outputs.index(name)
        kept.values[place] = packed(as_result(node, value, number), hooks, node, number)
    elif isinstance(value, np.ndarray | np.generic):
        if name not in kept.outputs:  # whose arrays are taken where they are all read
            kept.arrays.add(place)
        kept.values[place] = packed(new_tensor(value), hooks, None, 0)
