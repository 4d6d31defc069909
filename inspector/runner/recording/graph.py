"""The facts of tensors and nodes, as events state them: ids, operands, edges, saved values.

A tensor carries its id as a mark of its own, so that a new tensor never gets the id of a dead one
and nothing need watch it die. A node is known by its sequence number, which none shares.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import ref

from engine.node import AccumulateGrad, Node
from engine.storage.stale import unasked, watched
from engine.tensor import Tensor
from inspector.model.recordings.facts import NextFunction, Operand, Output, Saved, Value
from inspector.runner.recording.texts import text_of
from inspector.runner.recording.values import reordered, unchanged, value_of

if TYPE_CHECKING:
    from engine.op import Op

NodeFacts: TypeAlias = tuple[int | None, str, tuple[NextFunction, ...], tuple[Saved, ...]]
NO_NODE: NodeFacts = (None, "", (), ())
_NO_EDGE = NextFunction(None)
CUT_ANEW = "AsStridedBackward0"
_mark_of = Tensor.__dict__["_mark"].__get__
_REPEATING = frozenset({"as_strided.sizes", "unfold"})
"""Views in which an element may stand more than once, and another never."""


class Graph:
    """Numbers tensors and nodes; a tensor nobody has announced is announced first.

    The mark of a tensor that is large also has the value that was last told of it, and at which
    version. ``made`` : where those that get a number are noted, None for nowhere. ``cut`` is told
    of a node that no operation makes: that of a view whose base was changed in place.
    """

    def __init__(
        self, announce: Callable[[int, Tensor], None], cut: Callable[[Node], None]
    ) -> None:
        self._announce, self._cut = announce, cut
        self.tensors = 0
        self.nodes = 0
        self.numbers: dict[int, int] = {}
        self.accumulators: dict[int, int] = {}
        self.made: list[ref[Tensor]] | None = None

    def known(self, tensor: Tensor) -> int | None:
        """The id of a tensor, None if it has none yet; its class is not asked."""
        mark = _mark_of(tensor)
        return mark[1] if mark is not None and mark[0] is self else None

    def number(self, tensor: Tensor) -> int:
        """The id of a tensor that is being announced."""
        mark = tensor._mark
        if mark is not None and mark[0] is self:
            known: int = mark[1]
            return known
        self.tensors = number = self.tensors + 1
        tensor._mark = (self, number)
        if self.made is not None:
            self.made.append(ref(tensor))
        return number

    def met(self, tensor: Tensor) -> int:
        """As ``tensor``, but a known one is not asked: its class may forbid or answer it."""
        mark = _mark_of(tensor)
        if mark is not None and mark[0] is self:
            known: int = mark[1]
            return known
        return self.tensor(tensor)

    def tensor(self, tensor: Tensor) -> int:
        """The id of a tensor that has been announced, or is now."""
        mark = tensor._mark
        if mark is not None and mark[0] is self:
            known: int = mark[1]
            return known
        number = self.number(tensor)
        self._announce(number, tensor)
        return number

    def edge(self, node: Node) -> NextFunction:
        """What points at a backward node; its id is in it."""
        return NextFunction(self.node(node), type(node).__name__, 0, self.variable(node))

    def node(self, node: Node) -> int:
        """The id of a backward node."""
        if isinstance(node, AccumulateGrad):
            return self.accumulator_of(self.tensor(node.variable))
        number = self.numbers.get(node.sequence_nr)
        if number is None:
            self.nodes += 1
            number = self.numbers[node.sequence_nr] = self.nodes
            if type(node).__name__ == CUT_ANEW and node.op is None:
                self._cut(node)
        return number

    def variable(self, node: Node) -> int | None:
        """The id of the leaf whose AccumulateGrad a node is, if it is one."""
        return self.tensor(node.variable) if isinstance(node, AccumulateGrad) else None

    def accumulator_of(self, leaf: int) -> int:
        """The id of the AccumulateGrad of a leaf (by its id)."""
        number = self.accumulators.get(leaf)
        if number is None:
            self.nodes += 1
            number = self.accumulators[leaf] = self.nodes
        return number

    def accumulator(self, tensor: Tensor) -> int | None:
        """The id of a leaf's AccumulateGrad; None for a tensor that is not a leaf."""
        edge = unasked(tensor)
        return self.node(edge) if edge is not None and edge.is_accumulator else None

    def operands(self, inputs: Sequence[tuple[str, Any]]) -> tuple[Operand, ...]:
        """What an operation was given, in order."""
        found: list[Operand] = []
        for name, value in inputs:
            if isinstance(value, Tensor):
                found.append(Operand(name, self.tensor(value)))
            else:
                found += self._others(name, value)
        return tuple(found)

    def _others(self, name: str, value: Any) -> Sequence[Operand]:
        if isinstance(value, list | tuple) and any(isinstance(t, Tensor) for t in value):
            return self.operands([(f"{name}[{n}]", each) for n, each in enumerate(value)])
        return (Operand(name, text=text_of(value)),)

    def output(self, tensor: Tensor, source: Tensor | None = None) -> Output:
        """What an operation made (of its ``source``), or changed in place."""
        base, counter = tensor._base, tensor._counter
        number, value = self.number(tensor), self.value(tensor, source)
        if not value.whole:
            self.hold(tensor, value)
        return Output(
            number,
            value,
            *watched(tensor),
            0 if counter is None else counter[0],
            None if base is None else self.tensor(base),
        )

    def hold(self, tensor: Tensor, value: Value) -> None:
        """Remember what a known tensor holds, as long as there is the tensor."""
        tensor._mark = self, tensor._mark[1], value, tensor._version

    def held(self, tensor: Tensor) -> tuple[Value | None, int]:
        """What a tensor held when last told of, and at which version; None where unknown."""
        mark = tensor._mark
        if mark is None or mark[0] is not self or len(mark) == 2:
            return None, 0
        return mark[2], mark[3]

    def knows(self, tensor: Tensor) -> bool:
        """Whether a large tensor's value was told, and it has not changed since."""
        known, version = self.held(tensor)
        return known is not None and not known.whole and version == tensor._version

    def let_go(self, tensor: Tensor) -> None:
        """What a known tensor holds may have changed, whatever its version says."""
        tensor._mark = tensor._mark[:2]

    def value(self, tensor: Tensor, source: Tensor | None) -> Value:
        """What a tensor holds now.

        As a view of all of a large ``source`` has the same elements, they need not be measured.
        """
        data = tensor._data
        if source is not None and self.knows(source):
            (held, _), seen = self.held(source), source._data
            fits = data.size == seen.size and data.dtype is seen.dtype
            if held is not None and fits and unchanged(seen, held):
                return reordered(data, held)
        return value_of(data)

    def facts(self, node: Node, outputs: Sequence[Tensor]) -> NodeFacts:
        """What an event says of the node that an operation has made."""
        own = self.edge(node)
        return own.node, own.name, self.following(node), self.saved(node, outputs)

    def following(self, node: Node) -> tuple[NextFunction, ...]:
        """The edges of a node."""
        if node.extras is None:
            return tuple([_NO_EDGE if each is None else self.edge(each) for each in node.next])
        return tuple([self._numbered(*following) for following in node.next_functions])

    def _numbered(self, target: Node | None, input_nr: int) -> NextFunction:
        if target is None:
            return _NO_EDGE
        edge = self.edge(target)
        return NextFunction(edge.node, edge.name, input_nr, edge.tensor) if input_nr else edge

    def saved(self, node: Node, outputs: Sequence[Tensor]) -> tuple[Saved, ...]:
        """What a node keeps for its backward pass, by PyTorch's names.

        A saved result is the output itself, though the node may hold a stand-in for it. Arrays
        that it keeps together have no name in PyTorch.
        """
        op = node.op
        if op is None or not (node.saved or node.params):
            return ()
        values = node.saved_values() if node.params else zip(op.saves, node.saved, strict=False)
        found: list[Saved] = []
        for name, value in values:
            if name in op.outputs:
                found.append(Saved(f"_saved_{name}", self.tensor(_named(op, name, outputs))))
            elif isinstance(value, Tensor):
                found.append(Saved(f"_saved_{name}", self.tensor(value)))
            elif value is not None and not (name in op.keeps and isinstance(value, tuple)):
                found.append(_plain(f"_saved_{name}", value))
        return tuple(found)


def _named(op: Op, name: str, outputs: Sequence[Tensor]) -> Tensor:
    return outputs[op.outputs.index(name)]


def _plain(name: str, value: Any) -> Saved:
    if hasattr(value, "dtype"):
        return Saved(name, value=value_of(value))
    return Saved(name, text=text_of(value))


def kept(state: Mapping[str, Any]) -> tuple[Saved, ...]:
    """What an optimiser keeps for a parameter: its arrays and numbers."""
    return tuple(
        [
            _plain(name, value)
            for name, value in state.items()
            if isinstance(name, str) and value is not None
        ]
    )


def runs_user_code(node: Node) -> bool:
    """May a backward pass come to the user's own lines in this node?"""
    extras = node.extras
    if extras is not None and extras.hooks is not None:
        return True
    return node.op is None and not node.is_accumulator


def source_of(op: Op, inputs: Sequence[tuple[str, Any]], base: Tensor | None) -> Tensor | None:
    """The operand of which a result is a view, if each element can only be once in it."""
    if base is None or op.name in _REPEATING:
        return None
    source = inputs[0][1]
    return source if isinstance(source, Tensor) else None


def made(output: Tensor, in_place: bool, known: Container[int]) -> Node | None:
    """The node an operation has made; in place on a view, the one that rewrote its base.

    What was changed unseen by autograd still has the node it had: that one is ``known``.
    """
    base = output._base if in_place and output._edge is not None else None
    node = output._edge if base is None else base._edge
    if node is None or node.is_accumulator or (in_place and node.sequence_nr in known):
        return None
    return node
