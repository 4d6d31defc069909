"""Losses that are given the wrong thing: probabilities, where they make these themselves."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import NEVER, latest_of

_BOTH = "Give it the scores that {} was given."
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
        if made.name != "nll_loss":
            return None
        made = maker
    return None


def _maker(moment: Moment, tensor: int) -> Op | None:
    index = latest_of(moment.recording.tensors.produced, tensor, moment.step)
    event = moment.recording.events[index] if index != NEVER else None
    return event if isinstance(event, Op) else None
