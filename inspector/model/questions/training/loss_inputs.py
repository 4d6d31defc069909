"""Losses that are given the wrong thing: probabilities, where they make these themselves."""

from __future__ import annotations

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import before, given, maker
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.softmax_dimension import dimension, wrong_dimension
from inspector.model.recordings.arrays import array, size
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import count

_BOTH = "Give it the scores that {} was given."
_SCORES = "Of scores take log_softmax before it, or give them to cross_entropy."
_NLL = ("nll_loss", "nll_loss2d", "nll_loss_nd")
_SUMMING = ("_softmax", "_log_softmax")
_PROBABLE = ("_softmax", "sigmoid")
_PRODUCTS = ("xlogy", "mul")
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


def wrong_loss_input(moment: Moment, state: TensorState) -> Reason | None:
    """That a loss was given what has been through softmax or sigmoid already, or has yet to be."""
    made = maker(moment, state.id)
    diverging = None if made is None else diverged(moment, made)
    if diverging is not None:
        return diverging
    while made is not None:
        tensor, then = next(iter(given(made)), None), before(moment, made)
        source = maker(then, tensor)
        takes, wrong = _TAKES.get(made.name, ("", {}))
        if source is not None and source.name in wrong:
            head = f"{takes.format(at_line(made.line))}, and was given the result of "
            name = source.name.removeprefix("_")
            text = f"{head}{name}{at_line(source.line)}: {wrong[source.name].format(name)}"
            return Reason(text.rstrip(".") + ".", moment.recording.ops[source.op])
        if made.name not in _NLL:
            return None
        if tensor is not None and is_above(then, tensor):
            takes = _TAKES["nll_loss"][0].format(at_line(made.line))
            text = f"{takes}, which are never above 0, and was given some that are. {_SCORES}"
            return Reason(text, moment.recording.ops[made.op])
        across = _across(then, made, source)
        if across is not None:
            return across
        made = source
    return None


def _across(moment: Moment, loss: Op, source: Op | None) -> Reason | None:
    """That the probabilities a loss is given sum to 1 over the samples, not over the classes."""
    if source is not None and source.name == "log":
        source = maker(moment, next(iter(given(source)), None))
    if source is None or source.name not in _SUMMING:
        return None
    many = len(source.outputs[0].value.shape)
    takes = f"nll_loss{at_line(loss.line)} has the classes"
    return wrong_dimension(moment, takes, source, dimension(source, many) or 0, min(1, many - 1))


def diverged(moment: Moment, made: Op) -> Reason | None:
    """That kl_div was given probabilities where it takes their logarithms, or the reverse."""
    found = None if _goes_on(moment, made) else _divergence(moment, made)
    if found is None:
        return None
    entropy, cross = found
    guess, then = given(cross)[-1], before(moment, cross)
    where = at_line(entropy.line)
    if _is_below(then, given(entropy)[0]):
        text = (
            f"kl_div{where} takes probabilities as its target, and was given numbers below 0. If "
            "they are logarithms of probabilities, pass log_target=True."
        )
        return Reason(text, moment.recording.ops[entropy.op])
    source = maker(then, guess)
    if source is None or not (source.name in _PROBABLE or is_above(then, guess)):
        return None
    name = source.name.removeprefix("_")
    instead = "Use log_softmax" if source.name == "_softmax" else "Take log() of probabilities"
    text = (
        f"kl_div{where} takes logarithms of probabilities first, and was given the result of "
        f"{name}{at_line(source.line)}. {instead}; only the target is given as probabilities."
    )
    return Reason(text, moment.recording.ops[source.op])


def _goes_on(moment: Moment, made: Op) -> bool:
    """Whether the next operation is of the same call, and goes on with a result."""
    ops = moment.recording.of_kind(Op)
    after = ops[count(ops, moment.recording.ops[made.op]) + 1 :][:1]
    following = [moment.recording.at(Op, index) for index in after]
    own = made.outputs[0].tensor
    return any(
        own in given(one) and (one.line, one.columns) == (made.line, made.columns)
        for one in following
    )


def _divergence(moment: Moment, made: Op) -> tuple[Op, Op] | None:
    """The two products that kl_div subtracts: target × log(target), and target × input."""
    op: Op | None = made
    while op is not None and op.name in ("sum", "mean", "div"):
        op = maker(before(moment, op), given(op)[0])
    if op is None or op.name != "sub" or len(given(op)) != len(_PRODUCTS):
        return None
    made_of = [maker(before(moment, op), tensor) for tensor in given(op)]
    entropy, cross = made_of
    if entropy is None or cross is None or (entropy.name, cross.name) != _PRODUCTS:
        return None
    return (entropy, cross) if len(set(given(entropy))) == 1 else None


def _is_below(moment: Moment, tensor: int) -> bool:
    """Whether a tensor holds what no probability can be."""
    state = moment.tensor(tensor)
    if state is None or not state.value.whole or not size(state.value):
        return False
    with np.errstate(invalid="ignore"):
        return bool((array(state.value) < 0).any())


def is_above(moment: Moment, tensor: int) -> bool:
    """Whether a tensor holds what the logarithm of a probability cannot be."""
    state = moment.tensor(tensor)
    if state is None or not state.value.whole or not size(state.value):
        return False
    with np.errstate(invalid="ignore"):
        return bool((array(state.value) > _ABOVE).any())
