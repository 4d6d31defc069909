"""Sentences about values too large to be written out."""

from __future__ import annotations

from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Created
from inspector.model.recordings.recording import Recording
from tests.runner.running import record


def test_a_large_tensor_is_told_by_its_shape() -> None:
    run = Recording()
    run.extend(record("import torch\ntorch.zeros(64)\nb = torch.zeros(8, 8)\n"))
    first, second = (sentence(run, index + 1) for index in run.of_kind(Created))
    assert first.startswith("A 64 float32 tensor is made by torch.zeros on line 2,")
    assert second.startswith("b, an 8×8 float32 tensor, is made by torch.zeros on line 3,")
