"""Losses that are given the wrong thing: probabilities, where they make these themselves."""

from __future__ import annotations

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.arrays import array, size
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import NEVER, latest_of

_BOTH = "Give it the scores that {} was given."
_SCORES = "Of scores take log_softmax before it, or give them to cross_entropy."
_NLL = ("nll_loss", "nll_loss2d", "nll_loss_nd")
_SUMMING = ("_softmax", "_log_softmax")
_ABOVE = 1e-4
"""What rounding leaves of the logarithm of 1 is less than this."""
_TAKES: dict[str, tuple[str, dict[str, str]]] = {
    "_log_softmax": (
        "cross_entropy{} takes scores and makes probabilities of them itself",
        {
            "_softmax": f"softmax comes twice, which flattens every gradient. {_BOTH}",
            "_log_softmax": f"log_softmax comes twice. {_BOTH}",
            "sigmoid": f"sigmoid comes before softmax. {_BOTH}",
        },
    ),
    "nll_loss": (
        "nll_loss{} takes logarithms of probabilities",
        {"_softmax": "softmax gives the probabilities. Use log_softmax, or cross_entropy"},
    ),
    "binary_cross_entropy_with_logits": (
        "binary_cross_entropy_with_logits{} takes scores and makes probabilities of them itself",
        {"sigmoid": f"sigmoid comes twice. {_BOTH}", "_softmax": f"softmax comes first. {_BOTH}"},
    ),
}
"""What an operation takes, and what is wrong with what another one gives it."""


def doubling(moment: Moment, state: TensorState) -> Reason | None:
    """That a loss was given what has been through softmax or sigmoid already."""
    made = _maker(moment, state.id)
    while made is not None:
        given = next((one.tensor for one in made.inputs if one.tensor is not None), None)
        before = Moment(moment.recording, moment.recording.ops[made.op])
        maker = None if given is None else _maker(before, given)
        takes, wrong = _TAKES.get(made.name, ("", {}))
        if maker is not None and maker.name in wrong:
            head = f"{takes.format(at_line(made.line))}, and was given the result of "
            name = maker.name.removeprefix("_")
            text = f"{head}{name}{at_line(maker.line)}: {wrong[maker.name].format(name)}"
            return Reason(text.rstrip(".") + ".", moment.recording.ops[maker.op])
        if made.name not in _NLL:
            return None
        if given is not None and _is_above(before, given):
            takes = _TAKES["nll_loss"][0].format(at_line(made.line))
            text = f"{takes}, which are never above 0, and was given some that are. {_SCORES}"
            return Reason(text, moment.recording.ops[made.op])
        across = _across(before, made, maker)
        if across is not None:
            return across
        made = maker
    return None


def _across(moment: Moment, loss: Op, maker: Op | None) -> Reason | None:
    """That the probabilities a loss is given sum to 1 over the samples, not over the classes."""
    if maker is not None and maker.name == "log":
        given = next((one.tensor for one in maker.inputs if one.tensor is not None), None)
        maker = None if given is None else _maker(moment, given)
    if maker is None or maker.name not in _SUMMING:
        return None
    shape = maker.outputs[0].value.shape
    told = next((one.text for one in maker.inputs if one.name == "dim"), "")
    dim, classes = int(told or 0) % max(1, len(shape)), min(1, len(shape) - 1)
    if dim == classes:
        return None
    name = maker.name.removeprefix("_")
    text = (
        f"nll_loss{at_line(loss.line)} has the classes in dimension {classes}, and {name}"
        f"{at_line(maker.line)} let the probabilities of dimension {dim} sum to 1: those of "
        f"different samples. Write dim={classes}."
    )
    return Reason(text, moment.recording.ops[maker.op])


def _is_above(moment: Moment, tensor: int) -> bool:
    """Whether a tensor holds what the logarithm of a probability cannot be."""
    state = moment.tensor(tensor)
    if state is None or not state.value.whole or not size(state.value):
        return False
    with np.errstate(invalid="ignore"):
        return bool((array(state.value) > _ABOVE).any())


def _maker(moment: Moment, tensor: int) -> Op | None:
    index = latest_of(moment.recording.tensors.produced, tensor, moment.step)
    event = moment.recording.events[index] if index != NEVER else None
    return event if isinstance(event, Op) else None
