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


LONG = "w = torch.tensor([[0.5, 1.0], [2.0, -1.0]], requires_grad=True)\nw.sum().backward()\n"


def test_a_line_that_is_a_little_long_is_printed_whole() -> None:
    recording = Recording(LONG, "long.py")
    recording.extend(record(LONG))
    page = handout(film(recording, Cut(first=1), LIGHT))
    texts = {part.text for part in page.primitives if isinstance(part, Text)}
    assert LONG.split("\n", maxsplit=1)[0] in texts


def test_below_a_picture_no_key_is_named() -> None:
    recording = Recording(LONG, "long.py")
    recording.extend(record(LONG))
    (frame, *_) = film(recording, Cut(first=0), LIGHT).frames()
    texts = {part.text for part in frame.picture.primitives if isinstance(part, Text)}
    assert "Here the run begins." in texts
