"""Targets that a loss goes back through: a network's own guess, where its value was wanted."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.gradients.upstream import ancestors, before, given, maker
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.broadcasting import LOSSES

_TARGET = re.compile(r"(?:^|_)(?:targets?|td|bootstrap(?:ped)?)(?:_|\d|$)", re.IGNORECASE)
_BEST = ("max", "amax")
_PASSING = frozenset(
    {"add", "mul", "sub", "rsub", "squeeze", "unsqueeze", "view", "reshape", "where", "mean"}
)
"""What stands between a guess and the target that is made of it."""
FARTHEST = 12


def attached_target(moment: Moment, state: TensorState) -> Reason | None:
    """That the target of a loss is made of what the same parameters gave, and was not detached.

    So where the target is called one, or was made of the best of several values.
    """
    made = maker(moment, state.id)
    if made is None or made.name not in LOSSES or made.node is None or len(given(made)) < 2:
        return None
    then = before(moment, made)
    guess, target = (then.tensor(tensor) for tensor in given(made)[:2])
    if guess is None or target is None or target.node is None or not guess.requires_grad:
        return None
    named = bool(_TARGET.search(target.name or ""))
    if not (_is_mixed(then, target.id) and (named or _leads(then, target.id, _BEST))):
        return None
    if not _leaves(then, guess.id) & _leaves(then, target.id):
        return None
    whom = called(then, target.id)
    shown = whom if whom.isidentifier() else "it"
    text = (
        f"{made.name}{at_line(made.line)} goes back through {whom}, too: the guess is pulled "
        "towards its target, and the target towards the guess. If only the guess is to learn, "
        f"compute {shown} under torch.no_grad(), or detach it."
    )
    return Reason(text, moment.recording.ops[made.op])


def _is_mixed(moment: Moment, tensor: int) -> bool:
    """Whether a target adds what was observed to what a network made."""
    op = maker(moment, tensor)
    while op is not None and op.name in _PASSING:
        then = before(moment, op)
        states = [state for one in given(op) if (state := then.tensor(one)) is not None]
        if op.name == "add" and {state.requires_grad for state in states} == {True, False}:
            return True
        tracked = [state.id for state in states if state.requires_grad]
        op = maker(then, tracked[0]) if tracked else None
    return False


def _leads(moment: Moment, tensor: int, names: tuple[str, ...]) -> bool:
    """Whether one of some operations stands a few steps before a tensor."""
    waiting, seen = [maker(moment, tensor)], 0
    while waiting and seen < FARTHEST:
        op, seen = waiting.pop(), seen + 1
        if op is not None and op.name in names:
            return True
        if op is not None and op.name in _PASSING:
            waiting += [maker(before(moment, op), one) for one in given(op)]
    return False


def _leaves(moment: Moment, tensor: int) -> set[int]:
    """The leaves that require grad and that a tensor was computed from."""
    states = (moment.tensor(one) for one in ancestors(moment, tensor))
    return {one.id for one in states if one is not None and one.is_leaf and one.requires_grad}
