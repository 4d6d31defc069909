"""Saved-tensor hooks at work: what a new node saves is packed by the hooks of its thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.graph.layers import Layer, made_node
from engine.graph.packing import Packed, SavedHooks, in_order, pack_place, pack_shown
from engine.graph.saved import saved_names, shown_otherwise
from engine.modes import MODES
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op


class Packing(Layer):
    """Sends what every new node saves through the hooks of this thread."""

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Pack what the operation's node has saved."""
        hooks = MODES.saved_hooks
        node = made_node(op, outputs)
        if hooks and node is not None and isinstance(node.saved, tuple):
            pack_node(node, hooks[-1])


PACKING = Packing()


def pack_node(node: Node, hooks: SavedHooks) -> None:
    """Send all tensors that a node saved through ``hooks``, in PyTorch's order."""
    op = node.op
    if op is None:
        return
    kept, besides = Packed(op, node.saved), shown_otherwise(node)
    there = {*op.saves, *besides}.intersection(saved_names(op))
    for name in in_order(there, op.outputs):
        if name in besides:
            kept.shown[name] = pack_shown(besides[name], hooks)
        else:
            pack_place(node, kept, op.saves.index(name), hooks)
    node.saved = kept
