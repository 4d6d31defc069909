"""What a formula calls by its part in the operation, and what the program has for it."""

from __future__ import annotations

import re

from inspector.model.derivations.derivation import Derivation, Factor
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import NodeState
from inspector.model.moments.wording import expression, listed
from inspector.model.recordings.events import Op

_UNNAMED = {"result": "its own result", "self": "its input", "other": "its other input"}
"""What a saved tensor is called that no variable is bound to."""


def roles(moment: Moment, node: NodeState, found: Derivation) -> str:
    """Which tensors stand in a formula by their parts ("mat2"); "" where none does."""
    read = re.findall("[A-Za-z0-9_]+", found.formula.text)
    names = [one.name for one in found.factors if not one.variable and one.name in read]
    given = {name: _given(moment, node, name) for name in names}
    told = [f"{name} is {what}" for name, what in given.items() if what]
    return f"Here {listed(told)}." if told else ""


def whose(moment: Moment, node: NodeState, factor: Factor) -> str:
    """A saved tensor by its name in the program, in a module too ("layer.weight")."""
    name = factor.variable or _given(moment, node, factor.name)
    return name or _UNNAMED.get(factor.name, "a tensor without a name")


def _given(moment: Moment, node: NodeState, name: str) -> str:
    """What an operation was given as ``name``: a variable, or a view and of what; else ""."""
    inputs = node.op.inputs if node.op else ()
    tensor = next((one.tensor for one in inputs if one.name == name), None)
    if tensor is None:
        return ""
    recording = moment.recording
    called = moment.name(tensor)
    made = recording.events[recording.tensors.born[tensor]]
    base = made.outputs[0].view_of if isinstance(made, Op) else None
    if called or not isinstance(made, Op) or base is None or not moment.name(base):
        return called or ""
    return expression(Moment(recording, recording.ops[made.op]), made)
