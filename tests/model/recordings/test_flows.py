"""Where the gradients that nodes send arrive."""

from __future__ import annotations

from inspector.model.recordings.events import Accumulate, BackwardBegin, NodeBackward
from inspector.model.recordings.flows import MOST_KEPT
from inspector.model.recordings.recording import Recording
from tests.runner.running import record
from tests.support.recordings import cubic, cubic_events

LOOP = """\
w = torch.tensor(2.0, requires_grad=True)
for turn in range(80):
    (w * w).backward()
"""


def looped() -> Recording:
    """Many passes that end in the same leaf."""
    recording = Recording()
    recording.extend(record(LOOP))
    return recording


def told(recording: Recording) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """What arrives at whom in which pass, straight from the recorded gradients."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for index, event in enumerate(recording.events):
        if isinstance(event, NodeBackward):
            for slot, edge in enumerate(recording.nodes.next.get(event.node, ())):
                if edge.node is not None:
                    found.setdefault((event.backward, edge.node), []).append((index, slot))
    return found


def test_every_gradient_that_a_node_sent_arrives_where_its_edge_leads():
    recording = looped()
    expected = told(recording)
    assert len(recording.nodes.passes) > MOST_KEPT, "some are read, forgotten and read again"
    for backward, node in (*expected, *reversed(expected)):
        came = [tuple(one) for one in recording.nodes.arrivals(backward, node)]
        assert came == expected[backward, node]


def test_a_root_is_seeded_by_the_event_that_begins_the_pass():
    recording = cubic()
    for index in recording.of_kind(BackwardBegin):
        event = recording.events[index]
        assert isinstance(event, BackwardBegin)
        root = event.nodes[0].node
        assert recording.nodes.arrivals(event.backward, root)[0] == (index, 0)


def test_a_pass_is_read_on_while_it_grows():
    whole, growing = cubic(), Recording()
    for event in cubic_events():
        growing.append(event)
        for backward in growing.nodes.passes:
            growing.nodes.flow(backward)
    for backward in whole.nodes.passes:
        mine, theirs = growing.nodes.flow(backward), whole.nodes.flow(backward)
        assert mine.arrivals == theirs.arrivals
        assert mine.fired == theirs.fired


def test_a_leaf_fires_when_its_grad_is_added_to():
    recording = looped()
    for index in recording.of_kind(Accumulate):
        event = recording.events[index]
        assert isinstance(event, Accumulate)
        leaf = recording.nodes.accumulators[event.tensor]
        assert recording.nodes.fired(event.backward, leaf) == index
