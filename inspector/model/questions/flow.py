"""How gradients flow through the layers of a model: which vanish and which explode."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from enum import Enum

from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import size
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.measuring import measured

FAR = 1_000.0
"""So many times less or more than in the middle layer is vanishing or exploding."""
TINY, HUGE = 1e-12, 1e6
"""Beyond these an element of a gradient has vanished or exploded, whatever others are."""


class Health(Enum):
    """What there is to say about the gradient of a layer."""

    SOUND = ""
    NONE = "no gradient"
    ZERO = "zero"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    ILL = "not finite"


@dataclass(frozen=True, slots=True)
class Layer:
    """One parameter: the root mean square of its gradient's elements, and of its own.

    ``step`` is the one after which its gradient is what it is; 0 where there is none.
    """

    tensor: int
    name: str
    gradient: float
    value: float
    health: Health
    step: int


def layers(moment: Moment) -> tuple[Layer, ...]:
    """The leaves that require grad at a moment, in the order in which they were made.

    A gradient's size is that of the last backward pass alone: what came in, not the sum.
    """
    recording = moment.recording
    found = []
    for tensor in sorted({*recording.tensors.accumulations, *_parameters(moment)}):
        state = moment.tensor(tensor)
        if state is None or not state.is_leaf or not state.requires_grad:
            continue
        index = latest_of(recording.tensors.accumulations, tensor, moment.step)
        if index == NEVER and not state.name:
            continue  # as of a layer that only served to be copied
        value = recording.at(Accumulate, index).incoming if index != NEVER else None
        norms, codes = measured([value, state.value])
        scale = math.sqrt(max(1, size(state.value)))
        ill = bool(codes[0])
        gradient = math.inf if ill else float(norms[0]) / scale
        name = state.name or f"tensor {tensor}"
        found.append((tensor, name, gradient, float(norms[1]) / scale, index + 1))
    sound = [one[2] for one in found if math.isfinite(one[2]) and one[2] > 0]
    middle = statistics.median(sound) if sound else 0.0
    return tuple(Layer(*one[:4], health(one[2], middle), one[4]) for one in found)


def health(gradient: float, middle: float) -> Health:
    """What a gradient of this size means beside that of the middle layer."""
    if math.isnan(gradient):
        return Health.NONE
    if math.isinf(gradient):
        return Health.ILL
    if gradient == 0:
        return Health.ZERO
    if gradient < max(TINY, middle / FAR):
        return Health.VANISHING
    return Health.EXPLODING if gradient > min(HUGE, middle * FAR) else Health.SOUND


def _parameters(moment: Moment) -> list[int]:
    """The leaves that require grad from their making on."""
    recording = moment.recording
    return [
        tensor
        for tensor, born in recording.tensors.born.items()
        if born < moment.step and getattr(recording.events[born], "requires_grad", False)
    ]
