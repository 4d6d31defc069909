"""Steps as good as none: a learning rate far too small, or one that was lowered far too soon."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from math import inf

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.divergence import learning_rate
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import Accumulate, BackwardBegin, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text
from inspector.model.recordings.history import NEVER, count, latest_of
from inspector.model.recordings.recording import Recording
from inspector.model.sources.parsing import nodes

LEAST = 10
"""So many steps are enough to tell how fast a training goes."""
SMALL = 1e-3
"""Learning rates from here on are in use: what is slow with them has another reason."""
ENDLESS = 200_000
"""More steps than this, to halve a loss, nobody waits for."""
BEARING = 0.01
"""A leaf bears on a loss that would change by such a part of itself if the leaf were gone."""
LOWERED = 1_000
"""A rate so many times smaller half-way than at first was lowered too soon."""
MOST = 100
"""So many changes made by one step are looked through."""
_SCHEDULERS = re.compile(r"(?:LR|Plateau|Restarts)$")


def steps_too_small(moment: Moment, state: TensorState) -> Reason | None:
    """That a leaf's steps are too short to lower a loss that its gradient would lower well."""
    recording = moment.recording
    updates = recording.tensors.updates.get(state.id, ())
    indices = updates[: count(updates, moment.step)]
    if not (state.is_leaf and state.requires_grad) or len(indices) < LEAST:
        return None
    places = (0, len(indices) // 2, -1)
    first, middle, last = (_rate(recording, indices[place]) for place in places)
    if not first or not middle or not last:
        return None
    loss = _loss(moment, state.id, indices[-1])
    if last >= SMALL or last > first or not _bears(moment, state, loss):
        return None
    steps = _steps(recording, indices[-1], loss)
    if steps < ENDLESS:
        return None
    if middle * LOWERED <= first:
        return Reason(_cooled(moment, indices), indices[-1])
    if last < first or steps == inf:
        return None
    rate, name = learning_rate(recording.events[indices[-1]]), called(moment, state.id)
    text = (
        f"The learning rate ({rate}) is too small: {name} has a gradient that counts, but it "
        f"would take some {_round(steps)} steps like the last one"
        f"{at_line(recording.line_at(indices[-1]))} to halve the loss. Try a rate a thousand "
        "times as large, and go down from there."
    )
    return Reason(text, indices[-1])


def _rate(recording: Recording, index: int) -> float | None:
    """The learning rate of an optimizer's step; None where that is not known."""
    text = learning_rate(recording.events[index])
    try:
        return float(text)
    except ValueError:
        return None


def _loss(moment: Moment, tensor: int, index: int) -> float:
    """The size of what went backward before a step; 0 where that is not known."""
    recording = moment.recording
    added = latest_of(recording.tensors.accumulations, tensor, index)
    if added == NEVER:
        return 0.0
    running = recording.nodes.passes[recording.at(Accumulate, added).backward]
    begun = recording.at(BackwardBegin, running.begin)
    root = Moment(recording, running.begin).tensor(begun.roots[0])
    if len(begun.roots) != 1 or root is None or root.value.shape or not root.value.whole:
        return 0.0
    return abs(float(array(root.value)))


def _bears(moment: Moment, state: TensorState, loss: float) -> bool:
    """Whether a leaf's gradient is of a size that counts, beside the loss and the leaf."""
    added = latest_of(moment.recording.tensors.accumulations, state.id, moment.step)
    slope = _slope(moment.recording, added) if added != NEVER else None
    if slope is None or not state.value.whole or slope.shape != state.value.shape:
        return False
    return bool(loss) and float(np.abs(slope * array(state.value)).sum()) > BEARING * loss


def _slope(recording: Recording, index: int) -> Array | None:
    """What an event left in a ``.grad``, in double precision; None where it was too large."""
    return _wide(recording.at(Accumulate, index).after)


def _wide(value: Value) -> Array | None:
    found = array(value).astype(np.float64) if value.whole else None
    return found if found is not None and np.isfinite(found).all() else None


def _steps(recording: Recording, index: int, loss: float) -> float:
    """How many steps like the one around an event would halve a loss; 0 where that is not known.

    A step lowers it by the sum of slope times change, over all that it changes.
    """
    line, lowered = recording.line_at(index), 0.0
    updates = [one for one in recording.of_kind(Update) if one <= index][-MOST:]
    for at in reversed(updates):
        event = recording.at(Update, at)
        if event.line != line or (
            at != index and event.tensor == recording.at(Update, index).tensor
        ):
            break
        gain = _gain(recording, event, at)
        if gain is None:
            return 0.0
        lowered += gain
    return 0.5 * loss / lowered if lowered else inf


def _gain(recording: Recording, event: Update, index: int) -> float | None:
    """What a change lowers a loss by, as its gradient predicts; None where that is not known."""
    added = latest_of(recording.tensors.accumulations, event.tensor, index)
    slope = _slope(recording, added) if added != NEVER else None
    before, after = _wide(event.before), _wide(event.after)
    if slope is None or before is None or after is None or slope.shape != before.shape:
        return None
    return abs(float((slope * (after - before)).sum()))


def _cooled(moment: Moment, indices: Sequence[int]) -> str:
    """How a rate came to be so small, and what calls the scheduler so often."""
    recording = moment.recording
    rates = [_rate(recording, index) or 0.0 for index in (indices[0], indices[-1])]
    fell = " to ".join(map(number_text, rates))
    text = f"The learning rate fell from {fell} in {len(indices)} steps"
    kind, line, often = _scheduler(recording.source, recording.line_at(indices[-1]))
    if not line:
        return f"{text}, and what is left of it moves nothing. Lower it later, or less."
    told = f"{text}: {kind} takes a step{at_line(line)}"
    if often:
        return (
            f"{told} with every batch, in the inner loop. Let it take one with every epoch, "
            "after that loop."
        )
    return f"{told} each time. Lower the rate later, or less."


def _scheduler(source: str, stepped: int) -> tuple[str, int, bool]:
    """The class of a learning rate's scheduler, the line of its step, and if that is too often.

    Too often: in a loop within a loop, beside the optimizer's step on line ``stepped``.
    """
    tree = nodes(source)
    kinds = {
        ast.unparse(target): kind
        for one in tree
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)
        and _SCHEDULERS.search(kind := ast.unparse(one.value.func).rpartition(".")[2])
        for target in one.targets
    }  # fmt: skip
    loops = [one for one in tree if isinstance(one, ast.For | ast.While)]
    for one in tree:
        if not (isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)):
            continue
        kind = kinds.get(ast.unparse(one.func.value), "") if one.func.attr == "step" else ""
        if kind:
            around, beside = _around(loops, one.lineno), _around(loops, stepped)
            return kind, one.lineno, len(around) > 1 and around == beside
    return "", 0, False


def _around(loops: list[ast.For | ast.While], line: int) -> list[int]:
    """The lines of the loops that a line stands in."""
    return [one.lineno for one in loops if one.lineno < line <= (one.end_lineno or 0)]


def _round(number: float) -> str:
    """A large number with one digit that counts, as people write it."""
    return f"{float(f'{number:.0e}'):,.0f}"
