"""What exists at a step, found by search, is what playing up to it would give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import Mode, NodePhase, Span
from inspector.model.recordings.events import AnyEvent, BackwardBegin, NodeBackward
from inspector.model.recordings.recording import Recording
from tests.model.programs import runs
from tests.model.replay import Replay
from tests.model.script import Script
from tests.support.recordings import (
    ADD,
    DOUBLE,
    LAST,
    LEAF,
    MUL,
    POW,
    X,
    Y,
    cubic,
    second_backward,
    untracked,
    value,
)  # fmt: skip


def answers(asked: Moment | Replay, recording: Recording) -> dict[str, object]:
    """Everything that can be asked, of a moment or of the linear replay."""
    tensors = recording.tensors.born
    if isinstance(asked, Moment):
        plain = (asked.span, asked.output, asked.backward, asked.grad_mode)
        ledgers = [asked.ledger(tensor) for tensor in tensors]
        contributions = [asked.contributions(tensor) for tensor in tensors]
    else:
        backward = asked.open[-1] if asked.open else None
        plain = (asked.span(), tuple(asked.output), backward, asked.mode)
        ledgers = [tuple(asked.ledgers.get(tensor, ())) for tensor in tensors]
        contributions = [tuple(asked.accumulations.get(tensor, ())) for tensor in tensors]
    return {
        "event": asked.event,
        "line": asked.line,
        "error": asked.error,
        "plain": plain,
        "variables": asked.variables(),
        "tensors": [asked.tensor(tensor) for tensor in tensors],
        "nodes": [asked.node(node) for node in (*recording.nodes.identities, 10**6)],
        "ledgers": ledgers,
        "contributions": contributions,
    }


@given(runs(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_jumping_anywhere_shows_what_playing_up_to_there_shows(events: list[AnyEvent], random):
    recording = Recording()
    recording.extend(events)
    steps = set(random.sample(range(len(events) + 1), min(12, len(events) + 1)))
    replay = Replay()
    expected = {}
    for step in range(len(events) + 1):
        if step in steps:
            expected[step] = answers(replay, recording)
        if step < len(events):
            replay.apply(events[step])
    for step in random.sample(sorted(steps), len(steps)):
        assert answers(Moment(recording, step), recording) == expected[step], step


@given(runs(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_moment_stays_the_same_while_the_recording_grows(
    events: list[AnyEvent], data: st.DataObject
):
    step = data.draw(st.integers(0, len(events)))
    short, long = Recording(), Recording()
    short.extend(events[:step])
    long.extend(events)
    assert answers(Moment(short, step), short) == answers(Moment(long, step), short)


def test_the_start_of_a_run_knows_nothing():
    moment = Moment(cubic(), 0)
    assert moment.event is None
    assert (moment.line, moment.span, moment.tensor(X)) == (0, None, None)
    assert moment.node(POW).phase is NodePhase.IDLE
    assert moment.grad_mode == Mode(True, "", 0)


def test_an_empty_recording_has_a_moment():
    moment = Moment(Recording(), 0)
    assert (moment.backward, moment.output, moment.error) == (None, (), None)
    assert [frame.bindings for frame in moment.variables()] == [()]


def test_a_node_waits_until_all_its_contributions_arrived_and_then_fires():
    recording = cubic()
    begin = recording.of_kind(BackwardBegin)[0] + 1
    told = [Moment(recording, begin + passed).node(LEAF) for passed in range(7)]
    assert [(node.arrived, node.expected) for node in told] == [
        (0, 2), (0, 2), (0, 2), (1, 2), (2, 2), (2, 2), (0, 0),
    ]  # fmt: skip
    assert [node.phase for node in told] == [
        NodePhase.WAITING, NodePhase.WAITING, NodePhase.WAITING, NodePhase.ARRIVING,
        NodePhase.ARRIVING, NodePhase.RUNNING, NodePhase.IDLE,
    ]  # fmt: skip
    assert told[4].pending == (value(2.0), value(12.0))


def test_the_root_has_its_seed_as_soon_as_the_pass_begins():
    recording = cubic()
    begin = recording.of_kind(BackwardBegin)[0] + 1
    root = Moment(recording, begin).node(LAST)
    assert (root.phase, root.arrived, root.expected) == (NodePhase.ARRIVING, 1, 1)
    assert root.pending == (value(1.0),)
    assert Moment(recording, begin + 1).node(LAST).phase is NodePhase.RUNNING
    assert Moment(recording, begin + 2).node(LAST).phase is NodePhase.DONE


def test_buffers_are_freed_only_after_the_pass_that_frees_them():
    recording = cubic()
    freeing = Moment(recording, len(recording))
    assert all(freeing.node(node).freed for node in (POW, MUL, ADD, LAST))
    second = recording.of_kind(BackwardBegin)[1]
    assert not any(Moment(recording, second).node(node).freed for node in (POW, MUL))


def test_a_backward_node_points_at_the_expression_that_made_it():
    recording = cubic()
    power = next(
        index for index in recording.of_kind(NodeBackward) if recording.events[index].node == POW
    )
    moment = Moment(recording, power + 1)
    assert moment.span == Span(4, 4, 4, 8)
    assert moment.line == 5


def test_a_tensor_is_known_by_its_variable_and_leaf_by_its_accumulator():
    moment = Moment(cubic(), len(cubic()) - 1)
    leaf, doubled, result = moment.tensor(X), moment.tensor(DOUBLE), moment.tensor(Y)
    assert None not in (leaf, doubled, result)
    assert (leaf.name, leaf.accumulator, leaf.node, leaf.grad_fn) == ("x", LEAF, None, "")
    assert (doubled.name, doubled.node, doubled.grad_fn) == (None, MUL, "MulBackward0")
    assert (result.name, result.is_leaf, result.line) == ("y", False, 4)


def test_of_two_variables_the_first_that_still_holds_a_tensor_names_it():
    script = Script()
    leaf = script.leaf(1.0, "x")
    script.name(leaf, "y")
    assert Moment(script.recording, len(script.recording)).name(leaf) == "x"
    script.leaf(2.0, "x")
    assert Moment(script.recording, len(script.recording)).name(leaf) == "y"
    script.leaf(3.0, "y")
    assert Moment(script.recording, len(script.recording)).name(leaf) == "y"


def test_the_grad_of_a_leaf_grows_and_is_cleared():
    recording = cubic()
    seen = []
    for step in range(len(recording) + 1):
        leaf = Moment(recording, step).tensor(X)
        if leaf and (not seen or leaf.grad != seen[-1]):
            seen.append(leaf.grad)
    assert seen == [None, value(14.0), value(28.0), None]


def test_a_failing_backward_keeps_its_error_and_leaves_nothing_running():
    recording = second_backward()
    end = Moment(recording, len(recording))
    assert end.error is not None
    assert (end.error.node, end.line, end.backward) == (POW, 7, None)
    assert Moment(recording, len(recording) - 2).error is None


def test_no_grad_is_on_only_inside_its_block():
    recording = untracked()
    modes = {Moment(recording, step).grad_mode.enabled for step in range(6, 9)}
    assert modes == {False}
    assert Moment(recording, len(recording)).grad_mode.enabled
