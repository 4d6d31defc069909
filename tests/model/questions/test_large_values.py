"""Sentences about values too large to be written out."""

from __future__ import annotations

from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Created
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

PROGRAM = """\
import engine as torch
w = torch.ones(8, 8, requires_grad=True)
b = torch.ones(80)
(torch.ones(64, 8) @ w).sum()
"""


def test_what_is_large_is_told_by_its_shape() -> None:
    run = Recording()
    run.extend(record(PROGRAM))
    told = {sentence(run, index + 1).partition(" on line")[0] for index in run.of_kind(Created)}
    assert told == {
        "A 64×8 float32 tensor is made by torch.ones",
        "w, an 8×8 float32 tensor, is made by torch.ones",
        "b, an 80-element float32 tensor, is made by torch.ones",
    }
