"""What can be looked up in a recording, while it grows too."""

from __future__ import annotations

import pytest

from inspector.model.recordings.events import Accumulate, End, NodeBackward, Op, Printed, Statement
from inspector.model.recordings.recording import Recording
from tests.support.recordings import DOUBLE, LEAF, MUL, X, cubic, cubic_events


def test_events_are_found_by_their_kind_in_order():
    recording = cubic()
    found = recording.of_kind(NodeBackward)
    assert list(found) == [
        i for i, e in enumerate(recording.events) if isinstance(e, NodeBackward)
    ]
    assert len(found) == 8
    assert not Recording().of_kind(Printed)


def test_an_operation_is_found_by_its_id_its_node_and_its_result():
    recording = cubic()
    event = recording.op(2)
    index = recording.ops[2]
    assert isinstance(event, Op)
    assert event.name == "mul"
    assert recording.nodes.makers[MUL] == index
    assert recording.tensors.produced[DOUBLE].tolist() == [index]
    with pytest.raises(KeyError):
        recording.op(99)


def test_a_leaf_leads_to_its_accumulator_and_accumulations():
    recording = cubic()
    assert recording.nodes.accumulators[X] == LEAF
    assert recording.tensors.accumulations[X] == recording.of_kind(Accumulate)


def test_backward_passes_are_numbered_and_know_where_they_begin_and_end():
    passes = cubic().nodes.passes
    assert [one.number for one in passes.values()] == [1, 2]
    assert all(one.end is not None and one.begin < one.end for one in passes.values())


def test_a_recording_is_complete_once_its_end_was_seen():
    recording = Recording()
    recording.extend(cubic_events()[:-1])
    assert not recording.complete
    recording.append(End(0))
    assert recording.complete


def test_an_event_without_a_line_belongs_to_the_line_of_its_statement():
    recording = cubic()
    statement = recording.of_kind(Statement)[3]
    assert recording.line_at(statement + 2) == recording.line_at(statement) == 5
    assert not Recording().of_kind(Statement)


def test_looking_for_what_is_not_there_leaves_no_trace():
    recording = cubic()
    before = len(recording.tensors.produced)
    assert recording.tensors.produced.get(12345) is None
    assert len(recording.tensors.produced) == before
