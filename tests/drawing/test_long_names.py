"""A program, or a file from elsewhere, may call things by names of any length."""

from __future__ import annotations

from inspector.drawing.measures import elided
from inspector.drawing.sizes import card_sizes
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.recordings.events import Names
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.recording import Recording
from inspector.theme.tokens import LIGHT
from tests.support.recordings import CUBIC, X, cubic_events, recording


def named(name: str) -> Recording:
    """The cubic, whose leaf has this name."""
    start, *others = cubic_events()
    return recording(CUBIC, [start, *others, Names((Binding(name, X, ""),))])


def widths(made: Recording) -> list[float]:
    return [width for width, _ in card_sizes(build(made, View.OPERATIONS), made, LIGHT).values()]


def test_a_card_grows_with_a_name_but_not_with_any() -> None:
    plain, long, endless = (max(widths(named("n" * count))) for count in (1, 60, 100_000))
    assert plain < long
    assert endless <= long * 1.1


def test_a_text_of_a_million_letters_is_cut_at_once() -> None:
    cut = elided("i" * 1_000_000, 200.0, 12.0)
    assert cut.endswith("…")
    assert cut[:-1] == "i" * (len(cut) - 1)
    assert elided(cut, 200.0, 12.0) == cut
