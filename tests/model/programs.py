"""Plausible runs for property tests: events as programs of every shape would leave them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import strategies as st

from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Error,
    Freed,
    GradMode,
    GradSet,
    Names,
    NodeBackward,
    Op,
    Printed,
    RequiresGrad,
    RetainGrad,
    Statement,
    Update,
)
from inspector.model.recordings.facts import (
    Binding,
    NextFunction,
    Operand,
    Output,
    Ready,
    Saved,
    Value,
)
from tests.support.recordings import value

FUNCTIONS = ("<module>", "f", "g")
NOTHING = NextFunction(None)


@dataclass
class Simulation:
    """Writes events for arbitrary small numbers, keeping what a real run would keep."""

    events: list[AnyEvent] = field(default_factory=list)
    tensors: int = 0
    nodes: int = 0
    ops: int = 0
    passes: int = 0
    numbers: int = 0
    depth: int = 0
    edge: dict[int, NextFunction] = field(default_factory=dict)
    following: dict[int, tuple[NextFunction, ...]] = field(default_factory=dict)
    accumulator: dict[int, int] = field(default_factory=dict)
    leaves: list[int] = field(default_factory=list)
    grads: dict[int, Value] = field(default_factory=dict)
    retained: set[int] = field(default_factory=set)

    def fresh(self) -> Value:
        """A value never seen before, so that mixing two up is noticed."""
        self.numbers += 1
        return value(float(self.numbers))

    def pick(self, number: int) -> int:
        """One of the tensors there are."""
        if not self.tensors:
            self.leaf(1, 0)
        return number % self.tensors

    def statement(self, a: int, b: int) -> None:
        self.depth = max(0, min(self.depth + a % 3 - 1, 2))
        function = FUNCTIONS[0] if not self.depth else FUNCTIONS[1 + b % 2]
        self.events.append(Statement(1 + b, function, self.depth))

    def leaf(self, a: int, b: int) -> None:
        tracked = bool(a % 3)
        self.events.append(Created(self.tensors, self.fresh(), tracked, line=b, columns=(0, b)))
        if tracked:
            self.leaves.append(self.tensors)
        self.tensors += 1

    def op(self, a: int, b: int) -> None:
        """An operation of two inputs, now and then of two outputs."""
        inputs = (self.pick(a), self.pick(b))
        count = 1 + (a + b) % 5 // 4
        self._op(inputs, tuple(range(self.tensors, self.tensors + count)))
        self.tensors += count

    def in_place(self, a: int, b: int) -> None:
        target = self.pick(a)
        self._op((target, self.pick(b)), (target,), in_place=target not in self.leaves)

    def by_hand(self, a: int, b: int) -> None:
        """A leaf changed in place under no_grad."""
        if self.leaves:
            leaf = self.leaves[a % len(self.leaves)]
            output = Output(leaf, self.fresh(), requires_grad=True, version=b)
            operands = (Operand("self", leaf), Operand("other", text="2"))
            self.events.append(GradMode(False, "no_grad", b))
            self.events.append(
                Op(self.ops, "sub", "−", operands, (output,), in_place=True, grad_enabled=False)
            )
            self.events.append(GradMode(True, "no_grad"))
            self.ops += 1

    def names(self, a: int, b: int) -> None:
        function = FUNCTIONS[0] if not self.depth else FUNCTIONS[1 + a % 2]
        bound = [Binding("abc"[a % 3], self.pick(b))]
        if b % 3 == 0:
            bound.append(Binding("abcd"[b % 4], text=str(b)))
        deleted = ("abc"[b % 3],) if a % 4 == 0 else ()
        self.events.append(Names(tuple(bound), deleted, function, self.depth))

    def grad_mode(self, a: int, b: int) -> None:
        self.events.append(GradMode(bool(a % 2), "no_grad", b))

    def requires(self, a: int, b: int) -> None:
        self.events.append(RequiresGrad(self.pick(a), bool(b % 2)))

    def retain(self, a: int, b: int) -> None:
        """Ask for the grad of some tensor, of the newest one more often than not."""
        newest = max(self.tensors - 1, 0)
        tensor = self.pick(a) if a % 3 == 0 or not self.tensors else newest
        self.retained.add(tensor)
        self.events.append(RetainGrad(tensor))

    def grad_set(self, a: int, b: int) -> None:
        tensor = self.pick(a)
        after = self.fresh() if b % 2 else None
        self.events.append(GradSet(tensor, "zero_grad", self.grads.get(tensor), after, b))
        self.grads.pop(tensor, None)
        if after is not None:
            self.grads[tensor] = after

    def update(self, a: int, b: int) -> None:
        self.events.append(Update(self.pick(a), "SGD", self.fresh(), self.fresh(), b))

    def printed(self, a: int, b: int) -> None:
        self.events.append(Printed("stdout", f"{a}\n"))

    def backward(self, a: int, b: int) -> None:
        """A pass from some tracked tensor; ``b`` decides how it goes and how it ends."""
        tracked = [tensor for tensor in range(self.tensors) if self._edge(tensor).node is not None]
        if tracked:
            self._pass(tracked[a % len(tracked)], b)

    def error(self, a: int, b: int) -> None:
        self.events.append(Error("RuntimeError", "no", b, (0, a)))

    def _op(
        self, inputs: tuple[int, int], outputs: tuple[int, ...], in_place: bool = False
    ) -> None:
        edges = tuple(map(self._edge, inputs))
        tracked = any(edge.node is not None for edge in edges)
        node, name = None, ""
        if tracked:
            self.nodes += 1
            node, name = self.nodes, f"Op{self.ops}Backward0"
            self.following[node] = edges
        self.events.append(
            Op(
                self.ops, "op", "∘", tuple(Operand("x", tensor) for tensor in inputs),
                tuple(Output(t, self.fresh(), tracked, not tracked, self.ops) for t in outputs),
                node, name, edges if tracked else (), (Saved("_saved_x", text=name),),
                in_place, True, 1 + self.ops, (1, 5),
            )
        )  # fmt: skip
        self.ops += 1
        for number, tensor in enumerate(outputs):
            self.edge.pop(tensor, None)
            if tracked:
                self.edge[tensor] = NextFunction(node, name, number)

    def _edge(self, tensor: int) -> NextFunction:
        if tensor in self.edge:
            return self.edge[tensor]
        if tensor not in self.leaves:
            return NOTHING
        if tensor not in self.accumulator:
            self.nodes += 1
            self.accumulator[tensor] = self.nodes
        return NextFunction(self.accumulator[tensor], "AccumulateGrad", 0, tensor)

    def _pass(self, root: int, b: int, nested: bool = False) -> None:
        start = self._edge(root).node
        assert start is not None
        nodes, waiting = self._reached(start)
        leaf_of = {node: tensor for tensor, node in self.accumulator.items()}
        names = {edge.node: edge.name for edges in self.following.values() for edge in edges}
        ready = tuple(
            Ready(node, names.get(node, "Root"), waiting[node], leaf_of.get(node))
            for node in nodes
        )
        self.passes += 1
        number = self.passes
        seed = None if b % 5 == 0 else self.fresh()
        self.events.append(BackwardBegin(number, (root,), (seed,), ready, line=b))
        for turn, node in enumerate(nodes):
            if b % 7 == turn + 1:
                break
            if node in leaf_of:
                self._accumulate(number, leaf_of[node], node)
                continue
            if b % 4 == turn and not nested:
                self._pass(root, b, nested=True)
            self._node(number, node, b)
        if b % 2:
            self.events.append(Freed(tuple(nodes), number))
        if b % 11:
            self.events.append(BackwardEnd(number, bool(b % 2)))

    def _reached(self, start: int) -> tuple[list[int], Counter[int]]:
        """The nodes a pass runs, later made first, and how many edges lead to each."""
        waiting: Counter[int] = Counter()
        found, frontier = {start}, [start]
        while frontier:
            for edge in self.following.get(frontier.pop(), ()):
                if edge.node is not None:
                    waiting[edge.node] += 1
                    if edge.node not in found:
                        found.add(edge.node)
                        frontier.append(edge.node)
        return self._ordered(found), waiting

    def _ordered(self, found: set[int]) -> list[int]:
        inner = sorted((node for node in found if node in self.following), reverse=True)
        return inner + sorted(found - set(inner))

    def _node(self, number: int, node: int, b: int) -> None:
        for tensor in sorted(self.retained):
            if self.edge.get(tensor, NOTHING).node == node:
                self._accumulate(number, tensor, node)
        outgoing = tuple(
            None if edge.node is None or (b + slot) % 6 == 0 else self.fresh()
            for slot, edge in enumerate(self.following[node])
        )
        self.events.append(NodeBackward(number, node, f"N{node}", (self.fresh(),), outgoing))

    def _accumulate(self, number: int, tensor: int, node: int) -> None:
        before, after = self.grads.get(tensor), self.fresh()
        self.grads[tensor] = after
        self.events.append(Accumulate(number, tensor, self.fresh(), after, before, node))


ACTS = (
    Simulation.statement, Simulation.leaf, Simulation.op, Simulation.op, Simulation.in_place,
    Simulation.by_hand, Simulation.names, Simulation.names, Simulation.grad_mode,
    Simulation.requires, Simulation.retain, Simulation.grad_set, Simulation.update,
    Simulation.printed, Simulation.backward, Simulation.backward,
)  # fmt: skip
SMALL = st.integers(0, 40)


@st.composite
def runs(draw: st.DrawFn) -> list[AnyEvent]:
    """The events of one run; most end, some with an error, some are cut short."""
    simulation = Simulation()
    for act, a, b in draw(st.lists(st.tuples(st.sampled_from(ACTS), SMALL, SMALL), max_size=40)):
        act(simulation, a, b)
    ending = draw(st.sampled_from(("finished", "error", "")))
    if ending == "error":
        simulation.error(3, 4)
    if ending:
        simulation.events.append(End(0, ending))
    return simulation.events
