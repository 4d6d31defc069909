"""Losses made of log-probabilities by hand: whose sign is missing, or that sum over samples."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import before, given, maker
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.softmax_dimension import dimension, wrong_dimension
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import BackwardBegin, Held, Op
from inspector.model.recordings.history import latest

_ON = frozenset({"mean", "sum", "squeeze", "view", "reshape", "gather", "index", "select"})
"""What takes a part of log-probabilities, or adds them up."""
_SCALING = ("mul", "div")
SAMPLES_AND_CLASSES = 2
"""The dimensions of a table of probabilities."""
_PRAISE = re.compile(r"reward|return|advantage|^adv|^ret|^r$|^R$|^G$")
"""What an action is praised by may be below 0."""
_MEANT = re.compile(r"maximi[sz]e|ascent")


@dataclass(frozen=True, slots=True)
class _Chain:
    """How a loss comes from log-probabilities: ``turned`` if by a minus, ``taken`` by gather."""

    source: Op
    turned: bool
    taken: Op | None


def likelihood(moment: Moment, state: TensorState) -> Reason | None:
    """That a loss falls as the chosen log-probabilities fall, or that these are of no classes."""
    recording = moment.recording
    if state.id not in _ends(moment) or _MEANT.search(recording.source):
        return None
    chain = _chain(moment, state.id) if recording.of_kind(Held) else None
    if chain is None or chain.taken is None:
        return None
    if not chain.turned:
        where = at_line(state.line)
        text = (
            f"No: it is the log-probability of what was chosen{where}, and a step makes it "
            "smaller, so what was right becomes less likely. Put a minus before it."
        )
        return Reason(text, recording.ops[chain.source.op])
    return _across(moment, chain.source, chain.taken)


def _across(moment: Moment, source: Op, taken: Op) -> Reason | None:
    """That a class is chosen in one dimension, where probabilities sum to 1 over another."""
    many = len(source.outputs[0].value.shape)
    if taken.name != "gather" or many != SAMPLES_AND_CLASSES:
        return None
    takes = f"No: gather{at_line(taken.line)} chooses a class"
    return wrong_dimension(
        moment, takes, source, *(dimension(one, many) for one in (source, taken))
    )


def _ends(moment: Moment) -> tuple[int, ...]:
    index = latest(moment.recording.of_kind(BackwardBegin), moment.step)
    return moment.recording.at(BackwardBegin, index).roots if index >= 0 else ()


def _chain(moment: Moment, tensor: int) -> _Chain | None:
    """How a tensor comes from log-probabilities, if by nothing but parts, sums and signs."""
    turned, taken = False, None
    op, then = maker(moment, tensor), moment
    while op is not None:
        then = before(moment, op)
        if _is_source(then, op):
            source = maker(then, given(op)[0]) if op.name == "log" else op
            return None if source is None else _Chain(source, turned, taken)
        way = _way(then, op)
        if way is None:
            return None
        taken = op if op.name in ("gather", "index") else taken
        turned ^= way[1]
        op = maker(then, way[0])
    return None


def _is_source(moment: Moment, op: Op) -> bool:
    """Whether an operation gives the logarithms of probabilities."""
    if op.name == "_log_softmax":
        return True
    sides = [maker(moment, tensor) for tensor in given(op)]
    if op.name == "log":
        return bool(sides) and sides[0] is not None and sides[0].name == "_softmax"
    normed = op.name == "sub" and len(sides) > 1 and sides[1] is not None
    return normed and sides[1] is not None and sides[1].name == "logsumexp"


def _way(moment: Moment, op: Op) -> tuple[int, bool] | None:
    """What an operation goes on from, and whether it turns the sign; None for another kind."""
    tensors = given(op)
    if op.name == "neg":
        return tensors[0], True
    if op.name in _ON:
        return tensors[0], False
    if op.name not in _SCALING or not tensors:
        return None
    if len(tensors) == 1:
        told = next((one.text for one in op.inputs if one.tensor is None), "")
        return tensors[0], told.startswith("-")
    states = [state for one in tensors if (state := moment.tensor(one)) is not None]
    tracked = [state for state in states if state.requires_grad]
    weights = [state for state in states if not state.requires_grad]
    if len(tracked) != 1 or not (_PRAISE.search(weights[0].name or "") or _is_above(weights[0])):
        return None
    return tracked[0].id, False


def _is_above(state: TensorState) -> bool:
    """Whether nothing of a tensor is below 0."""
    return state.value.whole and bool((array(state.value) >= 0).all())
