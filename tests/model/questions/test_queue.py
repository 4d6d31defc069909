"""The queue of a running backward pass, and why a node runs when it does."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.questions.queue import Queue, queue, why_now
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

SOURCE = """
x = torch.tensor(2.0, requires_grad=True)
a = x.exp()
b = x.sin()
(a * b).backward()
"""


def recorded() -> Recording:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    return recording


def at(recording: Recording, name: str) -> Moment:
    """The moment at which the node called ``name`` runs."""
    for index in recording.of_kind(NodeBackward):
        event = recording.events[index]
        if isinstance(event, NodeBackward) and event.name == name:
            return Moment(recording, index + 1)
    raise AssertionError(name)


def shown(moment: Moment) -> Queue:
    found = queue(moment)
    assert found is not None
    return found


def node_of(found: Queue, name: str) -> int:
    nodes = [one for one in (found.running, *found.ready, *found.waiting) if one is not None]
    return next(one.node for one in nodes if one.name.startswith(name))


def test_those_whose_gradients_have_arrived_are_ready_in_the_order_in_which_they_run() -> None:
    found = shown(at(recorded(), "MulBackward0"))
    assert found.running is not None
    assert found.running.name == "MulBackward0"
    assert [one.name for one in found.ready] == ["SinBackward0", "ExpBackward0"]
    assert [one.name for one in found.waiting] == ["AccumulateGrad of x"]
    assert found.waiting[0].missing == ("ExpBackward0", "SinBackward0")
    assert (found.done, found.total) == (1, 4)


def test_a_leaf_waits_for_every_contribution_and_then_runs_at_once() -> None:
    recording = recorded()
    sine = at(recording, "SinBackward0")
    leaf = node_of(shown(sine), "AccumulateGrad")
    assert why_now(sine, leaf) == ("1 of 2 contributions have arrived. It waits for ExpBackward0.")
    exp = at(recording, "ExpBackward0")
    assert [one.name for one in shown(exp).ready] == ["AccumulateGrad of x"]


def test_of_several_ready_ones_the_one_made_last_runs_first() -> None:
    moment = at(recorded(), "SinBackward0")
    found = shown(moment)
    assert why_now(moment, node_of(found, "SinBackward0")).startswith("1 of 1 contribution has")
    assert "the one made last runs first" in why_now(moment, node_of(found, "SinBackward0"))
    assert "it is ready, and runs next." in why_now(moment, node_of(found, "ExpBackward0"))


def test_without_a_backward_pass_there_is_no_queue() -> None:
    recording = recorded()
    assert queue(Moment(recording, 3)) is None
    assert queue(Moment(recording, len(recording))) is None
    assert why_now(Moment(recording, 3), 1) == ""
