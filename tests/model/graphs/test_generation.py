"""Where one graph of a long run ends, and the next one begins."""

from __future__ import annotations

import pytest

from inspector.model.graphs.ahead import Ahead
from inspector.model.graphs.generation import WHOLE, Passes, divided
from inspector.model.graphs.graph import build
from inspector.model.graphs.tracing import Tracer
from inspector.model.graphs.vertex import View
from inspector.model.recordings.events import Error, Op
from inspector.model.recordings.recording import Recording
from tests.model.script import Script
from tests.runner.running import record
from tests.support.recordings import chain, cubic

OPERATIONS = View.OPERATIONS


def training(turns: int, retain: bool = False) -> Recording:
    """A loop: five operations on one weight, backward, an update under no_grad."""
    script = Script()
    w, change = script.leaf(1.0, "w"), script.leaf(0.1, requires_grad=False)
    for _ in range(turns):
        tensors = [w]
        for _ in range(5):
            tensors.append(script.op("mul", tensors[-1], "2"))
        *middle, loss = tensors[1:]
        script.backward(loss, retain=retain, through=tuple(reversed(middle)))
        script.mode(False)
        script.op("sub", w, change, in_place=True)
        script.mode(True)
    return script.recording


def generations(recording: Recording) -> tuple[tuple[int, int], ...]:
    """The scopes of a recording: one for a small program, else one for each generation."""
    tracer, passes = Tracer(OPERATIONS), Passes()
    tracer.follow(recording.events)
    passes.follow(recording.events)
    return divided(tracer, passes)


def test_a_small_program_is_one_scope() -> None:
    assert generations(cubic()) == ((0, len(cubic())),)


@pytest.mark.parametrize("retain", [False, True])
def test_a_long_loop_has_one_generation_per_iteration_with_its_update(retain: bool) -> None:
    recording = training(30, retain)
    scopes = generations(recording)
    assert len(scopes) == 30
    assert [start for start, _ in scopes[1:]] == [stop for _, stop in scopes[:-1]]
    graphs = [build(recording, OPERATIONS, scope) for scope in scopes]
    assert {len(graph.vertices) for graph in graphs} == {8}
    assert {graph.vertices[0].key for graph in graphs} == {"t1"}
    assert len({graph.structure for graph in graphs}) == 1


BY_HAND = """
w = torch.ones(2, requires_grad=True)
written = []
for _ in range(5):
    loss = (w * w).exp().sum()
    w.grad = None
    loss.backward()
    w.data += -0.1 * w.grad
    written.append({written})
"""


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("loss.log10().item()", "log₁₀"),
        ("(2 - loss).sqrt()", "√"),
        ("(loss - torch.ones(1)).abs()", "−"),
    ],
)
def test_what_is_written_down_and_updated_by_hand_belongs_to_the_graph_before(
    written: str, label: str
) -> None:
    recording = Recording()
    recording.extend(record(BY_HAND.format(written=written)))
    scopes = generations(recording)
    assert len(scopes) == 5
    for scope in scopes:
        labels = [v.label for v in build(recording, OPERATIONS, scope).vertices]
        assert {"exp", "Σ", "+=", label} <= set(labels)


TWICE = """
w = torch.ones(2, requires_grad=True)
for _ in range(5):
    loss = (w * w).sin().exp().sum()
    loss.backward(retain_graph=True)
    loss.exp().backward()
    w.grad = None
"""


def test_a_pass_through_what_follows_on_another_opens_no_older_graph() -> None:
    recording = Recording()
    recording.extend(record(TWICE))
    assert len(generations(recording)) == 5


def test_a_graph_that_a_later_backward_comes_back_to_stays_one_generation() -> None:
    script = Script()
    x = script.leaf(1.0, "x")
    first = [script.op("exp", x)]
    for _ in range(WHOLE):
        first.append(script.op("exp", first[-1]))
    script.backward(first[-1], retain=True, through=tuple(first[:-1]))
    script.op("exp", x)
    script.backward(first[-1], through=tuple(first[:-1]))
    script.backward(script.op("exp", x))
    middle = script.recording.events
    scopes = generations(script.recording)
    assert len(scopes) == 2
    assert isinstance(middle[scopes[1][0]], Op)


NESTED = """
w = torch.ones(2, requires_grad=True)
def again(grad):
    with torch.enable_grad():
        (w * 2).sin().sum().backward()
    return grad
kept = w.exp()
for turn in range(6):
    y = (w * w).cos()
    if turn % 2:
        y.register_hook(again)
    y.sum().backward()
    if turn in (0, 3):
        kept.sum().backward(retain_graph=True)
    with torch.no_grad():
        w -= 0.1
"""


@pytest.mark.parametrize("program", [TWICE, NESTED])
def test_generations_asked_for_while_a_run_grows_are_those_of_the_run_so_far(program: str) -> None:
    recording = Recording()
    recording.extend(record(program))
    growing = Passes()
    for step in range(0, len(recording) + 1, 3):
        fresh = Passes()
        fresh.follow(recording.events, step)
        growing.follow(recording.events, step)
        assert growing.scopes() == fresh.scopes()


def test_what_was_followed_ahead_has_found_where_all_but_the_last_generation_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked, close = list[int](), Passes._close
    recording = training(40)
    ahead = Ahead(recording, OPERATIONS)
    assert list(ahead.work())
    monkeypatch.setattr(
        Passes, "_close", lambda passes, end: looked.append(end) or close(passes, end)
    )
    scopes = ahead.passes.scopes()
    assert len(looked) <= 1
    assert scopes == generations(recording)
    assert len(scopes) == 40


def test_a_second_backward_that_fails_belongs_to_the_graph_it_fails_in() -> None:
    recording = training(30)
    first = recording.nodes.passes[1].ready
    broken = Recording()
    broken.extend([*recording.events, Error("RuntimeError", "…", node=next(iter(first)))])
    assert len(generations(broken)) == 1


def test_a_chain_without_backward_is_one_scope_however_long() -> None:
    recording = chain(2 * WHOLE)
    assert generations(recording) == ((0, len(recording)),)
