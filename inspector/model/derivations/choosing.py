"""Which entry of the engine's table of operations a recorded operation is.

Like :mod:`inspector.model.derivations.formulas` this is loaded with the engine, and not before.
"""

from __future__ import annotations

from functools import lru_cache
from inspect import Parameter

from engine.graph.backward_operations import operation
from engine.op import Op as Entry
from inspector.model.moments.entries import OPS
from inspector.model.recordings.events import Op
from inspector.model.recordings.operands import OF_A_PART


def entry_of(op: Op) -> Entry | None:
    """The table's entry of a recorded operation whose node is that entry's own.

    What works in place may have a node of another number: ``transpose_`` makes TransposeBackward1.
    The node of what changed a part is not the entry's own; then the entry tells of that part.
    """
    given = {one.name.partition("[")[0] for one in op.inputs}
    name, count = op.name.rstrip("_"), len(OPS)
    if op.grad_fn == OF_A_PART:
        return likely(op)
    fitting = _overloads(name, op.grad_fn, count)
    if not fitting:
        whole = _in_one_step(name, op.grad_fn, count)
        fitting = tuple(entry for entry in whole if entry.options.keys() <= given)
    if not fitting and op.in_place:
        family = op.grad_fn.rstrip("0123456789")
        fitting = tuple(e for n in range(3) for e in _overloads(name, f"{family}{n}", count))
    return max(fitting, key=lambda entry: _likeness(entry, given), default=None)


def likely(op: Op) -> Entry | None:
    """The entry that an operation most likely is, whatever node it made, if any."""
    given = {one.name.partition("[")[0] for one in op.inputs}
    fitting = _called(op.name.rstrip("_"), len(OPS))
    return max(fitting, key=lambda entry: _likeness(entry, given), default=None)


@lru_cache(maxsize=1024)
def _called(name: str, known: int) -> tuple[Entry, ...]:
    """The entries of one name, of as many as are ``known``."""
    return tuple(e for n, e in OPS.items() if n.partition(".")[0] == name)


@lru_cache(maxsize=4096)
def _overloads(name: str, node: str, known: int) -> tuple[Entry, ...]:
    """The entries of one name and one node, of as many as are ``known``."""
    entries = OPS.items()
    return tuple(e for n, e in entries if n.partition(".")[0] == name and e.node_name == node)


@lru_cache(maxsize=1024)
def _in_one_step(name: str, node: str, known: int) -> tuple[Entry, ...]:
    """Derivatives that are operations themselves where a backward pass is recorded."""
    entries = [e for e in OPS.values() if node and e.backward_node == node]
    every = [operation(entry, wanted) for entry in entries for wanted in entry.derivatives]
    return tuple(entry for entry in every if entry.name == name)


def _likeness(entry: Entry, given: set[str]) -> int:
    known = {*entry.inputs, *entry.options}
    unsaid = {name for name, default in entry.options.items() if default is not Parameter.empty}
    return len(given & known) - 2 * len(given - known) - len(known - unsaid - given)
