"""What is said of an operation with several results."""

from __future__ import annotations

from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

PROGRAM = """x = torch.arange(4., requires_grad=True)
a, b = x.unsafe_split(2)
parts = x.unbind()
"""


def test_every_result_is_told_and_of_many_the_first() -> None:
    recording = Recording(PROGRAM, "several.py")
    recording.extend(record(PROGRAM))
    split, unbound = recording.of_kind(Op)
    assert "a, b = unsafe_split(" in sentence(recording, split + 1)
    assert " = [0, 1] and [2, 3], recorded as" in sentence(recording, split + 1)
    assert " = 0, 1, 2 and 1 more, recorded as" in sentence(recording, unbound + 1)
