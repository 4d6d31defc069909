"""A long picture goes on over pages of paper, cut between the rows of its graph."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from inspector.drawing.primitives import Box, Text
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


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_every_word_is_on_one_page_and_all_pages_are_as_large_as_paper(
    recording: Recording, tmp_path: Path, direction: str
) -> None:
    long = subject(recording, direction)
    made = pages(long)
    assert len(made) > 1
    together, whole = (
        said(part for page in some for part in page.primitives)
        for some in (made, [long.picture()])
    )
    assert together.total() > 200
    assert words(together) == words(whole)
    assert len({(page.width, page.height) for page in made}) == 1
    shape = made[0].height / made[0].width
    assert 0.7 * SHAPE < (shape if direction == "LR" else 1 / shape) <= SHAPE + 0.01
    write_pdf(tmp_path / "long.pdf", long)
    assert (tmp_path / "long.pdf").read_bytes().count(b"/Type /Page\n") == len(made)


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_no_card_and_no_label_is_cut_in_two(recording: Recording, direction: str) -> None:
    for page in pages(subject(recording, direction)):
        shapes = [each for each in page.primitives if isinstance(each, Box) and each.radius]
        assert len(shapes) > 20
        for each in shapes:
            assert each.x >= 0
            assert each.y >= 0
            assert each.x + each.width <= page.width
            assert each.y + each.height <= page.height


def words(lines: Counter[str]) -> Counter[str]:
    """The single words, wherever a sentence was broken."""
    return Counter(word for line in lines.elements() for word in line.split())


def test_what_is_no_longer_than_a_page_stays_whole() -> None:
    short = Recording("")
    short.extend(record("\nx = torch.ones(2, requires_grad=True)\n(x * 2).sum().backward()\n"))
    for direction in ("LR", "TB"):
        (page,) = pages(subject(short, direction))
        assert page == subject(short, direction).picture()
