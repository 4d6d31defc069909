"""A program whose graph is a long row: five values pass its whole length, so it is not broken."""

from __future__ import annotations

from inspector.model.recordings.recording import Recording
from tests.runner.running import record

WIDE = """\
x = torch.tensor(2.0, requires_grad=True)
y = x
a, b, c, d = x * 2, x * 3, x * 4, x * 5
y = y * a * b * c * d
for _ in range(20):
    y = y * 1.1
y = y + a + b + c + d
"""


def recorded(source: str = WIDE) -> Recording:
    """What the engine records of it."""
    recording = Recording(source, "wide.py")
    recording.extend(record(source))
    return recording
