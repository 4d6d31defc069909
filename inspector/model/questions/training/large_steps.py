"""Steps as long as the learning rate itself, whatever the gradient: Adam and its kin leap."""

from __future__ import annotations

import re

import numpy as np

from inspector.model.moments.defects import largest
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Update
from inspector.model.recordings.format import number_text

_NORMED = re.compile(r"^(?:N|R)?Adam|^RMSprop|^Adagrad")
LEAST = 1.0
"""Rates below this are in use with large weights, too."""
FAR = 10
"""A first step of so many times the largest weight has left behind what the weights were."""


def step_too_large(moment: Moment, state: TensorState) -> Reason | None:
    """That the first step of such an optimizer went much farther than the weights are large."""
    recording = moment.recording
    for index in recording.tensors.updates.get(state.id, ())[:1]:
        event = recording.events[index]
        if not isinstance(event, Update) or not _NORMED.match(event.how) or index >= moment.step:
            return None
        rate = next((one.text for one in event.state if one.name == "lr"), "") or "0"
        size = largest(event.before)
        if not (event.before.whole and event.after.whole) or float(rate) < LEAST or not size:
            return None
        far = float(np.abs(array(event.after).astype(np.float64) - array(event.before)).max())
        if far < FAR * size:
            return None
        name, optimizer = called(moment, state.id), event.how.partition(".")[0]
        text = (
            f"The first step{at_line(event.line)} took {name} {number_text(far)} away, where it "
            f"was {number_text(size)} at most. {optimizer} divides by the gradient's own size: "
            f"its steps are about as long as the learning rate ({rate}), however small the "
            "gradient is. Usual rates are 0.0001 to 0.01."
        )
        return Reason(text, index)
    return None
