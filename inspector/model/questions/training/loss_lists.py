"""Lists of losses that keep the graph of every turn, where their numbers were wanted."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.loss_totals import LEAST, roots
from inspector.model.recordings.events import End, Op
from inspector.model.recordings.history import NEVER, latest

_PLACE = re.compile(r"(.+)\[(\d+)\]")


def collector(moment: Moment, tensor: int) -> str:
    """The list that a tensor ends, by its name; "" where it ends none."""
    return max(_lists(moment, tensor), key=len, default="")


def loss_list(moment: Moment, state: TensorState) -> Reason | None:
    """That a list keeps losses with graphs which nobody needs; said of the last of them.

    Either backward() has been through them, or the run has ended and nothing came of them.
    """
    name = collector(moment, state.id) if state.node is not None and not state.value.shape else ""
    items = _items(moment, name) if name else []
    states = [one for tensor in items if (one := moment.tensor(tensor)) is not None]
    tracked = [one for one in states if one.node is not None]
    kept = {one.id for one in tracked}
    begun = roots(moment)
    if len(tracked) < LEAST:
        return None
    if kept <= begun:
        why, helps = (
            "though backward() has been through it",
            "Append loss.item(), or loss.detach().",
        )
    elif begun and not kept & begun and _idle(moment, kept):
        why = "though no backward() goes through it"
        helps = "Compute them under torch.no_grad(), or append loss.item()."
    else:
        return None
    text = (
        f"{name} keeps {len(tracked)} losses{at_line(tracked[-1].line)} as tensors: each "
        f"holds on to its graph, {why}, and memory grows with every turn. {helps}"
    )
    return Reason(text, moment.recording.tensors.born[state.id])


def _idle(moment: Moment, tensors: set[int]) -> bool:
    """Whether the run has ended without anything that can be differentiated made from tensors."""
    recording = moment.recording
    if latest(recording.of_kind(End), moment.step) == NEVER:
        return False
    made = (recording.at(Op, index) for index in recording.ops.values())
    return not any(
        one.node is not None and any(given.tensor in tensors for given in one.inputs)
        for one in made
    )


def _lists(moment: Moment, tensor: int) -> list[str]:
    """The lists of the program whose last item a tensor is."""
    bound = _bound(moment)
    found = []
    for name, held in bound.items():
        match = _PLACE.fullmatch(name)
        if held == tensor and match and f"{match[1]}[{int(match[2]) + 1}]" not in bound:
            found.append(match[1])
    return found


def _items(moment: Moment, name: str) -> list[int]:
    bound = _bound(moment)
    places = (f"{name}[{place}]" for place in range(len(bound)))
    return [bound[place] for place in places if place in bound]


def _bound(moment: Moment) -> dict[str, int]:
    frames = moment.variables()
    return {one.name: one.tensor for frame in frames for one in frame.bindings if one.tensor}
