"""The bands of the timeline: forward, backward, zeroing and updates."""

from __future__ import annotations

from itertools import chain, repeat
from textwrap import dedent

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.moments.bands import PIECE, Band, Bands, bands
from inspector.model.recordings.events import AnyEvent, Created, GradSet, NodeBackward, Op, Update
from inspector.model.recordings.recording import Recording
from tests.model.programs import runs
from tests.model.script import Script
from tests.runner.running import record
from tests.support.recordings import cubic, untracked, value


def recorded(source: str) -> Recording:
    source = dedent(source)
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def test_the_bands_of_two_passes_and_a_clearing():
    assert [(band.kind, band.line) for band in bands(cubic())] == [
        ("forward", 3),
        ("backward", 5),
        ("backward", 7),
        ("zero", 9),
    ]


def test_a_pass_that_still_runs_reaches_to_the_end():
    recording = Recording()
    recording.extend(cubic().events[:16])
    assert bands(recording)[-1] == Band("backward", 12, 16, 5)


def test_operations_outside_the_graph_are_forward_too():
    assert [band.kind for band in bands(untracked())] == ["forward"]


def test_a_parameter_changed_by_hand_under_no_grad_is_an_update():
    script = Script()
    w = script.leaf(1.0, "w")
    loss = script.op("mul", w, w)
    script.backward(loss)
    script.mode(False)
    change = script.op("mul", w, "0.1")
    script.op("sub", w, change, in_place=True)
    script.mode(True)
    assert [band.kind for band in bands(script.recording)] == ["forward", "backward", "update"]


def test_what_is_computed_for_an_update_through_data_is_part_of_it():
    found = bands(
        recorded("""\
            w = torch.ones(2, requires_grad=True)
            b = torch.zeros(2, requires_grad=True)
            for turn in range(2):
                loss = ((w * 2 + b) ** 2).sum()
                loss.backward()
                for p in [w, b]:
                    p.data += -0.1 * p.grad
            """)
    )
    turn = [("forward", 4), ("backward", 5), ("update", 7)]
    assert [(band.kind, band.line) for band in found][1:] == turn[1:] + turn


def test_gradients_zeroed_one_by_one_in_the_loop_of_an_update_are_zeroed_once_after_it():
    found = bands(
        recorded("""\
            w = torch.ones(2, requires_grad=True)
            b = torch.zeros(2, requires_grad=True)
            ((w * 2 + b) ** 2).sum().backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= 0.1 * p.grad / 2
                    p.grad.zero_()
            """)
    )
    assert [band.kind for band in found] == ["forward", "backward", "update", "zero"]


def test_two_updates_written_one_by_one_do_not_swallow_the_clearing_between():
    found = bands(
        recorded("""\
            w = torch.ones(2, requires_grad=True)
            b = torch.zeros(2, requires_grad=True)
            ((w * 2 + b) ** 2).sum().backward()
            with torch.no_grad():
                w -= 0.1 * w.grad
                w.grad = None
                b -= 0.1 * b.grad
            """)
    )
    assert [band.kind for band in found][2:] == ["update", "zero", "update"]


def test_looking_at_a_grad_or_zeroing_it_in_place_is_no_forward_pass():
    script = Script()
    w = script.leaf(1.0, "w")
    script.backward(script.op("mul", w, w))
    script.mode(False)
    script.say(Created(90, value(1.0), how="w.grad"), GradSet(w, ".zero_()"))
    script.op("fill", 90, "0", in_place=True)
    script.mode(True)
    assert [band.kind for band in bands(script.recording)] == ["forward", "backward", "zero"]


def test_a_grad_that_is_scaled_is_not_called_zeroed():
    script = Script()
    w = script.leaf(1.0, "w")
    script.backward(script.op("mul", w, w))
    script.mode(False)
    script.say(GradSet(w, ".mul_()", value(2.0), value(1.0)), GradSet(w, "zero_grad", value(1.0)))
    script.mode(True)
    assert [band.kind for band in bands(script.recording)][2:] == ["grad", "zero"]


@given(runs())
@settings(max_examples=100, deadline=None)
def test_bands_never_overlap_and_cover_all_that_is_computed(events: list[AnyEvent]):
    recording = Recording()
    recording.extend(events)
    found = bands(recording)
    ends = [0]
    for band in found:
        assert ends[-1] <= band.start < band.stop <= len(recording)
        ends.append(band.stop)
    for index in (*recording.of_kind(Op), *recording.of_kind(NodeBackward)):
        event = events[index]
        if isinstance(event, Op) and event.in_place and not event.grad_enabled:
            continue
        assert any(band.start <= index < band.stop for band in found)


@given(runs(), st.lists(st.integers(1, 9), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_growing_run_has_the_bands_that_it_would_have_if_it_were_whole(
    events: list[AnyEvent], portions: list[int]
):
    recording = Recording()
    growing = Bands(recording)
    for portion in chain(portions, repeat(portions[-1])):
        recording.extend(events[len(recording) : len(recording) + portion])
        assert growing.found() == bands(recording)
        if len(recording) == len(events):
            return


def test_those_of_a_long_recording_are_found_piece_by_piece() -> None:
    recording, one = Recording(), value(1.0)
    for _ in range(2 * PIECE):
        recording.extend([GradSet(1, ".grad = …", None, None, 1), Update(1, "step", one, one)])
    looked_for = Bands(recording)
    assert len(list(looked_for.work())) > 4
    assert looked_for.found() == bands(recording)
    assert len(bands(recording)) == 4 * PIECE
