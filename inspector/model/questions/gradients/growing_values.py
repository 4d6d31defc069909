"""Values that grow turn by turn: what a loop multiplies again and again."""

from __future__ import annotations

from inspector.model.moments.defects import largest
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import before, given, maker
from inspector.model.recordings.events import Op

LEAST = 4
"""So many turns, which together enlarge a value, are to blame and not one of them."""
FASTER = 1.2
"""What each turn enlarges a value by, on average, is worth a word from here on."""
MOST = 1_000
"""So many operations are gone back over."""


def grown(moment: Moment, state: TensorState) -> str:
    """How turns of a loop made a value so large, as a clause; "" where none did."""
    op, sizes = maker(moment, state.id), [largest(state.value)]
    if op is None:
        return ""
    first, then, one = op, before(moment, op), _main(before(moment, op), op)
    for _ in range(MOST):
        made = maker(then, one.id) if one is not None else None
        if one is None or made is None:
            break
        if (made.name, made.line) == (first.name, first.line):
            sizes.append(largest(one.value))
        then = before(then, made)
        one = _main(then, made)
    turns = len(sizes) - 1
    if turns < LEAST or not sizes[-1]:
        return ""
    factor = (sizes[0] / sizes[-1]) ** (1 / turns)
    if factor < FASTER:
        return ""
    where = at_line(first.line).replace(" on ", "", 1) or first.name
    return f": {where} made it {factor:.2g} times as large in each of {turns} turns"


def _main(moment: Moment, op: Op) -> TensorState | None:
    """The largest of what an operation was given and other operations had made."""
    states = (moment.tensor(tensor) for tensor in given(op) if maker(moment, tensor) is not None)
    found = [state for state in states if state is not None]
    return max(found, key=lambda state: largest(state.value), default=None)
