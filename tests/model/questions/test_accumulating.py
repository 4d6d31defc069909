"""The sentence of an accumulation whose gradients are too large to be written out."""

from __future__ import annotations

from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

SHARED = """
w = torch.ones(4, 5, requires_grad=True)
for _ in range(2):
    (w * 2 + w * 3).sum().backward()
"""


def test_large_gradients_are_counted_and_not_all_described() -> None:
    recording = Recording(SHARED)
    recording.extend(record(SHARED))
    said = [sentence(recording, index + 1) for index in recording.of_kind(Accumulate)]
    large, both = "a 4×5 float32 tensor", "2 contributions arrived."
    assert said[0] == f".grad of w becomes {large} of mean 5: {both}"
    assert said[1] == f".grad of w becomes {large}, its mean 5 + 5 = 10: {both}"
