"""A handout of a run that has more to say than a page has room for."""

from __future__ import annotations

from inspector.drawing.primitives import Text
from inspector.export.film import Cut, film
from inspector.export.handout import PAGE, SMALLEST, handout
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import LIGHT
from tests.runner.running import record

MANY = """
parts = [torch.ones(2, requires_grad=True) for _ in range(120)]
sum((part * part).sum() for part in parts).backward()
"""


def test_a_ledger_that_is_too_long_stays_legible_and_says_what_is_left_out() -> None:
    recording = Recording(MANY, "many.py")
    recording.extend(record(MANY))
    last = len(recording)
    page = handout(film(recording, Cut(first=last - 1), LIGHT))
    texts = [part for part in page.primitives if isinstance(part, Text)]
    (left_out,) = [part for part in texts if part.text.endswith(" more lines")]
    assert left_out.size >= SMALLEST * 0.99
    assert left_out.y < PAGE[1] / 2
