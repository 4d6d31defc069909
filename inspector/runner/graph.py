"""The facts of tensors and nodes, as events state them: ids, operands, edges, saved values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.node import Node
from engine.tensor import Tensor
from inspector.model.events import NextFunction, Operand, Output, Saved
from inspector.runner.identity import Numbers
from inspector.runner.values import value_of

if TYPE_CHECKING:
    from engine.op import Op

_ITEMS = 8
NodeFacts: TypeAlias = tuple[int | None, str, tuple[NextFunction, ...], tuple[Saved, ...]]
NO_NODE: NodeFacts = (None, "", (), ())
_NO_EDGE = NextFunction(None)


class Graph:
    """Numbers tensors and nodes; a tensor nobody has announced is announced first."""

    def __init__(self, announce: Callable[[int, Tensor], None]) -> None:
        self._announce = announce
        self._tensors = Numbers()
        self._nodes = Numbers()

    def number(self, tensor: Tensor) -> int:
        """The id of a tensor that is being announced."""
        return self._tensors.of(tensor) or self._tensors.give(tensor)

    def knows(self, tensor: Tensor) -> bool:
        """Has the tensor been announced?"""
        return self._tensors.of(tensor) is not None

    def tensor(self, tensor: Tensor) -> int:
        """The id of a tensor that has been announced, or is now."""
        number = self._tensors.of(tensor)
        if number is None:
            number = self._tensors.give(tensor)
            self._announce(number, tensor)
        return number

    def node(self, node: Node) -> int:
        """The id of a backward node."""
        return self._nodes.of(node) or self._nodes.give(node)

    def operands(self, inputs: Sequence[tuple[str, Any]]) -> tuple[Operand, ...]:
        """What an operation was given, in order."""
        found: list[Operand] = []
        for name, value in inputs:
            if isinstance(value, Tensor):
                found.append(Operand(name, self.tensor(value)))
            else:
                found += self._others(name, value)
        return tuple(found)

    def _others(self, name: str, value: Any) -> list[Operand]:
        if isinstance(value, list | tuple) and any(isinstance(t, Tensor) for t in value):
            return list(self.operands([(f"{name}[{n}]", each) for n, each in enumerate(value)]))
        return [Operand(name, text=text_of(value))]

    def outputs(self, tensors: Sequence[Tensor]) -> tuple[Output, ...]:
        """What an operation made, or changed in place."""
        return tuple([self._output(tensor) for tensor in tensors])

    def _output(self, tensor: Tensor) -> Output:
        base = tensor._base
        return Output(
            self.number(tensor), value_of(tensor._data), tensor.requires_grad, tensor.is_leaf,
            tensor._version, None if base is None else self.tensor(base),
        )  # fmt: skip

    def facts(self, op: Op, node: Node, outputs: Sequence[Tensor]) -> NodeFacts:
        """What an event says of the node that an operation has made."""
        name = type(node).__name__
        saved = self.saved(op, node, outputs)
        return self.node(node), name, self.following(node), saved

    def following(self, node: Node) -> tuple[NextFunction, ...]:
        """The edges of a node."""
        numbers = node.numbers or (0,) * len(node.next)
        return tuple([self._edge(*edge) for edge in zip(node.next, numbers, strict=True)])

    def _edge(self, target: Node | None, input_nr: int) -> NextFunction:
        if target is None:
            return _NO_EDGE
        variable = self.tensor(target.variable) if target.is_accumulator else None
        return NextFunction(self.node(target), type(target).__name__, input_nr, variable)

    def accumulator(self, leaf: Tensor) -> int | None:
        """The id of a leaf's AccumulateGrad; None for a tensor that is no leaf."""
        edge = leaf._edge
        return self.node(edge) if edge is not None and edge.is_accumulator else None

    def saved(self, op: Op, node: Node, outputs: Sequence[Tensor]) -> tuple[Saved, ...]:
        """What a node keeps for its backward pass, by PyTorch's names.

        A saved result is the output itself, though the node holds a stand-in for it.
        """
        if node.params:
            values = node.saved_values()
        elif node.saved:
            values = list(zip(op.saves, node.saved, strict=True))
        else:
            return ()
        results = dict(zip(op.outputs, outputs, strict=False))
        return tuple(
            [
                self._saved(f"_saved_{name}", results.get(name, value))
                for name, value in values
                if value is not None
            ]
        )

    def _saved(self, name: str, value: Any) -> Saved:
        if isinstance(value, Tensor):
            return Saved(name, self.tensor(value))
        if hasattr(value, "dtype"):
            return Saved(name, value=value_of(value))
        return Saved(name, text=text_of(value))


def text_of(value: Any) -> str:
    """The short text of a number or option; of anything large or strange only its type."""
    if isinstance(value, str | bool | float | complex | None) or value is Ellipsis:
        return repr(value)[:60]
    if isinstance(value, int):
        return repr(value) if value.bit_length() < 200 else "int"
    if isinstance(value, slice):
        return ":".join("" if n is None else text_of(n) for n in _parts(value))
    if isinstance(value, list | tuple):
        return _sequence(value)
    named = type(value).__module__.startswith("engine") and hasattr(value, "name")
    return repr(value) if named else type(value).__name__


def _parts(cut: slice) -> tuple[Any, ...]:
    return (cut.start, cut.stop) if cut.step is None else (cut.start, cut.stop, cut.step)


def _sequence(items: Sequence[Any]) -> str:
    texts = [text_of(item) for item in items[:_ITEMS]] + ["…"] * (len(items) > _ITEMS)
    inside = ", ".join(texts)
    if isinstance(items, list):
        return f"[{inside}]"
    return f"({inside},)" if len(texts) == 1 else f"({inside})"
