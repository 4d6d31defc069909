"""The engine's own formulas, written out for people.

The model imports the engine only for this (with it :mod:`inspector.model.questions.knowledge` and
all that it brings together); whoever shows a sentence before the engine is loaded does without
formulas.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.calls.later import read_rarer
from engine.op import Op as Entry
from engine.symbolic.derivative import derivative
from inspector.model.moments.entries import OPS
from inspector.model.recordings.events import Op


def derivative_text(op: Op, wanted: str, known: Mapping[str, str]) -> str:
    """The formula of the gradient of the input ``wanted``, "" where the engine has none.

    ``known`` holds what to write for inputs, ``grad`` and ``result`` instead of their names. A
    formula says nothing of inputs that were not given.
    """
    entry = entry_of(op, wanted)
    if entry is None:
        return ""
    given = {one.name.partition("[")[0] for one in op.inputs}
    missing = {name: "None" for name in entry.inputs if name not in given}
    symbol = derivative(entry, wanted, {**missing, **known})
    return symbol.text if symbol is not None else ""


def entry_of(op: Op, wanted: str) -> Entry | None:
    """The table's entry of a recorded operation: of several overloads, the one that fits best."""
    read_rarer()
    fitting = [
        entry
        for name, entry in OPS.items()
        if name.partition(".")[0] == op.name.rstrip("_") and wanted in entry.derivatives
    ]
    return max(fitting, key=lambda entry: _likeness(op, entry), default=None)


def _likeness(op: Op, entry: Entry) -> tuple[bool, bool, int]:
    tensors = {one.name for one in op.inputs if one.tensor is not None}
    others = {one.name for one in op.inputs if one.tensor is None}
    named = entry.node_name == op.grad_fn
    return named, tensors == set(entry.inputs), len(others & set(entry.options))
