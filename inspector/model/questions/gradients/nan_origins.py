"""Where a NaN or an Inf in a value comes from: the first event that made one, and the next."""

from __future__ import annotations

from inspector.model.moments.defects import is_defective, new_defects
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called, listed
from inspector.model.questions.gradients.undefined import outside, overflows
from inspector.model.questions.gradients.upstream import ill_ancestors
from inspector.model.questions.reason import Reason
from inspector.model.recordings.arrays import ill
from inspector.model.recordings.events import Created, Op, Update


def origin(moment: Moment, state: TensorState) -> Reason | None:
    """The first event that made what leads to a value not finite; None where nothing is known."""
    lineage = ill_ancestors(moment, state.id)
    for index in new_defects(moment.recording):
        event = moment.recording.events[index]
        if index < moment.step and made_by(event) & lineage:
            return Reason(_told(moment, event), index)
    return None


def has_overflown(moment: Moment, state: TensorState) -> bool:
    """Whether what made a value infinite first computed more than its dtype can hold.

    Masks are filled with Inf on purpose, and 0 has a logarithm and a reciprocal that some want.
    """
    lineage = ill_ancestors(moment, state.id)
    for index in new_defects(moment.recording):
        event = moment.recording.events[index]
        if index < moment.step and made_by(event) & lineage:
            return isinstance(event, Op) and overflows(moment, event)
    return False


def filled(moment: Moment, index: int) -> Reason | None:
    """The operation that put Inf in because it was told to, as masks do; None for any other."""
    event = moment.recording.events[index]
    if not isinstance(event, Op):
        return None
    told = (one.text.lstrip("-") for one in event.inputs if one.tensor is None)
    if "inf" not in told:
        return None
    name = event.name.removeprefix("_")
    return Reason(f"{name}{at_line(event.line)} had put the Inf in, as it was told to.", index)


def made_by(event: object) -> set[int]:
    """The tensors whose values an event made."""
    if isinstance(event, Op):
        return {output.tensor for output in event.outputs}
    return {event.tensor} if isinstance(event, Created | Update) else set()


def first_nan(moment: Moment, state: TensorState) -> Reason | None:
    """The operation that made a NaN of what held only Inf; None where none did."""
    if not ill(state.value)[0]:
        return None
    lineage = ill_ancestors(moment, state.id)
    for index in moment.recording.of_kind(Op):
        event = moment.recording.events[index]
        if index >= moment.step or not isinstance(event, Op) or not made_by(event) & lineage:
            continue
        if any(ill(one.value)[0] for one in event.outputs):
            whose = _infinite(Moment(moment.recording, index), event)
            name = event.name.removeprefix("_")
            text = f"{name}{at_line(event.line)} made NaN of the Inf in {listed(whose)}"
            return Reason(f"{text}{_rule(name)}.", index) if whose else None
    return None


def _infinite(before: Moment, event: Op) -> list[str]:
    """Which inputs of an operation held Inf; none where one of them held a NaN already."""
    given = (before.tensor(one.tensor) for one in event.inputs if one.tensor is not None)
    states = [state for state in given if state is not None]
    if any(ill(state.value)[0] for state in states):
        return []
    return [called(before, state.id) for state in states if is_defective(state.value)]


def _rule(name: str) -> str:
    """What becomes NaN by such an operation, as a bracket."""
    rules = {"mul": "0 × ∞", "div": "∞ / ∞", "sub": "∞ − ∞", "add": "∞ − ∞", "sum": "∞ − ∞"}
    rules |= dict.fromkeys(("softmax", "log_softmax"), "all of a row is −∞")
    rules |= dict.fromkeys(("mm", "mv", "bmm", "addmm", "dot"), "0 × ∞ or ∞ − ∞")
    return f" ({rules[name]})" if name in rules else ""


def _told(moment: Moment, event: object) -> str:
    if isinstance(event, Created):
        name, where = called(moment, event.tensor), at_line(event.line)
        return f"It came in from outside: {name} was like this when it was made{where}."
    if not isinstance(event, Op):
        return ""
    tensors = dict.fromkeys(one.tensor for one in event.inputs if one.tensor is not None)
    given = [called(moment, one) for one in tensors]
    were = "was" if len(given) == 1 else "were"
    told = (
        f"{listed(given)} {were} finite, its result is not"
        if given
        else "its result is not finite"
    )
    name = event.name.removeprefix("_")
    return f"It begins with {name}{at_line(event.line)}: {told}.{outside(moment, event)}"
