"""Which nodes of a backward pass, or hooks between them, made a gradient NaN, zero or huge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from inspector.model.moments.defects import is_defective, is_zero, largest, new_defects
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.gradients.factors import large
from inspector.model.questions.gradients.nan_origins import first_nan
from inspector.model.questions.gradients.passages import Passage, passages
from inspector.model.questions.gradients.undefined import outside, overflow, remedy, steep
from inspector.model.questions.gradients.upstream import ill_ancestors
from inspector.model.questions.gradients.zero_derivatives import zero_derivative
from inspector.model.recordings.arrays import array, size
from inspector.model.recordings.events import Created, NodeBackward, Op, Update
from inspector.model.recordings.facts import Operand, Output, Value
from inspector.model.recordings.format import number_text
from inspector.model.recordings.sums import changed

Found = tuple[int, str]
"""The index of an event that is to blame, and what it did."""
Odd = Callable[[Value | None], bool]
ALONE = 10
"""A node that enlarges a gradient so many times is to blame by itself."""
FADED = 1e-30
"""Below this a gradient is about to be rounded to zero: nodes before it are to blame."""
_WITHIN = frozenset({"asin", "acos", "atanh", "log1p"})
"""Operations that have a finite slope at 0, and not at 1 or not only there."""
_HOOKED = "BackwardHookFunctionBackward"
_MODULE_HOOK = "A backward hook of a module"


def spoilt(moment: Moment, state: TensorState) -> Iterator[Found]:
    """What made a gradient NaN or Inf first, and before that what its node had saved."""
    for one in passages(moment, state):
        found = list(spoilt_by(moment, one))
        if found:
            yield from found
            return


def spoilt_by(moment: Moment, one: Passage) -> Iterator[Found]:
    """How one run of a node, or what came before it, made a gradient NaN or Inf, if it did."""
    where = _where(moment, one.event)
    if any(map(is_defective, one.received)):
        if one.arrived and not any(map(is_defective, one.arrived)):
            yield one.index, f"{_between(one)} made it not finite before {where}."
    elif any(map(is_defective, one.sent)):
        told = f"{where} received a finite gradient and sent on one that is not"
        edge = _edge(moment, one)
        origin = [] if edge else _saved(moment, one.event)
        over = overflow(one.sent)
        rest = edge or (":" if origin else f": {over}." if over else ".")
        yield one.index, f"{told}{rest}"
        yield from origin


def _between(one: Passage) -> str:
    """What stands between the gradients that arrived and the one a node ran with."""
    hooked = any(changed(one.arrived, value) is not None for value in one.received)
    return "A hook" if hooked else f"The sum of {len(one.arrived)} contributions"


def _edge(moment: Moment, passage: Passage) -> str:
    """That a node's own slope is not finite, as the end of a sentence."""
    op = moment.node(passage.event.node).op
    why = steep(moment, op) if op is not None else ""
    if op is not None and why and _wiped(passage):
        name = op.name.rstrip("_")
        return (
            f": {why}. The gradient that came there is 0, and 0 × ∞ is NaN: keep such elements "
            f"away from {name} before it, not after, as in {_kept_away(name)}."
        )
    return f": {why}.{remedy(moment, op)}" if op is not None and why else ""


def _kept_away(name: str) -> str:
    """How an operation is given a harmless number where its result is not wanted."""
    safe = "torch.where(wanted, x, 1.0)" if name not in _WITHIN else "torch.where(wanted, x, 0.0)"
    written = {"pow": f"{safe} ** p", "div": f"a / {safe}", "reciprocal": f"1 / {safe}"}
    return written.get(name, f"{safe}.{name}()")


def _wiped(passage: Passage) -> bool:
    """Whether only zeros came where NaN went on: what is not wanted had been left out too late."""
    for before, after in zip(passage.received, passage.sent, strict=False):
        if before.whole and after.whole and before.shape == after.shape:
            there = np.isnan(array(after))
            if there.any() and not array(before)[there].any():
                return True
    return False


def _saved(moment: Moment, event: NodeBackward) -> list[Found]:
    """What made what a node had saved NaN or Inf, if anything of it is."""
    op = moment.node(event.node).op
    if op is None:
        return []
    before = Moment(moment.recording, moment.recording.ops[op.op] + 1)
    spoiled = _ill(before, op.inputs) or _ill(before, op.outputs)
    for state in spoiled:
        made_nan = first_nan(before, state)
        if made_nan is not None:
            return [(made_nan.index, made_nan.text)]
    lineage = set[int]().union(*(ill_ancestors(before, state.id) for state in spoiled))
    for index in new_defects(moment.recording):
        made = moment.recording.events[index]
        if isinstance(made, Op) and {one.tensor for one in made.outputs} & lineage:
            source = f"{made.name}{at_line(made.line)}"
            why = outside(Moment(moment.recording, index + 1), made)
            return [(index, f"it reads what {source} had made, which was not finite.{why}")]
        if isinstance(made, Update) and made.tensor in lineage:
            whom, by = called(moment, made.tensor), f"{made.how}{at_line(made.line)}"
            return [(index, f"it reads {whom}, which was not finite since {by}.")]
        if isinstance(made, Created) and made.tensor in lineage:
            whom, where = called(moment, made.tensor), at_line(made.line)
            return [(index, f"it reads {whom}, which was not finite when it was made{where}.")]
    return []


def _ill(moment: Moment, things: Iterable[Operand | Output]) -> list[TensorState]:
    """Those of an operation's tensors that are not finite."""
    states = (moment.tensor(one.tensor) for one in things if one.tensor is not None)
    return [state for state in states if state is not None and is_defective(state.value)]


def stopped(moment: Moment, state: TensorState) -> Iterator[Found]:
    """Every node that let nothing through, and every hook or sum that left nothing."""
    for one in passages(moment, state):
        where = _where(moment, one.event)
        if one.received and not any(map(size, one.received)):
            yield one.index, f"{where} received nothing: what it goes back from has no elements."
            return
        elif not all(map(is_zero, one.received)):
            if all(map(is_zero, one.sent)):
                left = _size(one.received)
                faded = left < FADED and not any(map(is_defective, one.received))
                little = f"{number_text(left)} was all that came" if faded else ""
                told = f"{where} let nothing of its gradient through"
                why = little or zero_derivative(moment, one.event, one.slots)
                yield one.index, f"{told}{': ' if why else ''}{why}."
        elif one.arrived and not all(map(is_zero, one.arrived)):
            yield one.index, f"{_between(one)} made it zero before {where}."


def amplified(moment: Moment, state: TensorState) -> Iterator[Found]:
    """The hook or the node that enlarged the gradient most; of many small factors, how many."""
    factors = [
        (_size(after) / came, hook, one)
        for one in passages(moment, state)
        for hook, before, after in (
            (True, one.arrived, one.received), (False, one.received, one.sent),
        )
        if 0 < (came := _size(before)) < _size(after) and not (hook and _between(one) != "A hook")
    ]  # fmt: skip
    if not factors:
        return
    factor, hook, one = max(factors, key=lambda each: each[0])
    where = _where(moment, one.event)
    if hook:
        yield one.index, f"A hook before {where} enlarged it {number_text(factor)} times."
    elif factor >= ALONE or len(factors) == 1:
        told = f"{where} enlarged it most: {number_text(factor)} times"
        why = _factor(moment, one, factor)
        yield one.index, f"{told}{', as ' if why else ''}{why}."
    else:
        many = f"No single node did: {len(factors)} enlarged it one after another"
        yield one.index, f"{many}, {where} most, {number_text(factor)} times."


def _factor(moment: Moment, passage: Passage, factor: float) -> str:
    op = moment.node(passage.event.node).op
    return "" if op is None else large(moment, op, passage.slots, factor)


def _size(values: tuple[Value, ...]) -> float:
    return max(map(largest, values), default=0.0)


def _where(moment: Moment, event: NodeBackward) -> str:
    made = moment.node(event.node).op
    name = f"{event.name} (line {made.line})" if made and made.line else event.name
    return f"{_MODULE_HOOK}, {name}," if event.name == _HOOKED else name
