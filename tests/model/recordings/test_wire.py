"""Events on the pipe: frames cut anywhere, broken, oversized or damaged."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.recordings.events import AnyEvent, BackwardBegin, Printed
from inspector.model.recordings.facts import Ready
from inspector.model.recordings.wire import (
    LIMIT,
    MAGIC,
    VERSION,
    Decoder,
    Frame,
    Header,
    Hello,
    Start,
    WireError,
    encode,
)  # fmt: skip
from tests.model.programs import runs
from tests.support.recordings import cubic_events


def decoded(data: bytes, size: int | None = None) -> list[Frame]:
    """All frames of the bytes, fed in pieces of ``size``."""
    decoder = Decoder()
    size = size or len(data) or 1
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    frames = [frame for piece in pieces for frame in decoder.feed(piece)]
    assert not decoder.pending
    return frames


@given(runs(), st.integers(1, 50))
@settings(max_examples=50, deadline=None)
def test_events_come_out_as_they_went_in_however_the_bytes_are_cut(
    events: list[AnyEvent], size: int
):
    half = len(events) // 2
    data = encode(events[:half]) + encode(tuple(events[half:]))
    assert decoded(data, size) == [events[:half], events[half:]]


def test_control_messages_travel_between_events():
    start = Start("print(1)", "one.py", {"events": 5, "seconds": None})
    sent = [Hello(VERSION, 42), start, [Printed("stdout", "1\n")], Header(VERSION, "", "x", 3)]
    assert decoded(b"".join(map(encode, sent))) == sent


def test_an_event_larger_than_a_frame_travels_in_parts():
    ready = tuple(Ready(node, "MulBackward0", 1) for node in range(150_000))
    events = [BackwardBegin(1, (0,), (None,), ready)]
    data = encode(events)
    assert len(data) > LIMIT
    assert data.count(MAGIC + b"P") >= 1
    assert decoded(data) == [events]


def test_text_that_is_no_unicode_is_sent_with_question_marks():
    (frame,) = decoded(encode([Printed("stdout", "a\udc80b")]))
    assert frame == [Printed("stdout", "a?b")]


def test_a_frame_that_is_not_whole_is_waited_for():
    data = encode(cubic_events())
    decoder = Decoder()
    assert list(decoder.feed(data[:-1])) == []
    assert decoder.pending
    assert list(decoder.feed(data[-1:])) == [cubic_events()]
    assert not decoder.pending


def changed(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


@pytest.mark.parametrize(
    ("place", "new", "complaint"),
    [
        (0, b"X", "begin"),
        (3, b"?", "unknown kind"),
        (4, b"\xff\xff\xff\xff", "bytes"),
        (8, b"\0\0\0\0", "checksum"),
        (40, b"\xff", "checksum"),
        (3, b"H", "checksum"),
    ],
)
def test_a_broken_frame_is_refused_after_those_before_it(place: int, new: bytes, complaint: str):
    good = encode([Printed("stdout", "fine")])
    frames = Decoder().feed(good + changed(encode(cubic_events()), place, new))
    assert next(frames) == [Printed("stdout", "fine")]
    with pytest.raises(WireError, match=complaint):
        next(frames)


def test_nothing_is_believed_after_a_broken_frame():
    decoder = Decoder()
    with pytest.raises(WireError):
        list(decoder.feed(b"garbage garbage garbage"))
    with pytest.raises(WireError):
        list(decoder.feed(encode([Printed("stdout", "late")])))


def test_bytes_that_are_no_frame_are_refused_before_a_head_is_complete():
    with pytest.raises(WireError):
        list(Decoder().feed(b"x"))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_do_more_than_raise_a_wire_error(data: bytes):
    try:
        frames = list(Decoder().feed(data))
    except WireError:
        return
    assert frames == []


def test_three_hundred_damaged_streams_give_a_true_beginning():
    events = cubic_events()
    data = b"".join(encode([event]) for event in events)
    dice = random.Random(7)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        got: list[AnyEvent] = []
        try:
            for frame in Decoder().feed(bytes(damaged)):
                assert isinstance(frame, list)
                got += frame
        except WireError:
            pass
        assert got == events[: len(got)]
