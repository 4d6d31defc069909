"""What the gradients have become when a run is over: what it was for, most often."""

from __future__ import annotations

from collections.abc import Mapping

from inspector.model.moments.defects import is_zero
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import LISTED, counted, listed, value_words
from inspector.model.recordings.arrays import ill, size
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import latest_of

SHORT = 4
"""Elements of a gradient up to which it is told."""
_BEGAN = ". “Go to the first cause” (Shift+W) shows where that began"
_WHY = ". “Why?” (W) tells why"


def outcome(moment: Moment) -> str:
    """The leaves' gradients, in a few words; "" where no variable has one."""
    found: dict[str, Value] = {}
    unmoved: list[str] = []
    for tensor in sorted(moment.recording.tensors.grads):
        state = moment.tensor(tensor)
        if state is None or state.name is None or state.grad is None:
            continue
        found[state.name] = state.grad
        if is_zero(state.grad) and _came(moment, tensor):
            unmoved.append(state.name)
    wrong = [name for name, grad in found.items() if any(ill(grad))]
    lead = _BEGAN if wrong else _WHY if unmoved else ""
    if len(found) <= LISTED:
        return _each(found) + lead
    some = _share(len(wrong), len(found), "finite", "not finite") or _share(
        len(unmoved), len(found), "other than zero", "zero"
    )
    return f"{counted(len(found), 'tensor')} have a .grad{some}{lead}"


def _came(moment: Moment, tensor: int) -> bool:
    """Whether the ``.grad`` is what a backward pass left, and nobody cleared it since."""
    index = latest_of(moment.recording.tensors.grads, tensor, moment.step)
    return isinstance(moment.recording.events[index], Accumulate)


def _share(some: int, of: int, good: str, bad: str) -> str:
    if not some:
        return ""
    if some == of:
        return f", none of which is {good}"
    return f", {some} of which {'is' if some == 1 else 'are'} {bad}"


def _each(found: Mapping[str, Value]) -> str:
    return listed([f"{name}.grad {_words(grad)}" for name, grad in found.items()])


def _words(grad: Value) -> str:
    if size(grad) <= SHORT or any(ill(grad)):
        return f"is {value_words(grad)}"
    return f"has {size(grad)} elements{', all of them 0' if is_zero(grad) else ''}"
