"""Works the forward pass of a recorded graph out again, in double precision.

It is the engine's own forward code, run on the values that were recorded: what depends on one
leaf is computed anew, everything else is taken from the recording. Whether that is the pass that
was recorded is checked before anything is built on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.graph.backward_operations import operation
from engine.op import Op as Entry
from inspector.model.derivations.evaluation import NOT_FINITE, indices
from inspector.model.moments.entries import OPS
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import BackwardBegin, Op
from inspector.model.recordings.facts import Operand
from inspector.model.recordings.history import latest_of
from inspector.model.recordings.recording import Recording
from inspector.model.sources.parsing import constant
from inspector.model.trials.unpacked import operations

SAME = frozenset({"detach", "data", "alias", "contiguous"})
"""Operations that give what they are given."""
CLOSE = 1e-3
"""How near, relatively, the recorded result must be come to; it is of single precision."""


class NotReplayableError(Exception):
    """The pass cannot be worked out again; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Played:
    """One operation to be run again: its entry (None: it gives what it is given)."""

    event: Op
    entry: Entry | None
    constants: Mapping[int, Any]


class Replay:
    """The roots of one backward pass, weighted by its seeds, as a function of one leaf.

    Raises:
        NotReplayableError: something it takes was too large to be recorded, was changed in place
            through a view, or is neither an operation of the engine's table nor made of such.
    """

    def __init__(self, recording: Recording, backward: int, leaf: int) -> None:
        self._recording, self._leaf = recording, leaf
        self._begin = recording.nodes.passes[backward].begin
        begin = recording.at(BackwardBegin, self._begin)
        self._roots = dict(zip(begin.roots, begin.gradients, strict=True))
        self.value = self._known(leaf, self._begin)
        self.operations = tuple(self._gathered())
        self._check()

    def at(self, value: Array) -> float:
        """The weighted sum of the roots where the leaf has another value."""
        values = self.played(value)
        total = 0.0
        for root, seed in self._roots.items():
            weights = 1.0 if seed is None else array(seed).astype(np.float64)
            total += float((np.asarray(values.get(root, 0.0)) * weights).sum())
        return total

    def played(self, value: Array) -> dict[int, Any]:
        """Every tensor that depends on the leaf, where that has another value."""
        values: dict[int, Any] = {self._leaf: value}
        with np.errstate(all="ignore"):
            for one in self.operations:
                for output, found in zip(one.event.outputs, _run(one, values), strict=False):
                    values[output.tensor] = found
        return values

    def _gathered(self) -> list[Played]:
        """The operations between the leaf and the roots, in the order in which they ran."""
        recording = self._recording
        tensors = recording.tensors
        changed = (tensors.produced, tensors.updates)
        since = max(latest_of(each, self._leaf, self._begin) for each in changed)
        moving: set[int] = {self._leaf}
        found: list[tuple[int, Op]] = []
        for index, event in operations(recording):
            if not since < index < self._begin or _is_made_of(event, moving):
                continue
            if any(one.tensor in moving for one in event.inputs):
                moving.update(one.tensor for one in (*event.outputs, *event.also))
                found.append((index, event))
        wanted, kept = set(self._roots), []
        for index, event in reversed(found):
            if any(one.tensor in wanted for one in (*event.outputs, *event.also)):
                wanted.update(one.tensor for one in event.inputs if one.tensor is not None)
                kept.append((index, event))
        return [self._play(index, event, moving) for index, event in reversed(kept)]

    def _play(self, index: int, event: Op, moving: set[int]) -> Played:
        if event.also:
            raise NotReplayableError(
                f"{event.name}{at_line(event.line)} changes memory that other tensors share."
            )
        entry = None if event.name in SAME else entry_for(event)
        fixed = {one.tensor for one in event.inputs if one.tensor is not None} - moving
        return Played(event, entry, {one: self._known(one, index) for one in fixed})

    def _known(self, tensor: int, index: int) -> Any:
        """What a tensor held; numbers with a point in double precision."""
        state = Moment(self._recording, index).tensor(tensor)
        if state is None or not state.value.whole:
            raise NotReplayableError("A value was too large to be recorded whole.")
        found = array(state.value)
        return found.astype(np.float64) if found.dtype.kind == "f" else found

    def _check(self) -> None:
        """Raise unless the recorded roots are come to again."""
        values = self.played(self.value)
        for root in self._roots:
            if root in values:
                recorded = self._known(root, self._begin)
                scale = float(np.max(np.abs(recorded), initial=1e-12))
                if not np.allclose(values[root], recorded, CLOSE, CLOSE * scale, equal_nan=True):
                    raise NotReplayableError(
                        "Its forward pass draws numbers, or does what cannot be run again."
                    )


def _is_made_of(event: Op, moving: set[int]) -> bool:
    """Whether a Function of the program's own gave what operations within its forward() made.

    These have been recorded, and are run again in its place.
    """
    return _is_own(event) and all(one.tensor in moving for one in event.outputs)


def _is_own(event: Op) -> bool:
    return event.grad_fn == f"{event.name}Backward"


def entry_for(event: Op) -> Entry:
    """The table's entry of a recorded operation, whether it made a node or not.

    Raises:
        NotReplayableError: there is none.
    """
    name = event.name if event.name.startswith("_") else event.name.rstrip("_")
    given = {one.name.partition("[")[0] for one in event.inputs}
    fitting = [
        entry
        for full, entry in OPS.items()
        if full.partition(".")[0] == name and _fits(event, entry.node_name)
    ]
    fitting = fitting or _second(event)
    if not fitting:
        how = "computes something that was not recorded"
        if not _is_own(event):
            how = "is not an operation of the engine's own"
        raise NotReplayableError(f"{event.name} {how}.")
    return max(fitting, key=lambda entry: _likeness(entry, given))


def _fits(event: Op, node: str) -> bool:
    """Whether a node is an operation's own; what works in place may have one of another number."""
    digits = "0123456789"
    numbered = event.in_place and event.grad_fn.rstrip(digits) == node.rstrip(digits)
    return event.grad_fn in ("", node) or numbered


def _second(event: Op) -> list[Entry]:
    """What a derivative is that runs as one operation: ``tanh_backward``."""
    name = event.name.removesuffix("_backward")
    return [
        operation(entry, wanted)
        for full, entry in OPS.items()
        if full.partition(".")[0] == name != event.name and entry.backward_node
        for wanted in entry.derivatives
    ]


def _likeness(entry: Entry, given: set[str]) -> int:
    known = {*entry.inputs, *entry.options}
    return len(given & known) - 2 * len(given - known) - len(set(entry.inputs) - given)


def _run(one: Played, values: Mapping[int, Any]) -> list[Any]:
    """The results of an operation; of several, those that are tensors of the program."""
    inputs = one.event.inputs
    entry = one.entry
    if entry is None:
        return [_given(inputs[0], one, values)]
    if entry.variadic:
        tensors = [_given(each, one, values) for each in inputs if each.tensor is not None]
        found = entry.forward(tensors, **_options(one))
    else:
        named = {each.name: each for each in inputs}
        operands = [
            _given(named[name], one, values) if name in named else None for name in entry.inputs
        ]
        found = _called(entry, operands, one)
    several = len(entry.outputs) > 1 or entry.keeps or entry.many
    return list(found) if several else [found]


def _called(entry: Entry, operands: list[Any], one: Played) -> Any:
    try:
        return entry.forward(*operands, **_options(one))
    except (TypeError, ValueError, AttributeError, IndexError, RuntimeError) as error:
        raise NotReplayableError(f"{one.event.name} cannot be run again: {error}") from None


def _given(operand: Operand, one: Played, values: Mapping[int, Any]) -> Any:
    if operand.tensor is None:
        return _literal(operand)
    return values[operand.tensor] if operand.tensor in values else one.constants[operand.tensor]


def _options(one: Played) -> dict[str, Any]:
    assert one.entry is not None
    given = {each.name: each for each in one.event.inputs if each.tensor is None}
    return {
        name: _literal(given[name]) if name in given else default
        for name, default in one.entry.options.items()
    }


def _literal(operand: Operand) -> Any:
    if not operand.text:
        return None
    if operand.text in NOT_FINITE:
        return float(operand.text)
    try:
        index = operand.name == "index"
        return indices(operand.text) if index else constant(operand.text)
    except ValueError:
        raise NotReplayableError(f"The option {operand.name} is not to be read again.") from None
