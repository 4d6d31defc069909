"""What stands around a graph in a film: legible however wide the graph is."""

from __future__ import annotations

from functools import cache

import pytest

from inspector.drawing.primitives import Text
from inspector.export.film import Cut, Film, Frame, film
from inspector.model.session import Session
from inspector.theme.roles import Theme
from inspector.theme.tokens import LIGHT, PROJECTOR
from tests.support.wide import WIDE, recorded

SCREEN = 1280, 720


@cache
def made(theme: Theme, source: str = WIDE) -> Film:
    recording = recorded(source)
    return film(recording, Cut(first=len(recording) - 1), theme)


def pixels(frame: Frame, text: str) -> float:
    """How large a text is where the whole frame fills a screen."""
    picture = frame.picture
    scale = min(SCREEN[0] / picture.width, SCREEN[1] / picture.height)
    return next(
        part.size * scale
        for part in picture.primitives
        if isinstance(part, Text) and part.text == text
    )


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=["light", "projector"])
def test_words_beside_a_wide_graph_are_as_large_as_beside_a_small_one(theme: Theme) -> None:
    *_, frame = made(theme).frames()
    assert frame.picture.width > 2 * SCREEN[0]
    small = 0.75
    assert pixels(frame, frame.sentence) > small * LIGHT.caption
    assert pixels(frame, f"step {frame.step} of {frame.step}") > small * LIGHT.small
    assert pixels(frame, "y = x") > small * LIGHT.code


def test_the_legend_of_a_film_asks_for_no_hand() -> None:
    group = "def twice(a):\n    return (a + a) * a\n"
    source = f"{group}{WIDE.replace('y * 1.1', 'twice(y)')}"
    *_, frame = made(LIGHT, source).frames()
    said = [part.text for part in frame.picture.primitives if isinstance(part, Text)]
    assert "group" in said
    assert not any("click" in text for text in said)


TWICE = """\
def twice(a):
    return (a + a) * a
x = torch.tensor(2.0, requires_grad=True)
twice(twice(x)).backward()
"""


def test_groups_are_open_in_a_film_as_they_were_left() -> None:
    recording = recorded(TWICE)

    def cards(cut: Cut) -> int:
        *_, frame = film(recording, cut, LIGHT).frames()
        return len(frame.cards)

    last = len(recording) - 1
    opened, closed = (cards(Cut(first=last, opened=way)) for way in (True, False))
    assert closed < opened
    session = Session()
    session.open_recording(recording)
    session.fold_all(False)
    assert cards(Cut(first=last, groups=session.folding.chosen)) == closed


TURNS = """\
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
for _ in range(2):
    loss = model(torch.ones(4, 2)).sigmoid().mean()
    loss.backward()
"""


def test_a_large_graph_fills_the_width_of_a_screen_and_its_cards_say_what_can_be_read() -> None:
    (frame,) = film(recorded(TURNS), Cut(first=60, last=60), LIGHT).frames(level=None)
    assert frame.picture.width > frame.picture.height
    scale = min(SCREEN[0] / frame.picture.width, SCREEN[1] / frame.picture.height)
    said = [part for part in frame.picture.primitives if isinstance(part, Text)]
    assert not any(part.text == "AccumulateGrad" for part in said)
    names = [part.size for part in said if part.text == "model.0.weight"]
    assert names
    assert min(names) * scale > 9
