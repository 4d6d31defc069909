"""Every path by which a gradient reached a tensor, in words, with their products and the sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inspector.model.derivations.notation import array_words, shape_words
from inspector.model.derivations.teacher import Knowledge
from inspector.model.moments.closeness import rounding
from inspector.model.moments.moment import Moment
from inspector.model.moments.routes import Path, Routes
from inspector.model.moments.wording import called, counted
from inspector.model.recordings.arrays import Array, array, size
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.format import number_text, value_text
from inspector.model.recordings.history import count
from inspector.model.recordings.operands import symbol
from inspector.model.recordings.recording import Recording

LONGEST = 9
"""Nodes of a path that are named; of a longer one the middle is left out."""
_ALONE = "It brought", "What it brought", "It did not bring"
_TOGETHER = "They sum to", "Their sum", "They do not sum to"
"""What one path has done, and what several have: that they did, what it is, that they did not."""


@dataclass(frozen=True, slots=True)
class Way:
    """One path: its nodes by their symbols, what came by it, and the nodes to light."""

    text: str
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """The paths to a tensor in the last pass that reached it, and what they add up to."""

    question: str
    text: str
    rows: tuple[Way, ...]
    step: int


class Guide:
    """Finds the ways to tensors of one recording; what was worked out once is kept."""

    def __init__(self, recording: Recording, knows: Knowledge) -> None:
        self.recording, self.knows = recording, knows
        self._known: dict[tuple[int, int], Ways | None] = {}

    def ways(self, moment: Moment, tensor: int) -> Ways | None:
        """How the gradient of a tensor came about; None where none has come."""
        indices = self.recording.tensors.accumulations.get(tensor, ())
        past = indices[: count(indices, moment.step)]
        if not past:
            return None
        key = tensor, past[-1]
        if key not in self._known:
            then = Moment(self.recording, past[-1] + 1)
            found = self.knows.route(then, tensor)
            self._known[key] = None if found is None else _worded(then, tensor, found)
        return self._known[key]


def _worded(moment: Moment, tensor: int, found: Routes) -> Ways:
    name = called(moment, tensor)
    rows = tuple(Way(_text(moment, path), path.nodes) for path in found.paths)
    question = f"What reached {name} in backward {found.backward}?"
    return Ways(question, " ".join(_sum(moment, found)), rows, found.step)


def _text(moment: Moment, path: Path) -> str:
    names = [_symbol(moment, node) for node in path.nodes]
    if len(names) > LONGEST:
        names = [*names[:4], "…", *names[-4:]]
    way = " → ".join(names)
    if path.value is None:
        return f"{way}\nnot worked out: a node on it has no formula"
    return f"{way}\n{_product(path, path.value)}"


def _product(path: Path, value: Array) -> str:
    """A path's product: "2 · 3 = 6", or of arrays what came by it."""
    factors = [factor for factor in path.factors if factor is not None]
    if factors and len(factors) == len(path.factors) and value.size == 1:
        told = [_number(factor) for factor in factors if factor != 1]
        product = " · ".join(told) or "1"
        return f"{product} = {array_words(value)}" if len(told) > 1 else array_words(value)
    return array_words(value)


def _number(factor: float) -> str:
    text = number_text(factor)
    return f"({text})" if text.startswith(("-", "−")) else text


def _symbol(moment: Moment, node: int) -> str:
    """What a node is of: the operation's symbol, or the leaf."""
    state = moment.node(node)
    if state.tensor is not None:
        return called(moment, state.tensor)
    if state.op is None:
        return state.name
    if symbol(state.op) == "→":  # an arrow among the arrows of a path
        return f"to {state.op.outputs[0].value.dtype}"
    return symbol(state.op)


def _sum(moment: Moment, found: Routes) -> Iterator[str]:
    arrived = value_text(found.arrived)
    if not found.paths:
        yield f"{found.count:,} paths lead here: counted, not walked. {arrived} arrived."
        return
    one = found.count == 1
    yield "One path." if one else f"{counted(found.count, 'path')}."
    come, sum_, fail = _ALONE if one else _TOGETHER
    if found.adds_up and size(found.arrived) <= 16:
        yield f"{come} {arrived}, exactly what was added to .grad."
    elif found.adds_up:
        shape = shape_words(found.arrived.shape)
        yield f"{sum_} ({shape}) is exactly what was added to .grad."
    elif found.adds_up is False and _is_noise(moment, found):
        yield (
            f"{come} {arrived}, which was added, as far as rounding lets that be told: larger "
            "gradients have cancelled on the way."
        )
    elif found.adds_up is False:
        yield f"{fail} {arrived}, which was added: a hook changed a gradient."
    else:
        yield f"{sum_} cannot be checked; {arrived} was added to .grad."


def _is_noise(moment: Moment, found: Routes) -> bool:
    """Whether rounding alone may account for a sum that is not what was added at a moment."""
    added = moment.event
    if found.total is None or not isinstance(added, Accumulate):
        return False
    apart = np.max(np.abs(found.total - array(found.arrived)), initial=0.0)
    return bool(apart <= rounding(moment, added.backward, found.arrived))
