"""What an operation that raised was called, and what it had been given."""

from __future__ import annotations

import pytest

import engine as torch
from engine import nn
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import FAILED, Kind, View
from inspector.model.looks.look import Phase
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Error
from inspector.model.recordings.recording import Recording
from inspector.model.reports.explanation import explained
from inspector.model.session import Session
from inspector.runner.child.failing import MOST, Failing, failing
from tests.runner.running import run

a, b = torch.ones(2, 3), torch.ones(4, 5)
picture = torch.ones(1, 2, 8, 8)
layer, convolution = nn.Linear(7, 1), nn.Conv2d(3, 4, 3)
KNOWN = (a, b, picture, layer.weight, convolution.weight, convolution.bias)
FAILS = "import torch\na = torch.ones(2, 3, requires_grad=True)\nb = a @ (a + 1)\n"


def number(tensor: torch.Tensor) -> int | None:
    """The place of a tensor among those that are known."""
    return next((place for place, each in enumerate(KNOWN) if each is tensor), None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a @ b", ("mm", "@", (0, 1))),
        ("a + b", ("add", "+", (0, 1))),
        ("a.__iadd__(b)", ("add_", "+=", (0, 1))),
        ("a.clamp_(b)", ("clamp_", "clamp_", (0, 1))),
        ("a.addmm_(a, b)", ("addmm_", "", (0, 0, 1))),
        ("a.view(7)", ("view", "", (0,))),
        ("a[5]", ("[…]", "", (0,))),
        ("torch.stack([a, b])", ("stack", "", (0, 1))),
        ("torch.cat([a, b], 0)", ("cat", "cat", (0, 1))),
        ("nn.functional.cross_entropy(a, picture)", ("cross_entropy", "", (0, 2))),
        ("convolution(picture)", ("Conv2d", "", (2, 4, 5))),
        ("torch.cat([a] * 9 + [b])", ("cat", "cat", ())),
        ("b.backward()", ("", "", ())),
        ("torch.tensor([[1], [2, 3]])", ("tensor", "", ())),
        ("a.nothing", ("", "", ())),
        ("[][0]", ("", "", ())),
    ],
)
def test_what_raised_is_named_with_what_it_was_given(
    source: str, expected: tuple[str, str, tuple[int, ...]]
) -> None:
    for _ in range(2):  # the call of an operation is written out at its first use
        with pytest.raises(Exception) as raised:  # noqa: PT011  (each of its own kind)
            eval(source)
        assert failing(raised.value, number) == Failing(*expected)


def test_what_the_program_raises_itself_is_no_operations_fault() -> None:
    try:
        a @ b
    except RuntimeError as error:
        with pytest.raises(ValueError, match="mine") as raised:
            raise ValueError("mine") from error
    assert failing(raised.value, number) == Failing()
    assert MOST == 8


def test_an_operation_that_failed_stands_behind_what_it_was_given() -> None:
    recording = Recording("")
    recording.extend(run(FAILS))
    for view in View:
        graph = build(recording, view)
        assert [vertex.kind for vertex in graph.vertices][-1] is Kind.FAILED
        ends = [edge.source for edge in graph.edges_of[FAILED]]
        assert ends == [vertex.key for vertex in graph.vertices if vertex.kind is not Kind.FAILED]
    session = Session()
    session.open_recording(recording)
    (born,) = (index + 1 for index in recording.of_kind(Error))
    session.go(born - 1)
    assert session.appearance.vertex(FAILED).phase is Phase.UNBORN
    session.go(born)
    look = session.appearance.vertex(FAILED)
    assert (look.symbol, look.value_text, look.alarm) == ("@", "2×3, 2×3", "error")
    vertex = session.graph.by_key[FAILED]
    card = explained(Moment(recording, born), vertex, session.teacher.knows)
    assert card.title == "@ has failed"
    assert "must be the same" in card.prose
