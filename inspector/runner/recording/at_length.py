"""An observer while no program is followed: every event takes the slow path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.observer import Observer, Step
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.events import Op as OpEvent

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op
    from engine.tensor import Tensor


class AtLength(Observer):
    """The methods of an observer that are replaced by faster ones once there is a program."""

    def _op(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> OpEvent | None:
        raise NotImplementedError

    def _node_ran(
        self, node: Node, incoming: Sequence[Any], outgoing: Sequence[Any]
    ) -> NodeBackward | None:
        raise NotImplementedError

    def op(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """An operation ran; on a tensor's ``.grad`` it is that tensor's business."""
        self._op(op, inputs, outputs, in_place)

    def elementwise(self, op: Op, first: Any, second: Any, out: Tensor) -> None:
        """An operation ran on two operands."""
        self.op(op, ((op.inputs[0], first), (op.inputs[1], second)), (out,), in_place=False)

    def left(self) -> None:
        """A closed call has nothing to tell of."""

    def node_ran(self, node: Node, incoming: Sequence[Any], outgoing: Sequence[Any]) -> None:
        """A node turned gradients of outputs into those of inputs."""
        self._node_ran(node, incoming, outgoing)

    def nodes_ran(self, steps: Sequence[Step]) -> None:
        """Several nodes ran one after the other."""
        for node, incoming, outgoing in steps:
            self.node_ran(node, (incoming,), outgoing)
