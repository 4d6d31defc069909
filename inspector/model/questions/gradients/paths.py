"""What reaches a tensor in one backward pass: every path, what came by it, and whether it adds up.

A backward pass is linear in its seeds, so what arrives is the sum, over all paths from a root, of
the seed sent through that path alone. Each node on a path is run by the engine's own formula on
the recorded values, as :mod:`inspector.model.derivations.evaluation` does it. Too many paths
are counted by dynamic programming over the graph, one addition an edge, and not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from inspector.model.derivations.choosing import entry_of
from inspector.model.derivations.evaluation import LackingError, brought, evaluated
from inspector.model.derivations.parts import run_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.routes import Path, Routes
from inspector.model.questions.gradients.upstream import leading_to
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import Accumulate, BackwardBegin, NodeBackward
from inspector.model.recordings.facts import NextFunction, Value
from inspector.model.recordings.node_index import Pass

MOST = 24
"""So many paths are listed one by one."""
Send: TypeAlias = tuple[Array | None, float | None]


@dataclass(frozen=True, slots=True)
class _Edge:
    """One step of a path: next function ``slot`` of ``sender``, and where that leads."""

    sender: int
    slot: int
    next: NextFunction


class _Pass:
    """One backward pass towards one tensor, whose gradient arrives at ``target``."""

    def __init__(self, moment: Moment, running: Pass, target: int, output: int) -> None:
        self.moment, self.running = moment, running
        self.recording = moment.recording
        self.target, self.output = target, output
        self.leading = leading_to(self.recording, running.backward, target)
        self._counts: dict[int, int] = {}

    def roots(self) -> Iterator[tuple[int, int, Value | None]]:
        """The nodes that the pass began at, as which output, with the seed of each."""
        begin = self.recording.at(BackwardBegin, self.running.begin)
        arrivals = self.recording.nodes.flow(self.running.backward).arrivals
        for node in self.running.ready:
            for arrival in arrivals.get(node, ()):
                if arrival.at == self.running.begin:
                    output = self._output_of(node, begin.roots[arrival.slot])
                    yield node, output, begin.gradients[arrival.slot]

    def _output_of(self, node: int, tensor: int) -> int:
        op = self.moment.node(node).op
        made = [one.tensor for one in op.outputs] if op else []
        return made.index(tensor) if tensor in made else 0

    def edges(self, node: int) -> list[_Edge]:
        """The edges of a node that lead to the target."""
        following = self.recording.nodes.next.get(node, ())
        return [
            _Edge(node, slot, following[slot])
            for slot in self.leading.get(node, ())
            if following[slot].node != self.target or self._hits(following[slot])
        ]

    def _hits(self, edge: NextFunction) -> bool:
        return edge.tensor is not None or edge.input_nr == self.output

    def count(self) -> int:
        """How many paths there are from the roots."""
        for node in self._in_order():
            ways = sum(
                1 if edge.next.node == self.target else self._counts.get(edge.next.node or 0, 0)
                for edge in self.edges(node)
            )
            self._counts[node] = ways
        return sum(self.ways(node) for node, _, _ in self.roots())

    def ways(self, node: int) -> int:
        """How many paths lead from a node to the target."""
        return 1 if node == self.target else self._counts.get(node, 0)

    def _in_order(self) -> list[int]:
        """The nodes on the way, each after those it sends to."""
        waiting = Counter[int]()
        senders: dict[int, list[int]] = {}
        for node in self.leading:
            for edge in self.edges(node):
                to = edge.next.node or 0
                if to != self.target:
                    waiting[node] += 1
                    senders.setdefault(to, []).append(node)
        ready = [node for node in self.leading if not waiting[node]]
        for node in ready:
            for sender in senders.get(node, ()):
                waiting[sender] -= 1
                if not waiting[sender]:
                    ready.append(sender)
        return ready

    def sent(self, edge: _Edge, gradient: Array | None, number: int) -> Send:
        """What an edge sends of a gradient for output ``number``, and the factor of a scalar."""
        if gradient is None:
            return None, None
        try:
            found = self._formula(edge, gradient, number)
        except LackingError:
            return self._recorded(edge, gradient, number), None
        return found, self._factor(edge, gradient, number)

    def _recorded(self, edge: _Edge, gradient: Array, number: int) -> Array | None:
        """What a node without a formula sent, where all that it received came by this one path."""
        fired = self.recording.nodes.fired(self.running.backward, edge.sender)
        event = self.recording.events[fired] if fired is not None else None
        if not isinstance(event, NodeBackward) or len(event.incoming) != 1:
            return None
        came, sent = event.incoming[number], event.outgoing[edge.slot]
        if came is None or sent is None or not (came.whole and sent.whole):
            return None
        alone = array(came).shape == gradient.shape and np.array_equal(array(came), gradient)
        return array(sent) if alone else None

    def _formula(self, edge: _Edge, gradient: Array, number: int) -> Array:
        fired = self.recording.nodes.fired(self.running.backward, edge.sender)
        moment = Moment(self.recording, (fired or 0) + 1)
        op = moment.node(edge.sender).op
        entry = entry_of(op) if op else None
        event = self.recording.events[fired] if fired is not None else None
        if op is None or entry is None or not isinstance(event, NodeBackward):
            raise LackingError("formula")
        to = event.outgoing[edge.slot] if edge.slot < len(event.outgoing) else None
        if to is None:
            raise LackingError("gradient")
        given: Any = gradient if gradient.ndim else gradient[()]
        if len(event.incoming) > 1:
            given = [None] * len(event.incoming)
            given[number] = gradient
        return brought(evaluated(run_of(moment, edge.sender, op, entry), edge.slot, given), to)

    def _factor(self, edge: _Edge, gradient: Array, number: int) -> float | None:
        """The derivative of a single number by a single number."""
        if gradient.size != 1:
            return None
        try:
            local = self._formula(edge, np.ones_like(gradient), number)
        except LackingError:
            return None
        return float(local.reshape(()).real) if local.size == 1 else None


def routes(moment: Moment, tensor: int, backward: int | None = None) -> Routes | None:
    """How a gradient came to a tensor in a pass: the last that reached it where none is named.

    None where none has. What a path sends is None where it cannot be worked out.
    """
    accumulated = [
        index
        for index in moment.recording.tensors.accumulations.get(tensor, [])
        if index < moment.step
        and (backward is None or _accumulate(moment, index).backward == backward)
    ]
    if not accumulated:
        return None
    event = _accumulate(moment, accumulated[-1])
    target, output = _target(moment, tensor)
    running = moment.recording.nodes.passes.get(event.backward)
    if target is None or running is None:
        return None
    at = _Pass(moment, running, target, output)
    count = at.count()
    paths = tuple(_paths(at)) if count <= MOST else ()
    total = _sum(paths)
    return Routes(running.number, count, paths, total, event.incoming, accumulated[-1] + 1)


def _accumulate(moment: Moment, index: int) -> Accumulate:
    return moment.recording.at(Accumulate, index)


def _target(moment: Moment, tensor: int) -> tuple[int | None, int]:
    """The node where a tensor's gradient arrives, and as which output."""
    state = moment.tensor(tensor)
    if state is None:
        return None, 0
    if state.node is None:
        return state.accumulator, 0
    op = moment.node(state.node).op
    made = [one.tensor for one in op.outputs] if op else []
    return state.node, made.index(tensor) if tensor in made else 0


Open: TypeAlias = tuple[int, int, Array | None, tuple[int, ...], tuple[float | None, ...]]
"""A path so far: its last node, as which output, what was sent, its nodes and factors."""


def _paths(at: _Pass) -> Iterator[Path]:
    """Every path, the seed sent through it; depth first, without recursion."""
    for node, number, seed in at.roots():
        gradient = array(seed).copy() if seed is not None and seed.whole else None
        if node == at.target:
            if number == at.output:
                yield Path((node,), (), gradient)
            continue
        waiting: list[Open] = [(node, number, gradient, (node,), ())]
        while waiting:
            here, out, value, nodes, factors = waiting.pop()
            for edge in reversed(at.edges(here)):
                to = edge.next.node or 0
                if to != at.target and not at.ways(to):
                    continue
                sent, factor = at.sent(edge, value, out)
                way, product = (*nodes, to), (*factors, factor)
                if to == at.target:
                    yield Path(way, product, sent)
                else:
                    waiting.append((to, edge.next.input_nr, sent, way, product))


def _sum(paths: tuple[Path, ...]) -> Array | None:
    values = [path.value for path in paths if path.value is not None]
    if not values or len(values) < len(paths):
        return None
    with np.errstate(all="ignore"):
        return np.asarray(sum(values[1:], values[0]))
