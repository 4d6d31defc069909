"""Why an operation lets no gradient through: it is flat there, or multiplies by zeros."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from inspector.model.moments.defects import is_zero, largest
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.gradients.factors import PRODUCTS, zeros
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import latest_of

Test: TypeAlias = Callable[[Any], Any]

STAIRS = frozenset({"round", "floor", "ceil", "trunc", "sign", "sgn", "heaviside", "bernoulli"})
OVERWRITING = frozenset({"fill", "zero", "copy"})
LIMITED = frozenset({"clamp", "clamp_min", "clamp_max", "hardtanh", "relu6", "hardsigmoid"})
SATURATED = frozenset({"sigmoid", "tanh", "erf", "softplus", "log_sigmoid", "exp", "gelu", "silu"})
DISTANCES = frozenset({"dist", "cdist", "pdist", "_euclidean_dist"})
SPREADS = {
    "std": "std counts as",
    "std_mean": "std counts as",
    "var": "var is",
    "var_mean": "var is",
}
SUMS_TO_ONE = frozenset({"_softmax", "softmax"})
LEVEL: dict[str, tuple[str, Test]] = {
    "relu": ("below 0, where relu is flat", lambda x: x <= 0),
    "pow": ("0, where a power is flat", lambda x: x == 0),
    "abs": ("0, where abs counts as flat", lambda x: x == 0),
    "linalg_vector_norm": ("0, where a length counts as flat", lambda x: x == 0),
}
"""Where an operation's slope is 0: words for its inputs, and the test that all of them pass."""


def zero_derivative(moment: Moment, event: NodeBackward, slots: Sequence[int] = ()) -> str:
    """Why a node made only zeros of what it received, as a clause; "" where that is not known.

    ``slots`` : the next functions through which the zeros went on.
    """
    op = moment.node(event.node).op
    if op is None:
        return ""
    name = op.name.rstrip("_")
    if name in OVERWRITING:
        return "what stood there before was overwritten, and no longer counts"
    if name in STAIRS:
        return f"{name} is a staircase, flat wherever it has a slope"
    if name in LIMITED:
        return f"wherever a gradient came, {name} was given what lies at or beyond its limits"
    if name in SATURATED:
        return f"{name} is so flat there that its slope is rounded to 0"
    if name in SUMS_TO_ONE and _alike(event.incoming):
        return "its results always sum to 1, and each of them received the same gradient"
    if name in DISTANCES and is_zero(op.outputs[0].value):
        return "every distance is 0, where a distance counts as flat"
    if name in SPREADS and is_zero(op.outputs[0].value):
        return f"all values are equal, where {SPREADS[name]} flat"
    return zeros(moment, op, slots) if name in PRODUCTS else _level(moment, op, name)


def _alike(received: tuple[Value | None, ...]) -> bool:
    """Whether all elements of what a node received are the same number."""
    found = [array(value) for value in received if value is not None and value.whole]
    return len(found) == 1 and found[0].size > 0 and bool((found[0] == found[0].flat[0]).all())


def _level(moment: Moment, op: Op, name: str) -> str:
    words, test = LEVEL.get(name, ("", bool))
    tensor = next((one.tensor for one in op.inputs if one.tensor is not None), None)
    before = Moment(moment.recording, moment.recording.ops[op.op])
    state = None if tensor is None or not words else before.tensor(tensor)
    if state is None:
        return ""
    with np.errstate(invalid="ignore"):
        everywhere = bool(np.all(test(_elements(state.value))))
    whom = called(moment, state.id)
    each = whom if state.value.shape == () else f"every element of {whom}"
    return f"{each} is {words}{_rounded(before, state)}" if everywhere else ""


def _elements(value: Value) -> Any:
    """All elements of a value; of a large one its least and its largest, or NaN if there is one.

    What holds of both holds of all between them, as the slopes in question are 0 along a stretch.
    """
    if value.whole:
        return array(value)
    if value.minimum is None or value.maximum is None or value.nans or value.infs:
        return np.array([np.nan])
    return np.array([value.minimum, value.maximum])


def _rounded(moment: Moment, state: TensorState) -> str:
    """That a product of numbers which are not zero was too small for its dtype; "" where not."""
    index = latest_of(moment.recording.tensors.produced, state.id, moment.step)
    event = moment.recording.events[index]
    if not isinstance(event, Op) or event.name not in PRODUCTS or not is_zero(state.value):
        return ""
    before = Moment(moment.recording, index)
    given = [before.tensor(one.tensor) for one in event.inputs if one.tensor is not None]
    if any(one is None or not largest(one.value) for one in given) or zeros(before, event, ()):
        return ""
    too_small = f"too small for {state.value.dtype}, and was rounded to 0"
    return f" (what {event.name} gave{at_line(event.line)} is {too_small})"
