"""A frame of which one event is not sound: those before it are kept, those after it are not."""

from __future__ import annotations

import pytest

from inspector.model.recordings.events import AnyEvent, BackwardEnd, Created, Printed
from inspector.model.recordings.facts import Value
from inspector.model.recordings.packing import Constant, Packed
from inspector.model.recordings.wire import Decoder, WireError, encode, encode_packed

FINE = Printed("stdout", "fine")


def kept(frame: bytes, complaint: str) -> list[AnyEvent]:
    """What comes of a frame before it is refused."""
    frames = Decoder().feed(frame)
    found = next(frames)
    with pytest.raises(WireError, match=complaint):
        next(frames)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        (Created(-1, Value((), "float32", b"1234")), ">= 0.*tensor"),
        (Created(1, Value((), "float32", b"1234"), columns=(0, 2**31)), "<= 2147483647.*columns"),
        (BackwardEnd(2**40), "<= 2147483647.*backward"),
        (Printed("stdout", 5), "str.*text"),
    ],
)
def test_of_whole_events_those_before_the_unsound_one_are_kept(bad: AnyEvent, where: str) -> None:
    assert kept(encode([FINE, FINE, bad, FINE]), where) == [FINE, FINE]


@pytest.mark.parametrize("bad", [[9], [-1], ["x"], [1.5]])
def test_of_short_events_those_before_the_unsound_one_are_kept(bad: Packed) -> None:
    frame = encode_packed([FINE, Constant(1, FINE), [1], bad, [1]])
    assert kept(frame, "not what it should be") == [FINE, FINE]


def test_a_frame_that_is_no_list_keeps_nothing() -> None:
    assert kept(encode_packed(5), "not what it should be") == []
