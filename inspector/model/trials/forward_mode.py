"""Forward mode over the graph of a backward pass: tangents instead of gradients.

No operation has a formula for it. The one it has, of reverse mode, is linear in the gradient it is
given: element i of J·t is (Jᵀ·eᵢ)·t. So a tangent is the engine's own formula, run on what was
recorded, once for every element of a result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.graph.conform import conform_array
from inspector.model.derivations.choosing import entry_of
from inspector.model.derivations.evaluation import LackingError, Run, evaluated, wanted_by
from inspector.model.derivations.parts import run_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line
from inspector.model.recordings.arrays import Array, array, size
from inspector.model.recordings.events import BackwardBegin, NodeBackward, Op
from inspector.model.recordings.facts import Value
from inspector.model.recordings.operands import OF_A_PART
from inspector.model.recordings.recording import Recording
from inspector.model.trials.unpacked import operations

_SLOPED = ("float", "bfloat")
MOST = 4_096
"""Elements of results, over all of a graph, up to which it is swept."""


class NotSweptError(Exception):
    """A graph cannot be swept; the message says why."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One operation of a sweep: its result, that result's tangent, and the gradient it got."""

    op: Op
    tangent: Array
    gradient: Value | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the whole gradient costs in products of a vector with one operation's Jacobian.

    ``elements`` of all leaves, each of which takes a sweep of its own in forward mode;
    ``outputs`` of the root, each of which takes one in reverse mode.
    """

    elements: int
    outputs: int
    forward: int
    reverse: int


class Pass:
    """The operations that one backward pass went through, in the order in which they ran."""

    def __init__(self, recording: Recording, backward: int) -> None:
        self.recording = recording
        known = recording.nodes.passes[backward]
        begin = recording.at(BackwardBegin, known.begin)
        self.backward, self.begin = backward, begin
        self.step = (len(recording) - 1 if known.end is None else known.end) + 1
        nodes = {one.node for one in begin.nodes}
        every = operations(recording)
        self.operations = tuple(event for _, event in every if event.node in nodes)
        self.leaves = tuple(one.tensor for one in begin.nodes if one.tensor is not None)

    def sweep(self, leaf: int, direction: Array) -> list[Swept]:
        """Push a tangent from a leaf through everything that it reaches.

        Raises:
            NotSweptError: an operation has no formula here, or a value is not recorded whole.
        """
        tangents: dict[int, Array] = {leaf: direction}
        sent = self._gradients()
        found = []
        if sum(size(op.outputs[0].value) for op in self.operations) > MOST:
            raise NotSweptError(f"Its results have more than {MOST:,} elements.")
        for op in self.operations:
            pushed = self._pushed(op, tangents)
            tangents |= pushed
            if pushed:
                found.append(Swept(op, next(iter(pushed.values())), sent.get(op.node or 0)))
        return found

    def counts(self) -> Counts:
        """How many products forward and reverse mode need for all of the gradient."""
        moment = Moment(self.recording, self.step)
        elements = forward = 0
        for leaf in self.leaves:
            state = moment.tensor(leaf)
            width = 0 if state is None else size(state.value)
            elements += width
            forward += width * self._reached(leaf)
        outputs = 0
        for root in self.begin.roots:
            state = moment.tensor(root)
            outputs += 0 if state is None else size(state.value)
        edges = sum(one.node is not None for op in self.operations for one in op.next)
        return Counts(elements, outputs, forward, edges * max(1, outputs))

    def _reached(self, leaf: int) -> int:
        """How many edges lead on from a leaf, at any distance."""
        moving, edges = {leaf}, 0
        for op in self.operations:
            entering = sum(one.tensor in moving for one in op.inputs)
            if entering:
                edges += entering
                moving.add(op.outputs[0].tensor)
        return edges

    def _gradients(self) -> dict[int, Value]:
        """What came to each node in this pass."""
        found = {}
        for index in self.recording.of_kind(NodeBackward):
            event = self.recording.events[index]
            if isinstance(event, NodeBackward) and event.backward == self.backward:
                incoming = event.incoming[0] if event.incoming else None
                if incoming is not None:
                    found[event.node] = incoming
        return found

    def _pushed(self, op: Op, tangents: dict[int, Array]) -> dict[int, Array]:
        """The tangents of an operation's results; none where none of its inputs has one."""
        given = {one.tensor for one in op.inputs if one.tensor is not None}
        base = op.outputs[0].view_of
        if base is not None and op.grad_fn == OF_A_PART:
            return (
                self._into_a_part(op, base, tangents) if {*given, base} & tangents.keys() else {}
            )
        if not given & tangents.keys():
            return {}
        try:
            return self._by_formulas(self._run(op), tangents)
        except LackingError as error:
            raise NotSweptError(f"{op.name} reads what is not recorded: {error}.") from None

    def _run(self, op: Op) -> Run:
        entry = entry_of(op)
        if entry is None or op.node is None:
            raise NotSweptError(f"There is no formula here for {op.name}.")
        return run_of(Moment(self.recording, self.step), op.node, op, entry)

    def _into_a_part(self, op: Op, base: int, tangents: dict[int, Array]) -> dict[int, Array]:
        """The tangent of a tensor of which an operation has changed a part in place."""
        state = Moment(self.recording, self.recording.ops[op.op]).tensor(base)
        try:
            run = self._run(op)
            nothing = np.zeros(() if state is None else state.value.shape)
            whole = np.array(tangents.get(base, nothing))
            given = tangents | {op.outputs[0].tensor: whole.reshape(-1)[run.part]}
            (inside,) = self._by_formulas(replace(run, part=None), given).values()
        except LackingError:
            line = at_line(op.line)
            raise NotSweptError(f"{op.name}{line} changes a part that is not known.") from None
        whole.reshape(-1)[run.part] = inside
        return {base: whole}

    def _by_formulas(self, run: Run, tangents: dict[int, Array]) -> dict[int, Array]:
        """The tangents of results, by the formulas of an operation's gradients."""
        op = run.op
        given = [one for one in op.inputs if one.tensor is not None]
        totals = {
            number: np.zeros(output.value.shape)
            for number, output in enumerate(op.outputs)
            if output.value.dtype.startswith(_SLOPED)
        }
        for slot, edge in enumerate(op.next):
            name = wanted_by(run.entry, slot)
            tensor = given[slot].tensor if run.entry.variadic else run.tensor(name)
            if edge.node is not None and tensor in tangents:
                for number, total in totals.items():
                    totals[number] = total + _product(run, slot, number, tangents[tensor])
        return {op.outputs[number].tensor: total for number, total in totals.items()}


def _product(run: Run, slot: int, number: int, tangent: Array) -> Array:
    """J·t of one input and one result of an operation, an element of the result at a time.

    Raises:
        LackingError: its formula reads what is not recorded.
    """
    shape = run.op.outputs[number].value.shape
    found = np.zeros(shape)
    dtype = array(run.op.outputs[number].value).dtype
    several = len(run.op.outputs) > 1 or len(run.entry.outputs) > 1 or run.entry.many
    for index in np.ndindex(shape):
        unit = np.zeros(shape, dtype)
        unit[index] = 1
        one = unit if shape else unit[()]
        every = [one if place == number else None for place in range(len(run.op.outputs))]
        row = evaluated(run, slot, every if several else one)
        row = np.asarray(conform_array(row, (tangent.shape, dtype)))
        found[index] = float((row.astype(np.float64) * tangent).sum())
    return found
