"""What a gradient is multiplied by on its way through a product: the other operand."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.moments.defects import is_zero, largest
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import UNNAMED, called
from inspector.model.questions.gradients.growing_values import grown
from inspector.model.questions.gradients.upstream import before
from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import NextFunction
from inspector.model.recordings.format import number_text
from inspector.model.recordings.history import latest_of

PRODUCTS = frozenset({"mul", "mm", "mv", "bmm", "dot", "addmm", "matmul", "prod", "addcmul"})
_SHARE = 0.01
"""An operand whose largest element is at least this part of a factor is what made it."""


def zeros(moment: Moment, op: Op, slots: Sequence[int]) -> str:
    """A factor that was nothing but zeros, as a clause; "" where none was."""
    for state in others(moment, op, slots):
        if is_zero(state.value):
            whom = called(moment, state.id)
            what = "zeros" if state.value.shape else "0"
            return f"it multiplies by {what}" + (f" ({whom})" if whom != UNNAMED else "")
    if any(one.tensor is None and one.text in ("0", "0.0") for one in op.inputs):
        return "it multiplies by 0"
    return ""


def large(moment: Moment, op: Op, slots: Sequence[int], factor: float) -> str:
    """A factor that is as large as a node enlarged a gradient, as a clause; "" for none."""
    states = others(moment, op, slots) if op.name.rstrip("_") in PRODUCTS else []
    found = max(states, key=lambda one: largest(one.value), default=None)
    if found is None or largest(found.value) < max(1.0, factor * _SHARE):
        return ""
    size = number_text(largest(found.value))
    whom = called(moment, found.id)
    reach = f", which reaches {size}" if found.value.shape else f", which is {size}"
    return f"it multiplies by {whom}{reach}{grown(before(moment, op), found)}"


def others(moment: Moment, op: Op, slots: Sequence[int]) -> list[TensorState]:
    """The operands of a product other than those whose gradients leave through ``slots``."""
    then = before(moment, op)
    ways = {_operand(then, op, op.next[slot]) for slot in slots if slot < len(op.next)}
    given = [one.tensor for one in op.inputs if one.tensor is not None and one.name != "bias"]
    own = ways if len(ways) < len(set(given)) else set()
    if op.name.startswith("add") and len(op.inputs) > 2:
        given = given[1:]
    states = (then.tensor(tensor) for tensor in given if tensor not in own)
    return [state for state in states if state is not None]


def _operand(then: Moment, op: Op, edge: NextFunction) -> int | None:
    """The operand that a next function leads to."""
    for one in op.inputs:
        if one.tensor is None:
            continue
        index = latest_of(then.recording.tensors.produced, one.tensor, then.step)
        made = then.recording.events[index]
        if edge.tensor == one.tensor or (isinstance(made, Op) and made.node == edge.node):
            return one.tensor
    return None
