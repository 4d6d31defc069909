"""The fast path of recording an operation, which makes up most of a run.

Where the same thing happened before at the same place, only what differs is told (see
``recordings.packing``); anything unusual goes the long way. Operations on two numbers, of which
there may be very many, have a faster way still (``pairs``).
"""

from __future__ import annotations

import _thread
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.modes import MODES
from engine.node import AccumulateGrad, Node
from engine.tensor import Tensor
from inspector.model.recordings.events import Op as OpEvent
from inspector.model.recordings.facts import Value
from inspector.model.recordings.packing import ENCLOSED, Item
from inspector.runner.following.activations import Activation
from inspector.runner.recording.graph import source_of
from inspector.runner.recording.op_sites import enclosed_places, op_site
from inspector.runner.recording.pairs import plan_of
from inspector.runner.recording.sharing import join
from inspector.runner.recording.values import WHOLE
from inspector.runner.recording.ways import Inputs, Ways
from inspector.runner.sending.sink import BATCH

if TYPE_CHECKING:
    from engine.op import Op

UNSEEN, SEEN, NEVER = 0, -1, -2
"""What stands for the number of a site that there is not yet, or will never be."""
_DATA = 4
_CONSTANTS = (int, float, bool, type(None), str)
_PLAIN = frozenset(map(np.dtype, "fdl?"))
"""Dtypes whose bytes travel as they are in memory; what holds bfloat16 is none of them."""
_float32, _ndarray = np.float32, np.ndarray


class ShortOps:
    """Tells of operations: what has happened twice alike is, from then on, told in short.

    What is alike has the same *key*: operation, place in the program, modes, kinds of operands,
    of the result and of the nodes. What differs makes up the *item* (see ``OpSite``). Small
    values are told in short too; a large one, and that of a view, is told as it is.
    """

    __slots__ = ("_enclosed", "_sites", "_thread", "_ways")

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._sites: dict[tuple[Any, ...], int] = {}
        self._enclosed: dict[int, tuple[int, ...]] = {}
        self._thread = _thread.get_ident()

    def op(self, op: Op, inputs: Inputs, outputs: Sequence[Tensor], in_place: bool) -> None:
        """An operation ran."""
        ways = self._ways
        here = ways.lines.here
        if (
            in_place or here is None or len(outputs) != 1 or _thread.get_ident() != self._thread
            or not _is_new(outputs[0])
        ):  # fmt: skip
            ways.op(op, inputs, outputs, in_place)
            return
        out, instruction = outputs[0], here.frame.f_lasti
        kind, content = _kind(out)
        key = [op, instruction, id(here.code), kind, MODES.grad, MODES.inside]
        item: Item = [UNSEEN, 0, 0, None, content]
        alike = self._operands(inputs, out._base, key, item) and self._behind(out._edge, key, item)
        known = tuple(key)
        site = self._sites.get(known, UNSEEN) if alike else NEVER
        if site > 0 and self._told(site, item, op, inputs, out):
            if kind is _float32 and len(inputs) == 2:
                _plan(here, instruction, op, site, inputs, out)
            return
        if site == UNSEEN:
            self._sites[known] = SEEN
        event = ways.op(op, inputs, outputs, False)
        if site == SEEN:
            self._sites[known] = self._learnt(op, event)

    def _operands(self, inputs: Inputs, base: Tensor | None, key: list[Any], item: Item) -> bool:
        """Add the kinds of the operands to a key, and to its item which tensors they are.

        Returns:
            Whether the operation can be told in short as far as they go.
        """
        graph, elsewhere = self._ways.graph, base
        for place, (_, value) in enumerate(inputs):
            if isinstance(value, Tensor):
                mark = value._mark
                if mark is None or mark[0] is not graph:
                    if self._ways.numbered(value) is None:
                        return False
                    mark = value._mark
                item.append(mark[1])
                if value is base:
                    key.append(place)
                    elsewhere = None
            elif type(value) in _CONSTANTS:
                key += type(value), value
            elif type(value) is tuple and all([type(each) is int for each in value]):
                key.append(value)
            else:
                return False
        return elsewhere is None or graph.known(elsewhere) is not None

    def _behind(self, edge: Node | None, key: list[Any], item: Item) -> bool:
        """Add the kinds of a node and of those it leads on to, as ``_operands`` those it is of."""
        if edge is None:
            return True
        extras = edge.extras
        if edge.is_accumulator or (extras is not None and extras.numbers is not None):
            return False
        key.append(type(edge))
        for target in edge.next:
            key.append(type(target))
            if target is not None:
                number = self._number(target)
                if number is None:
                    return False
                item.append(number)
        return True

    def _number(self, node: Node) -> int | None:
        """The id of a node, None of one that was never told of."""
        graph = self._ways.graph
        if type(node) is AccumulateGrad:
            mark = node.variable._mark
            return None if mark is None else graph.accumulators.get(mark[1])
        return None if node.is_accumulator else graph.numbers.get(node.sequence_nr)

    def _told(self, site: int, item: Item, op: Op, inputs: Inputs, out: Tensor) -> bool:
        """Tell of an operation at a known site, unless a value of it cannot be measured."""
        ways, edge = self._ways, out._edge
        graph, counter, events = ways.graph, ways.counter, ways.sink.events
        if site in self._enclosed:
            values = [edge.saved[place] for place in self._enclosed[site]]  # type: ignore[union-attr]
            item += [None if each is None else ways.measured(each) for each in values]
            if None in item[_DATA + 1 :]:
                return False
        if item[_DATA] is None and not self._measured(item, op, inputs, out):
            return False
        item[0] = site
        item[1] = counter.ops = counter.ops + 1
        item[2] = number = graph.tensors = graph.tensors + 1
        content = item[_DATA]
        large = type(content) is Value and not content.whole
        out._mark = (graph, number, content, _changes(out)) if large else (graph, number)
        if edge is not None:
            item[3] = graph.nodes = graph.numbers[edge.sequence_nr] = graph.nodes + 1
        events.append(item)
        if len(events) >= BATCH:
            ways.sink.flush()
        return True

    def _measured(self, item: Item, op: Op, inputs: Inputs, out: Tensor) -> bool:
        """Put into an item what a large result is, or a view; is that known?"""
        base = out._base
        content = item[_DATA] = self._ways.measured(out, source_of(op, inputs, base))
        if content is None:
            return False
        if base is not None:
            item.append(_changes(out))
            if all([value is not base for _, value in inputs]):
                item.append(base._mark[1])
            join(out, base)
        return True

    def _learnt(self, op: Op, event: OpEvent | None) -> int:
        """The number of a new site, which from now on is told in short; or ``NEVER``."""
        counter = self._ways.counter
        learnt = None if event is None else op_site(counter.sites + 1, event, op)
        if learnt is None:
            return NEVER
        counter.sites = learnt.site
        self._ways.sink.events.append(learnt)
        if ENCLOSED in learnt.saved:
            self._enclosed[learnt.site] = enclosed_places(learnt, op)
        return learnt.site


def _is_new(out: Tensor) -> bool:
    """Whether a result was not told of, nor changed; a view changes with its base."""
    return out._mark is None and (out._base is not None or not _changes(out))


def _changes(out: Tensor) -> int:
    """How often a tensor was changed in place."""
    return 0 if out._counter is None else out._counter[0]


def _kind(out: Tensor) -> tuple[Any, float | bytes | None]:
    """The kind of a small result and what it holds; of any other, and of a view, its type."""
    data = out._data
    if out._base is None:
        if type(data) is _float32:
            return _float32, float(data)
        if type(data) is _ndarray and data.size <= WHOLE and data.dtype in _PLAIN:
            return (data.shape, data.dtype.char), data.tobytes()
    return type(data), None


def _plan(
    here: Activation, instruction: int, op: Op, site: int, inputs: Inputs, out: Tensor
) -> None:
    """Remember how an operation on two numbers went at an instruction."""
    operands, modes = (inputs[0][1], inputs[1][1]), (MODES.grad, MODES.inside)
    plan = plan_of(op, site, modes, out._edge, operands)
    if plan is not None:
        here.plans[instruction] = plan
