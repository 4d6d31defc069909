"""Activations and their gradients are curves over the turns of a loop."""

from __future__ import annotations

import pytest

from inspector.model.questions.curves import Curve, Sort
from inspector.model.questions.intermediates import Intermediates
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.recording import Recording
from tests.model.questions.test_curves import made

HAND = """
w = torch.tensor([3.0, 4.0], requires_grad=True)
for turn in range(1, 4):
    h = w * turn
    y = (h * h).sum()
    y.backward()
"""


def curves(recording: Recording, sort: Sort) -> dict[str, Curve]:
    found = Intermediates(recording)
    found.follow()
    return {one.name: one for one in found.of(sort)}


def test_a_named_tensor_goes_on_as_the_same_curve_in_the_next_turn() -> None:
    recording = made(HAND)
    values = curves(recording, Sort.ACTIVATION)
    assert list(values) == ["h", "y"]
    assert values["h"].numbers == pytest.approx([5.0, 10.0, 15.0])
    for step in values["h"].steps:
        assert isinstance(recording.events[step - 1], Op)


def test_the_gradient_that_came_to_it_is_a_curve_of_its_own() -> None:
    recording = made(HAND)
    passed = curves(recording, Sort.PASSED)
    assert list(passed) == ["h", "y"]
    assert passed["h"].numbers == pytest.approx([10.0, 20.0, 30.0])
    for step in passed["h"].steps:
        assert isinstance(recording.events[step - 1], NodeBackward)


def test_what_modules_return_is_called_by_their_names() -> None:
    values = curves(made(), Sort.ACTIVATION)
    assert list(values) == ["0 Linear", "1 Linear", "loss"]
    assert all(len(one.numbers) == 3 for one in values.values())


def test_a_recording_that_grows_is_read_on_and_nothing_twice() -> None:
    whole = made(HAND)
    grown = Recording(HAND)
    found = Intermediates(grown)
    for event in whole.events:
        grown.extend([event])
        found.follow()
    (h, _) = found.of(Sort.ACTIVATION)
    assert h.numbers == curves(whole, Sort.ACTIVATION)["h"].numbers
