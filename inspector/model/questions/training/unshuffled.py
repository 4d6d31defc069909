"""Batches of one class each: samples that stand in the order of their classes, not mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import before, given, maker
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.retained_graphs import ends
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import count

_JUDGED = re.compile("^(?:nll_loss|binary_cross_entropy)")
"""Losses whose target says which class each sample is of."""
_ON = frozenset({"add", "mul", "div", "mean", "sum"})
"""What a loss goes through before it goes backward."""
LEAST = 4
"""So many batches, and so many samples in each, are not accident."""
MOST = 40
"""Batches that are looked back on."""
SOUGHT = 5_000
"""Operations that are looked through for them."""
TOLD = 6
"""So many of their classes are named."""
SHARE = 0.8
"""Such a part of all batches is of one class each; one may lie across a border."""


def unshuffled(moment: Moment, state: TensorState) -> Reason | None:
    """That each batch that a loss is given is of one class, and not always of the same."""
    judged = _judged(moment, state.id) if state.id in ends(moment) else None
    if judged is None:
        return None
    found = list(islice(_classes(moment, judged), MOST))[::-1]
    pure = [one for one in found if one is not None]
    changed = sum(one != two for one, two in pairwise(pure))
    if len(pure) < max(LEAST, SHARE * len(found)) or not changed:
        return None
    if judged.name.startswith("binary") and 2 * changed >= len(pure):
        return None  # real and fake take turns before a critic, and are meant to
    told = ", ".join(f"{one:g}" for one in pure[:TOLD])
    text = (
        f"No: each batch{at_line(judged.line)} is of one class alone ({told} …), so what is "
        "learned of one is unlearned with the next. Mix the samples: shuffle=True in the "
        "DataLoader, or an order by torch.randperm()."
    )
    return Reason(text, moment.recording.ops[judged.op])


def _judged(moment: Moment, tensor: int) -> Op | None:
    """The operation that compares with the classes of a batch, on the way to a loss."""
    op, then = maker(moment, tensor), moment
    while op is not None and not _JUDGED.match(op.name):
        if op.name not in _ON or not given(op):
            return None
        then = before(then, op)
        op = maker(then, given(op)[0])
    return op


def _classes(moment: Moment, judged: Op) -> Iterator[float | None]:
    """The class of each batch that was compared on the same line, the last first; None: several.

    What is too small to tell, or was not recorded whole, is left out.
    """
    recording = moment.recording
    indices = recording.of_kind(Op)
    ended = count(indices, recording.ops[judged.op] + 1)
    for index in reversed(indices[max(0, ended - SOUGHT) : ended]):
        op = recording.at(Op, index)
        if op.name != judged.name or op.line != judged.line:
            continue
        target = next((one.tensor for one in op.inputs if one.name == "target"), None)
        state = Moment(recording, index).tensor(target) if target is not None else None
        many = state.value.shape[0] if state is not None and state.value.shape else 0
        if state is None or not state.value.whole or many < LEAST:
            continue
        classes = np.unique(array(state.value))
        yield float(classes[0]) if classes.size == 1 else None
