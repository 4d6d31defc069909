"""Hooks on what nodes save: packed when it is saved, unpacked when a derivative reads it.

A node whose saved values went through hooks has a ``Packed`` in the place of the tuple. It unpacks
as it is iterated over, so that compiled derivatives, which take a tuple apart, need not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calls.compiled import as_result
from engine.graph.layers import Layer, made_node
from engine.modes import MODES
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
    """What a node saved, some of it packed: ``values`` in the order of the entry's ``saves``."""

    __slots__ = ("names", "outputs", "values")

    def __init__(self, op: Op, values: Sequence[Any]) -> None:
        self.names, self.outputs, self.values = op.saves, op.outputs, list(values)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int) -> Any:
        value = self.values[index]
        return value.unpacked() if isinstance(value, Pack) else value

    def __iter__(self) -> Iterator[Any]:
        """The saved values, unpacked in the order of their names, then the results' counters."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        found = {place: self[place] for place in order}
        counters = self.values[len(self.names) :]
        results = [place for place, name in enumerate(self.names) if name in self.outputs]
        for number, place in enumerate(results):
            if isinstance(self.values[place], Pack):
                found[place] = found[place]._data
                counters[2 * number : 2 * number + 2] = [[0], 0]
        yield from (found[place] for place in range(len(self.names)))
        yield from counters


class Packing(Layer):
    """Sends what every new node saves through the hooks of this thread."""

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Pack what the operation's node has saved."""
        hooks = MODES.saved_hooks
        node = made_node(op, outputs)
        if hooks and node is not None and isinstance(node.saved, tuple) and node.saved:
            pack_node(node, hooks[-1])


PACKING = Packing()


def pack_node(node: Node, hooks: SavedHooks) -> None:
    """Send all tensors that a node saved through ``hooks``."""
    op = node.op
    if op is None:
        return
    kept = Packed(op, node.saved)
    for name in sorted(op.saves):
        pack_place(node, kept, op.saves.index(name), hooks)
    node.saved = kept


def pack_place(node: Node, kept: Packed, place: int, hooks: SavedHooks) -> None:
    """Send one tensor that a node saved through ``hooks``; numbers stay as they are."""
    value, name = kept.values[place], kept.names[place]
    if isinstance(value, Tensor):
        kept.values[place] = packed(value, hooks, value._edge, value._number)
    elif name in kept.outputs and value is not None:
        number = kept.outputs.index(name)
        kept.values[place] = packed(as_result(node, value, number), hooks, node, number)
