"""Which elements of its inputs made an operation's result a NaN or an Inf, for the usual few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import called
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Op

Test: TypeAlias = Callable[[Any], Any]

OUTSIDE: dict[str, tuple[str, str, Test]] = {
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
}
"""Of which input, in words, which elements an operation has no finite result for."""


def outside(moment: Moment, event: Op) -> str:
    """What of an operation's inputs it has no finite result for, "" where that is not known.

    A large input is known by a sample of its elements: it is said that some are so.
    """
    name, words, test = OUTSIDE.get(event.name.rstrip("_"), ("", "", bool))
    tensor = next((one.tensor for one in event.inputs if one.name == name), None)
    before = Moment(moment.recording, moment.recording.ops[event.op])
    state = None if tensor is None else before.tensor(tensor)
    if tensor is None or state is None or state.value.dtype.startswith(("complex", "bool")):
        return ""
    with np.errstate(invalid="ignore"):
        count = int(np.count_nonzero(test(array(state.value))))
    if not count:
        return ""
    whom = called(moment, tensor)
    if state.value.shape == ():
        return f" There {whom} is {words}."
    many = f"{count:,}" if state.value.whole else "Some"
    verb = "is" if count == 1 and state.value.whole else "are"
    noun = "element" if verb == "is" else "elements"
    return f" {many} {noun} of {whom} {verb} {words}."
