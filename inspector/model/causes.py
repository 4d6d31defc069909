"""Questions about one tensor, answered from the recording: why None, zero, NaN, huge, or waiting.

An answer names the first thing in order of execution that made it so, with the steps to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.model.absence import absence
from inspector.model.defects import is_defective, is_zero, largest, new_defects
from inspector.model.events import (
    Accumulate,
    BackwardBegin,
    Created,
    GradSet,
    NodeBackward,
    Op,
    Value,
)
from inspector.model.format import number_text
from inspector.model.history import NEVER, count, latest_of
from inspector.model.ledger import line_of
from inspector.model.moment import Moment
from inspector.model.queue import why_now
from inspector.model.remedies import changing, explained, freeing, untracked
from inspector.model.states import NodePhase, TensorState
from inspector.model.upstream import ancestors, leading_to
from inspector.model.wording import at_line, called, counted, listed

HUGE = 1e4
"""A gradient of this size is asked about: an ordinary step of an optimizer leaps with it."""
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A step to look at, in a few words."""

    text: str
    step: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about what is shown, its answer in a sentence or two, and where to look."""

    question: str
    text: str
    links: tuple[Link, ...] = ()


Found = tuple[int, str]
"""The index of an event that is to blame, and what it did."""
Odd = Callable[[Value | None], bool]


def fault(moment: Moment) -> Answer | None:
    """What the error that ended the program means, and the steps that led to it."""
    error = moment.error
    if error is None:
        return None
    makers = moment.recording.nodes.makers
    steps = (
        ("freed", freeing(error, moment), "a second time"),
        ("changed in place", changing(error, moment), "inplace operation"),
        ("not tracked", untracked(moment), "does not have a grad_fn"),
        ("saved", makers.get(error.node or 0, NEVER), "inplace operation"),
        ("made", makers.get(error.node or 0, NEVER), "a second time"),
    )
    links = [
        Link(f"{what}{at_line(moment.recording.line_at(index))}", index + 1)
        for what, index, words in steps
        if index != NEVER and words in error.message
    ]
    return Answer(f"What does this {error.type} mean?", explained(error, moment), tuple(links))


def answers(moment: Moment, tensor: int) -> tuple[Answer, ...]:
    """All that can be asked about a tensor at a moment, the most urgent first."""
    state = moment.tensor(tensor)
    if state is None:
        return ()
    asked = (_value(moment, state), _gradient(moment, state), _firing(moment, state))
    return tuple(answer for answer in asked if answer is not None)


def _value(moment: Moment, state: TensorState) -> Answer | None:
    """Where a NaN or an Inf in the value comes from."""
    if not is_defective(state.value):
        return None
    question = f"Why is {called(moment, state.id)} not finite?"
    lineage = ancestors(moment, state.id)
    for index in new_defects(moment.recording):
        event = moment.recording.events[index]
        made = _made(event)
        if index < moment.step and made & lineage:
            return Answer(question, _origin(moment, event), (_link(moment, index),))
    return None


def _made(event: object) -> set[int]:
    if isinstance(event, Op):
        return {output.tensor for output in event.outputs}
    return {event.tensor} if isinstance(event, Created) else set()


def _origin(moment: Moment, event: object) -> str:
    if isinstance(event, Created):
        return f"It was given: {called(moment, event.tensor)} was made so{at_line(event.line)}."
    assert isinstance(event, Op)
    given = [called(moment, one.tensor) for one in event.inputs if one.tensor is not None]
    of = f" of {listed(given)}" if given else ""
    return (
        f"{event.name}{at_line(event.line)} made the first one that leads here: its inputs were "
        f"finite, its result{of} is not."
    )


def _gradient(moment: Moment, state: TensorState) -> Answer | None:
    """Why ``.grad`` is None, not finite, zero or huge; None where nothing is odd about it."""
    name = f"{called(moment, state.id)}.grad"
    if state.grad is None:
        why = absence(moment, state.id)
        links = () if why.index == NEVER else (_link(moment, why.index),)
        return Answer(f"Why is {name} None?", why.text, links)
    deposit = _deposited(moment, state)
    for question, odd, blamed in (
        (f"Why is {name} not finite?", is_defective, _spoilt),
        (f"Why is {name} zero?", is_zero, _stopped),
        (f"Why is {name} so large?", is_huge, _amplified),
    ):
        if odd(state.grad):
            own = deposit is not None and _at_the_leaf(moment, deposit, odd)
            return _told(moment, question, [own] if own else list(blamed(moment, state)))
    return None


def is_huge(value: Value | None) -> bool:
    """Whether an element is of a size that one asks about."""
    return largest(value) > HUGE


def _deposited(moment: Moment, state: TensorState) -> int | None:
    """The event that made a ``.grad`` what it is."""
    index = latest_of(moment.recording.tensors.grads, state.id, moment.step)
    return None if index == NEVER else index


def _at_the_leaf(moment: Moment, index: int, odd: Odd) -> Found | None:
    """What made a ``.grad`` odd after everything had arrived: a call, a hook, or the sum."""
    recording = moment.recording
    event = recording.events[index]
    if isinstance(event, GradSet):
        how = f".grad {event.how}" if event.how.startswith("=") else event.how
        did = "zeroed" if is_zero(event.after) else "set"
        return index, f"It was {did} by {how}{at_line(event.line)}."
    line = line_of(recording, index)
    if not isinstance(event, Accumulate):
        return None
    if line.arrived is not None and odd(event.incoming):
        return index, "A hook made it so of what arrived, which was not."
    if odd(event.incoming):
        parts = [part.value for part in line.parts]
        if len(parts) > 1 and not any(map(odd, parts)):
            return index, f"Its {len(parts)} contributions are not, but their sum is."
        return _seeded(moment, event, odd)
    passes = len(_passes(moment, event.tensor))
    added = f"{passes} backward passes have been added up since it was last cleared"
    return index, f"{added}; the last of them is not so by itself."


def _seeded(moment: Moment, event: Accumulate, odd: Odd) -> Found | None:
    """A pass that began with such a gradient, as it was given to backward()."""
    running = moment.recording.nodes.passes.get(event.backward)
    begin = moment.recording.events[running.begin] if running else None
    if running is None or not isinstance(begin, BackwardBegin):
        return None
    if not any(map(odd, begin.gradients)):
        return None
    return running.begin, f"backward(){at_line(begin.line)} was given a gradient that is so."


def _told(moment: Moment, question: str, found: list[Found]) -> Answer:
    if not found:
        return Answer(question, "It is what arrived: no node on the way changed it so.")
    links = tuple(_link(moment, index) for index, _ in found[:SHOWN])
    more = f" And {counted(len(found) - SHOWN, 'more node')}." if len(found) > SHOWN else ""
    return Answer(question, " ".join(text for _, text in found[:SHOWN]) + more, links)


def _runs(moment: Moment, state: TensorState) -> Iterator[tuple[int, NodeBackward, list[Value]]]:
    """The runs of nodes that led to this ``.grad`` since it was cleared, and what they sent on.

    Of what a node sent, only that on a way to the tensor.
    """
    recording = moment.recording
    for backward in _passes(moment, state.id):
        node = state.accumulator if state.is_leaf else state.node
        ways = leading_to(recording, backward, node)
        begin = recording.nodes.passes[backward].begin
        indices = recording.of_kind(NodeBackward)
        for index in indices[count(indices, begin) : count(indices, moment.step)]:
            event = recording.events[index]
            if isinstance(event, NodeBackward) and event.backward == backward:
                slots = [slot for slot in ways.get(event.node, ()) if slot < len(event.outgoing)]
                sent = [value for slot in slots if (value := event.outgoing[slot]) is not None]
                if sent:
                    yield index, event, sent


def _passes(moment: Moment, tensor: int) -> list[int]:
    """The backward passes that have added to a ``.grad`` since it was last cleared."""
    found: list[int] = []
    indices = moment.recording.tensors.grads.get(tensor, [])
    for index in indices[: count(indices, moment.step)]:
        event = moment.recording.events[index]
        if isinstance(event, GradSet):
            found.clear()
        elif isinstance(event, Accumulate):
            found.append(event.backward)
    return list(dict.fromkeys(found))


def _spoilt(moment: Moment, state: TensorState) -> Iterator[Found]:
    for index, event, sent in _runs(moment, state):
        if any(map(is_defective, sent)) and not any(map(is_defective, event.incoming)):
            where = _where(moment, event)
            yield index, f"{where} received a finite gradient and sent one on that is not."
            return


def _stopped(moment: Moment, state: TensorState) -> Iterator[Found]:
    for index, event, sent in _runs(moment, state):
        came = [value for value in event.incoming if value is not None]
        if all(map(is_zero, sent)) and not all(map(is_zero, came)):
            yield index, f"{_where(moment, event)} let nothing of its gradient through."


def _amplified(moment: Moment, state: TensorState) -> Iterator[Found]:
    """The node that enlarged the gradient most."""
    factors = [
        (max(map(largest, sent)) / came, index, event)
        for index, event, sent in _runs(moment, state)
        if (came := max(map(largest, event.incoming), default=0.0)) > 0
    ]
    factor, index, event = max(factors, default=(0.0, 0, None), key=lambda one: one[0])
    if event is not None and factor > 1:
        yield index, f"{_where(moment, event)} enlarged it most: {number_text(factor)} times."


def _firing(moment: Moment, state: TensorState) -> Answer | None:
    """Why the node of a tensor runs now in the running pass, or does not yet."""
    node = state.accumulator if state.is_leaf else state.node
    if node is None or moment.backward is None:
        return None
    at = moment.node(node)
    why = why_now(moment, node)
    if not why or at.phase is NodePhase.DONE:
        return None
    asked = "does" if at.phase is NodePhase.RUNNING else "has"
    tail = "run now" if at.phase is NodePhase.RUNNING else "not run yet"
    return Answer(f"Why {asked} {at.name} {tail}?", why)


def _where(moment: Moment, event: NodeBackward) -> str:
    made = moment.node(event.node).op
    return f"{event.name} (line {made.line})" if made and made.line else event.name


def _link(moment: Moment, index: int) -> Link:
    event = moment.recording.events[index]
    if isinstance(event, NodeBackward):
        return Link(event.name, index + 1)
    line = moment.recording.line_at(index)
    return Link(f"line {line}" if line else f"step {index + 1}", index + 1)
