"""Which nodes keep memory for the way back, and how much over time."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.saved_memory import SavedMemory, bytes_text
from inspector.model.recordings.recording import Recording
from tests.runner.running import record


def followed(source: str) -> SavedMemory:
    recording = Recording(source)
    recording.extend(record(source))
    found = SavedMemory(recording)
    found.follow()
    return found


def names(holding: SavedMemory, step: int) -> list[tuple[str, int, int]]:
    moment = Moment(holding.recording, step)
    return [(moment.node(o.node).name, o.nbytes, o.alone) for o in holding.holders(moment)]


def test_memory_that_several_nodes_keep_counts_once() -> None:
    holding = followed(
        "\nx = torch.ones(10, requires_grad=True)\nw = torch.ones(10)\ny = x * w\nz = y * w\n"
    )
    last = len(holding.recording)
    assert holding.total(last) == 40
    assert names(holding, last) == [("MulBackward0", 40, 0), ("MulBackward0", 40, 0)]


def test_views_share_the_memory_of_their_base() -> None:
    holding = followed(
        "\nx = torch.ones(10, requires_grad=True)\nw = torch.ones(10)\n"
        "y = x * w\nz = x[:5] * w[:5]\n"
    )
    assert holding.total(len(holding.recording)) == 40


def test_a_backward_pass_lets_go_and_retain_graph_does_not() -> None:
    source = "\nx = torch.ones(10, requires_grad=True)\ny = x.exp().sum()\ny.backward({})\n"
    kept = followed(source.format("retain_graph=True"))
    assert kept.total(len(kept.recording)) == 40
    freed = followed(source.format(""))
    last = len(freed.recording)
    assert freed.total(last) == 0
    most, step = freed.peak(last)
    assert most == 40
    assert freed.total(step) == 40
    assert freed.total(step - 1) == 0
    assert names(freed, step) == [("ExpBackward0", 40, 40)]
    assert names(freed, last) == []


def test_a_recording_that_grows_is_followed_on() -> None:
    source = "\nx = torch.ones(10, requires_grad=True)\ny = x.exp()\nz = y.sin()\n"
    events = record(source)
    recording = Recording(source)
    holding = SavedMemory(recording)
    for event in events:
        recording.append(event)
        holding.follow()
    assert holding.totals == [0, 40]
    assert holding.until(0) == ([0], [0])


@pytest.mark.parametrize(
    ("count", "text"), [(96, "96 B"), (1500, "1.5 kB"), (20_000_000, "20 MB"), (3e12, "3e+03 GB")]
)
def test_bytes_are_told_in_words(count: int, text: str) -> None:
    assert bytes_text(int(count)) == text
