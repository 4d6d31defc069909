"""Which elements of its inputs made an operation's result, or its derivative, a NaN or an Inf."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from inspector.model.moments.defects import FILLING
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import called, listed
from inspector.model.recordings.arrays import array, ill, size
from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import NEVER, latest_of

_HALF = "65,504 at most: compute it in float32, after float()"
Test: TypeAlias = Callable[[Any], Any]
_NUMBER = re.compile(r"-?\d+(\.\d*)?(e[+-]?\d+)?")
Edges: TypeAlias = Mapping[str, tuple[str, str, Test]]

_SPREADS = frozenset({"std", "var", "std_mean", "var_mean"})
_AVERAGES = frozenset({"mean", "nanmean", "median"})
OUTSIDE: Edges = {
    "div": ("other", "0", lambda x: x == 0),
    "remainder": ("other", "0", lambda x: x == 0),
    "reciprocal": ("self", "0", lambda x: x == 0),
    "rsqrt": ("self", "0 or less", lambda x: x <= 0),
    "sqrt": ("self", "less than 0", lambda x: x < 0),
    "log": ("self", "0 or less", lambda x: x <= 0),
    "log2": ("self", "0 or less", lambda x: x <= 0),
    "log10": ("self", "0 or less", lambda x: x <= 0),
    "log1p": ("self", "-1 or less", lambda x: x <= -1),
    "exp": ("self", "greater than 88", lambda x: x > 88),
    "asin": ("self", "beyond 1", lambda x: abs(x) > 1),
    "acos": ("self", "beyond 1", lambda x: abs(x) > 1),
    "acosh": ("self", "less than 1", lambda x: x < 1),
    "atanh": ("self", "1 or beyond", lambda x: abs(x) >= 1),
    "xlogy": ("other", "below 0", lambda x: x < 0),
}
"""Of which input, in words, which elements an operation has no finite result for."""

_ROOTS: Edges = {"pow": ("self", "below 0", lambda x: x < 0)}
_POLES: Edges = {"pow": ("self", "0", lambda x: x == 0)}

STEEP: Edges = {
    "sqrt": ("self", "0", lambda x: x == 0),
    "rsqrt": ("self", "0", lambda x: x == 0),
    "pow": ("self", "0", lambda x: x == 0),
    "log": ("self", "0", lambda x: x == 0),
    "log2": ("self", "0", lambda x: x == 0),
    "log10": ("self", "0", lambda x: x == 0),
    "log1p": ("self", "-1", lambda x: x == -1),
    "div": ("other", "0", lambda x: x == 0),
    "reciprocal": ("self", "0", lambda x: x == 0),
    "asin": ("self", "1 or -1", lambda x: abs(x) == 1),
    "acos": ("self", "1 or -1", lambda x: abs(x) == 1),
    "acosh": ("self", "1", lambda x: x == 1),
    "atanh": ("self", "1 or -1", lambda x: abs(x) == 1),
}
"""Where an operation's slope is not finite, in the same way."""
_NOWHERE: Edges = {
    "sqrt": ("self", "below 0", lambda x: x < 0),
    "rsqrt": ("self", "below 0", lambda x: x < 0),
    "asin": ("self", "beyond 1", lambda x: abs(x) > 1),
    "acos": ("self", "beyond 1", lambda x: abs(x) > 1),
    "acosh": ("self", "below 1", lambda x: x < 1),
    **_ROOTS,
}
"""Where an operation has neither a real result nor a slope."""
_LARGEST_EXPONENT = {"float16": 11, "float64": 709}
"""Up to where exp stays finite, if that is not as for float32."""

_APART = {
    **dict.fromkeys(("sqrt", "rsqrt"), "Add a small number below the root: sqrt({} + 1e-8)"),
    **dict.fromkeys(("log", "log2", "log10"), "Keep it above 0: log({}.clamp(min=1e-8))"),
    **dict.fromkeys(("div", "reciprocal"), "Add a small number to the divisor: a / (b + 1e-8)"),
    **dict.fromkeys(("asin", "acos"), "Clamp it to a little less than 1 before"),
    "pow": "Keep it above 0: {}.clamp(min=1e-8) ** p",
    "xlogy": "If these are logarithms already, give kl_div log_target=True",
    "exp": "Take the largest off first, as softmax and logsumexp do",
}
"""How an operation is kept from where it, or its slope, is not finite; {} is what it is given."""
_AT_ONCE = {"_softmax": "log_softmax", "softmax": "log_softmax", "sigmoid": "logsigmoid"}
"""What computes a logarithm together with what it is taken of, and stays finite."""


def remedy(moment: Moment, event: Op) -> str:
    """What keeps an operation's result, or its slope, finite, as a sentence; "" for unknown."""
    name = event.name.rstrip("_")
    if any(one.name == "other" and one.tensor is None for one in event.inputs):
        return ""
    given = next((one.tensor for one in event.inputs if one.tensor is not None), None)
    index = moment.recording.ops[event.op]
    made = NEVER if given is None else latest_of(moment.recording.tensors.produced, given, index)
    maker = moment.recording.events[made] if made != NEVER else None
    if name == "log" and isinstance(maker, Op) and maker.name in _AT_ONCE:
        return f" Use {_AT_ONCE[maker.name]}, which computes both at once."
    written = None if given is None else moment.name(given)
    return f" {_APART[name].format(written or 'x')}." if name in _APART else ""


def outside(moment: Moment, event: Op) -> str:
    """What of an operation's inputs it has no finite result for, "" where that is not known.

    A large input is known by a sample of its elements: it is said that some are so.
    """
    told = _elements(moment, event, OUTSIDE)
    undefined = _undefined(moment, event)
    if undefined:
        return f" {undefined}."
    if told:
        return f" {'There ' if told[1] else ''}{told[0]}.{remedy(moment, event)}"
    if not overflows(moment, event):
        pole = _pole(moment, event)
        return f" There {pole[0]}." if pole else ""
    over = overflow([one.value for one in event.outputs])
    return f" {over[0].upper()}{over[1:]}."


def overflows(moment: Moment, event: Op) -> bool:
    """Whether an operation's result is infinite because it is larger than its dtype can hold."""
    given = any(one.tensor is not None for one in event.inputs)
    if not given or event.in_place or event.name in FILLING:
        return False
    at_edge = event.name != "exp" and _elements(moment, event, OUTSIDE)
    pole = at_edge or _pole(moment, event)
    return not pole and bool(overflow([one.value for one in event.outputs]))


def _undefined(moment: Moment, event: Op) -> str:
    """Why a result is NaN by its very definition, as a sentence; "" where it is not so."""
    if not any(ill(one.value)[0] for one in event.outputs):
        return ""
    name = event.name.rstrip("_").removeprefix("_")
    if name.startswith("nll_loss"):
        return "No class is left to average over: every target is left out, or its weight is 0"
    if name in _SPREADS:
        return "One value has no spread: its divisor is n − 1, and 0 / 0 is NaN (see correction)"
    before = Moment(moment.recording, moment.recording.ops[event.op])
    given = next((one.tensor for one in event.inputs if one.tensor is not None), None)
    state = None if given is None else before.tensor(given)
    if state is not None and name in _AVERAGES and not size(state.value):
        return f"As {called(moment, state.id)} has no elements, it is 0 / 0"
    if name == "pow":
        told = _elements(moment, event, _ROOTS)
        return f"{told[0]}, and has no real root" if told else ""
    return ""


def overflow(values: Sequence[Value]) -> str:
    """That what became Inf is too large for its dtype, as a clause; "" where it is not that."""
    for value in values:
        nans, infs = ill(value)
        if infs and not nans and value.dtype.startswith(("float", "bfloat")):
            told = f"it is larger than {value.dtype} can hold"
            return f"{told} ({_HALF})" if value.dtype == "float16" else told
    return ""


def steep(moment: Moment, event: Op) -> str:
    """Where among its inputs an operation's slope is infinite, "" where that is not known."""
    below = {} if _is_whole(event) else _NOWHERE
    edges = () if _is_gentle(event) else (STEEP,)
    found = (_elements(moment, event, each) for each in (*edges, below))
    told = listed([each[0] for each in found if each])
    return f"the slope of {event.name} is not finite there, as {told}" if told else ""


def _is_whole(event: Op) -> bool:
    """Whether an operation is a power with a whole exponent, which is steep nowhere below 0."""
    return any(one.name == "exponent" and one.text.lstrip("-").isdecimal() for one in event.inputs)


def _is_gentle(event: Op) -> bool:
    """Whether an operation is a power with an exponent of 1 or more, which is not steep at 0."""
    return _exponent(event) >= 1


def _exponent(event: Op) -> float:
    """The number that a power was given as its exponent; NaN where it was none."""
    written = next((one.text for one in event.inputs if one.name == "exponent"), "")
    return float(written) if _NUMBER.fullmatch(written) else math.nan


def _pole(moment: Moment, event: Op) -> tuple[str, bool] | None:
    """Which elements a power has no finite result for, as they are 0; None where none are."""
    return None if _exponent(event) >= 0 else _elements(moment, event, _POLES)


def _elements(moment: Moment, event: Op, edges: Edges) -> tuple[str, bool] | None:
    """ "2 elements of x are 0", and whether ``x`` is a single number; None where none are."""  # noqa: D210
    name, words, test = edges.get(event.name.rstrip("_"), ("", "", bool))
    given = next((one for one in event.inputs if one.name == name), None)
    tensor = given.tensor if given is not None else None
    if given is not None and tensor is None and _NUMBER.fullmatch(given.text):
        return ("it divides by 0", True) if name == "other" and test(float(given.text)) else None
    before = Moment(moment.recording, moment.recording.ops[event.op])
    state = None if tensor is None else before.tensor(tensor)
    if tensor is None or state is None or state.value.dtype.startswith(("complex", "bool")):
        return None
    if (
        name == "self"
        and event.name.rstrip("_") == "exp"
        and state.value.dtype in _LARGEST_EXPONENT
    ):
        bound = _LARGEST_EXPONENT[state.value.dtype]
        words, test = f"greater than {bound}", lambda x: x > bound
    with np.errstate(invalid="ignore"):
        count = int(np.count_nonzero(test(array(state.value))))
    if not count:
        return None
    whom = called(moment, tensor)
    if state.value.shape == ():
        return f"{whom} is {words}", True
    many = f"{count:,}" if state.value.whole else "some"
    verb = "is" if count == 1 and state.value.whole else "are"
    noun = "element" if verb == "is" else "elements"
    return f"{many} {noun} of {whom} {verb} {words}", False
