"""A long picture goes on over pages of paper, cut between the rows of its graph."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from inspector.drawing.primitives import Text
from inspector.export.compose import Request, compose
from inspector.export.paper import SHAPE, pages
from inspector.export.raster import write_pdf
from inspector.export.subject import Subject
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import LIGHT
from tests.runner.running import record

LONG = """

w = torch.full((3, 3), 0.5, requires_grad=True)
h = torch.ones(3)
for turn in range(80):
    h = torch.tanh(w @ h + turn)
h.sum().backward()
"""


@pytest.fixture(scope="module")
def recording() -> Recording:
    made = Recording(LONG)
    made.extend(record(LONG))
    return made


def subject(recording: Recording, direction: str = "LR") -> Subject:
    return compose(recording, Request(None, "operations", direction, LIGHT, opened=False))


def said(primitives) -> Counter[str]:
    return Counter(each.text for each in primitives if isinstance(each, Text))


def test_every_word_is_on_one_page_and_all_pages_are_as_large_as_paper(
    recording: Recording, tmp_path: Path
) -> None:
    long = subject(recording)
    made = pages(long)
    assert len(made) > 1
    together = said(part for page in made for part in page.primitives)
    assert together == said(long.picture().primitives)
    assert len({(page.width, page.height) for page in made}) == 1
    assert 0.7 * SHAPE < made[0].height / made[0].width <= SHAPE + 0.01
    write_pdf(tmp_path / "long.pdf", long)
    assert (tmp_path / "long.pdf").read_bytes().count(b"/Type /Page\n") == len(made)


def test_what_is_no_longer_than_a_page_or_runs_downwards_stays_whole(
    recording: Recording,
) -> None:
    (down,) = pages(subject(recording, "TB"))
    assert down.width > down.height
    short = Recording("")
    short.extend(record("\nx = torch.ones(2, requires_grad=True)\n(x * 2).sum().backward()\n"))
    (page,) = pages(subject(short))
    assert page == subject(short).picture()
