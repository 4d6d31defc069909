"""Breakpoints find their events in a run that was recorded without them."""

from __future__ import annotations

import textwrap

import pytest

from inspector.model.moments import defects
from inspector.model.moments.breakpoints import KINDS, Breakpoint, Hits, moved, toggled
from inspector.model.moments.defects import largest
from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    NodeBackward,
    Op,
    Statement,
)
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.sources.statements import statement_line
from tests.runner.running import record

LOOP = """\

w = torch.tensor(2.0, requires_grad=True)
for turn in range(3):
    y = w * w
    y.backward()
print(w.grad)
"""
EXPLODING = """\

x = torch.tensor([1.0, 2.0], requires_grad=True)
s = torch.zeros(2, requires_grad=True)
y = (x * 1000).sum() + torch.relu(s - 1).sum()
y.backward()
z = torch.log(x - 1)
bad = z.sum()
bad.backward()
"""


def recorded(source: str) -> Recording:
    text = textwrap.dedent(source)
    recording = Recording(text)
    recording.extend(record(text))
    return recording


@pytest.fixture(scope="module")
def loop() -> Recording:
    return recorded(LOOP)


@pytest.fixture(scope="module")
def exploding() -> Recording:
    return recorded(EXPLODING)


def hits(recording: Recording, breakpoints: list[Breakpoint]) -> tuple[int, ...]:
    return Hits(recording, breakpoints).all


def events(recording: Recording, one: Breakpoint) -> list[object]:
    return [recording.events[index] for index in hits(recording, [one])]


def test_a_line_holds_before_each_of_its_runs(loop: Recording) -> None:
    found = events(loop, Breakpoint("line", 4))
    assert [type(event) for event in found] == [Statement] * 3
    assert events(loop, Breakpoint("line", 99)) == []


def test_a_line_holds_once_though_what_it_awaits_lets_it_go_on() -> None:
    recording = recorded("""\
    import asyncio
    async def half(x):
        await asyncio.sleep(0)
        return x / 2
    async def main():
        y = await half(4) + 1
        return y
    asyncio.run(main())
    """)
    told = [one for _, one in recording.every(Statement) if one.line == 6]
    assert [one.again for one in told] == [False, True]
    assert len(events(recording, Breakpoint("line", 6))) == 1


def test_a_node_holds_in_every_turn_of_the_loop_that_makes_it(loop: Recording) -> None:
    made = next(event for event in loop.events if isinstance(event, Op))
    found = events(loop, Breakpoint("node", made.line, made.columns, made.grad_fn))
    assert [event.name for event in found if isinstance(event, NodeBackward)] == [
        "MulBackward0"
    ] * 3


def test_a_grad_holds_at_each_addition_to_it(loop: Recording) -> None:
    found = events(loop, Breakpoint("grad", name="w"))
    assert [type(event) for event in found] == [Accumulate] * 3


def test_the_second_pass_and_the_third_contribution_are_counted(loop: Recording) -> None:
    passes = loop.of_kind(BackwardBegin)
    assert hits(loop, [Breakpoint("pass", amount=2)]) == (passes[1],)
    third = events(loop, Breakpoint("contribution", amount=3))
    assert third == [loop.events[loop.of_kind(Accumulate)[2]]]
    assert hits(loop, [Breakpoint("contribution", amount=4)]) == ()


def test_clearing_a_grad_begins_the_count_anew() -> None:
    cleared = recorded(LOOP.replace("    y = w * w", "    w.grad = None\n    y = w * w"))
    assert hits(cleared, [Breakpoint("contribution", amount=2)]) == ()
    assert len(hits(cleared, [Breakpoint("contribution", amount=1)])) == 3


def test_an_inf_is_found_where_it_is_made_and_not_where_it_is_handed_on(
    exploding: Recording,
) -> None:
    found = events(exploding, Breakpoint("defect"))
    assert [event.name for event in found if isinstance(event, Op)] == ["log"]
    backward = [event.name for event in found if isinstance(event, NodeBackward)]
    assert backward == ["LogBackward0"]


def test_gradients_beyond_a_bound_and_gradients_that_vanish_are_found(
    exploding: Recording,
) -> None:
    large = events(exploding, Breakpoint("large", amount=999.0))
    assert isinstance(large[0], NodeBackward)
    assert large[0].name == "MulBackward0"
    assert not any(
        event.name == "SumBackward0" for event in large if isinstance(event, NodeBackward)
    )
    vanished = events(exploding, Breakpoint("vanished"))
    assert [event.name for event in vanished if isinstance(event, NodeBackward)] == [
        "ReluBackward0"
    ]


def test_a_breakpoint_that_is_off_holds_nowhere(loop: Recording) -> None:
    assert hits(loop, [Breakpoint("line", 4, enabled=False)]) == ()


def test_several_breakpoints_at_one_event_hold_once(loop: Recording) -> None:
    both = [Breakpoint("grad", name="w"), Breakpoint("contribution", amount=1)]
    assert hits(loop, both) == hits(loop, both[:1])


def test_toggling_sets_and_takes_away_even_what_is_switched_off() -> None:
    one = Breakpoint("line", 3)
    assert toggled((), one) == (one,)
    assert toggled((Breakpoint("line", 3, enabled=False),), one) == ()


@pytest.mark.parametrize(
    ("new", "line"),
    [
        ("new\na\nb\nc\nd", 4),
        ("a\nb\nc\nd\nnew", 3),
        ("b\nc\nd", 2),
        ("a\nb\nchanged\nd", 3),
        ("a\nb\nd", None),
        ("a\nb\nc\nd", 3),
        ("", None),
    ],
)
def test_a_breakpoint_stays_with_its_line_while_the_text_is_edited(
    new: str, line: int | None
) -> None:
    kept = moved([Breakpoint("line", 3)], "a\nb\nc\nd", new)
    assert [one.line for one in kept] == ([] if line is None else [line])


@pytest.mark.parametrize(
    ("line", "begins"), [(1, 1), (2, 3), (3, 3), (4, 4), (5, 4), (6, 7), (7, 7), (9, 9)]
)
def test_a_click_beside_a_statement_means_the_statement(line: int, begins: int) -> None:
    text = "a = 1\n\nb = 2\nc = (1,\n  2)\n# why\nif a:\n    d = 1\n"
    assert statement_line(text, line) == begins
    assert statement_line("no program (", line) == line


@pytest.mark.parametrize("line", [1, 2])
def test_a_click_beside_a_body_that_its_head_ends_on_means_the_head(line: int) -> None:
    for head in ("if (a and\n  b)", "for n in range(\n  2)", "with f(\n  2)", "while (a\n and b)"):
        assert statement_line(f"{head}: c = 1\nd = 2\n", line) == 1
    assert statement_line("def f(a,\n  b=1): return a\n", 2) == 2


def test_going_on_and_back_visits_the_same_hits(loop: Recording) -> None:
    session = Session()
    session.open_recording(loop)
    session.go(0)
    session.toggle_breakpoint(Breakpoint("line", 5))
    visited = []
    while session.step < len(loop):
        session.move_to_hit(forward=True)
        visited.append(session.step)
    assert [type(loop.events[step - 1]) for step in visited[:-1]] == [Statement] * 3
    back = []
    while session.step:
        session.move_to_hit(forward=False)
        back.append(session.step)
    assert back == [*reversed(visited[:-1]), 0]


def test_breakpoints_outlive_the_run_and_move_with_the_text() -> None:
    session = Session()
    session.edit(LOOP)
    session.toggle_breakpoint(Breakpoint("line", 5))
    session.edit("# first\n" + LOOP)
    assert session.breakpoints == (Breakpoint("line", 6),)
    session.open_recording(recorded("# first\n" + LOOP))
    assert len(session.hits.all) == 3


def test_hits_keep_up_with_a_recording_that_grows_and_ask_of_each_event_once(
    loop: Recording, exploding: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(defects, "largest", lambda value: asked.append(value) or largest(value))
    node = next(op for _, op in loop.every(Op))
    placed = [
        Breakpoint("line", 4), Breakpoint("grad", name="w"),
        Breakpoint("node", node.line, node.columns),
    ]  # fmt: skip
    conditions = [Breakpoint(name, amount=kind.amount or 0.0) for name, kind in KINDS.items()]
    for whole in (loop, exploding):
        growing, asked[:] = Recording(whole.source), []
        found = {one: Hits(growing, [one]) for one in (*placed, *conditions[3:])}
        for event in whole.events:
            growing.append(event)
            for one in found.values():
                assert one.all == one.all
        grown, asked[:] = len(asked), []
        assert {one: each.all for one, each in found.items()} == {
            one: hits(whole, [one]) for one in found
        }
        assert grown == len(asked)


def test_an_infinite_gradient_exceeds_every_bound(exploding: Recording) -> None:
    beyond = events(exploding, Breakpoint("large", amount=1e30))
    assert [event.name for event in beyond if isinstance(event, NodeBackward)] == [
        "LogBackward0", "SubBackward0",
    ]  # fmt: skip


def test_a_step_where_breakpoints_hold_says_which(loop: Recording) -> None:
    session = Session()
    session.open_recording(loop)
    plain = {step: told(session, step) for step in range(len(loop) + 1)}
    session.set_breakpoints([Breakpoint("contribution", amount=3.0), Breakpoint("grad", name="w")])
    third, added = "contribution 3", "w.grad receives a gradient"
    holding = [index + 1 for index in session.hits.all]
    assert len(holding) == 3
    for step, before in plain.items():
        why = {holding[2]: f"{third}; {added}"}.get(step, added)
        assert told(session, step) == (
            f"Breakpoint: {why}. {before}" if step in holding else before
        )


def told(session: Session, step: int) -> str:
    session.go(step)
    return session.sentence


def test_a_mask_of_inf_is_no_defect_until_it_becomes_a_nan() -> None:
    run = Recording()
    run.extend(record("x = torch.ones(2)\ny = x.masked_fill(x < 2, float('-inf'))\n"))
    assert events(run, Breakpoint("defect")) == []
    run = Recording()
    run.extend(record("x = torch.ones(2)\ny = x.masked_fill(x < 2, float('-inf')).softmax(0)\n"))
    assert [getattr(one, "name", "") for one in events(run, Breakpoint("defect"))] == ["_softmax"]
