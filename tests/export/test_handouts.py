"""A handout of a run that has more to say than a page has room for."""

from __future__ import annotations

import pytest

from inspector.drawing.primitives import Text
from inspector.export.film import Cut, film
from inspector.export.handout import handout
from inspector.export.sheet import MARGIN, SMALLEST
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import LIGHT
from tests.runner.running import record

MANY = """
parts = [torch.ones(2, requires_grad=True) for _ in range(60)]
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
    assert 0 < left_out.y < page.height - MARGIN


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


LOOP = """
nn = torch.nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(8, 2)
target = x.sum(1, keepdim=True)
for step in range(4):
    optimizer.zero_grad()
    loss = ((model(x) - target) ** 2).mean()
    loss.backward()
    optimizer.step()
"""
CHAIN = """x = torch.tensor(2.0, requires_grad=True)
y = x ** 3 + 2 * x + 1
y.backward()
"""
SECOND = """x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x ** 3).sin().sum()
g, = torch.autograd.grad(y, x, create_graph=True)
h = (g * g).sum()
h.backward()
"""


@pytest.mark.parametrize(
    ("source", "steps", "lying"), [(LOOP, 1, True), (CHAIN, 3, False), (SECOND, 1, False)]
)
def test_all_type_of_a_handout_is_read_on_paper(source: str, steps: int, lying: bool) -> None:
    """A loop's graph is wide: its page lies across, and its module stands as one."""
    recording = Recording(source, "run.py")
    recording.extend(record(source))
    page = handout(film(recording, Cut(), LIGHT))
    texts = [part for part in page.primitives if isinstance(part, Text)]
    assert min(text.size for text in texts) >= SMALLEST * 0.99
    assert sum(text.text.startswith("step ") for text in texts) == steps
    assert (page.width > page.height) is lying
    assert all(0 <= text.x <= page.width and 0 <= text.y <= page.height for text in texts)


def test_a_long_program_stays_legible_and_says_what_is_left_out() -> None:
    source = "x = torch.tensor(2.0, requires_grad=True)\n" + "n = 3\n" * 150 + "x.backward()\n"
    recording = Recording(source, "long.py")
    recording.extend(record(source))
    page = handout(film(recording, Cut(first=len(recording) - 1), LIGHT))
    texts = [part for part in page.primitives if isinstance(part, Text)]
    (left_out,) = [text for text in texts if text.text.endswith(" more lines")]
    assert min(text.size for text in texts) >= SMALLEST * 0.99
    assert left_out.y < page.height - MARGIN
