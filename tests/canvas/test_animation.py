"""What a change of step sets in motion, when, and for how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.canvas.animation import (
    LONGEST_STEP,
    MOST_HOPS,
    REVEAL,
    TRAVEL,
    Hop,
    ease,
    frame_at,
    plan,
)
from inspector.canvas.motion import Stepping
from inspector.model.looks.look import Move

MOVE = (Move("e1", False, "2"),)


def planned(old: int, new: int, speed: float = 1.0) -> tuple[Hop, ...]:
    """Every third step shows something, every sixth has a value that travels."""
    return plan(old, new, lambda step: MOVE if step % 6 == 0 else (), lambda s: s % 3 == 0, speed)


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_easing_never_goes_back_and_stays_within(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= ease(low) <= ease(high) <= 1


def test_easing_is_slow_at_both_ends() -> None:
    assert ease(0.1) < 0.1
    assert ease(0.5) == 0.5
    assert ease(0.9) > 0.9


def test_a_step_with_a_value_travels_and_then_reveals() -> None:
    (hop,) = planned(5, 6)
    assert (hop.step, hop.travel, hop.reveal) == (6, TRAVEL, REVEAL)


def test_a_step_without_values_only_reveals() -> None:
    assert [hop.travel for hop in planned(2, 3)] == [0]


def test_steps_that_show_nothing_take_no_time() -> None:
    assert planned(3, 5) == ()


@pytest.mark.parametrize("speed", [0.25, 1.0, 8.0])
def test_speed_divides_the_time(speed: float) -> None:
    (hop,) = planned(5, 6, speed)
    assert hop.length == pytest.approx((TRAVEL + REVEAL) / speed)


def test_backwards_and_far_changes_are_jumps() -> None:
    assert planned(6, 5) == ()
    assert planned(6, 6) == ()
    assert planned(0, 3 * (MOST_HOPS + 1)) == ()
    assert len(planned(0, 3 * MOST_HOPS)) == MOST_HOPS
    assert plan(0, LONGEST_STEP + 1, lambda _: (), lambda step: step == 1, 1.0) == ()


def test_frames_pass_through_the_hops_in_order() -> None:
    hops = planned(2, 6)
    assert [hop.step for hop in hops] == [3, 6]
    frame = frame_at(hops, REVEAL / 2)
    assert frame is not None
    assert (frame.number, frame.travel, frame.reveal) == (0, 1.0, 0.5)
    frame = frame_at(hops, REVEAL + TRAVEL / 2)
    assert frame is not None
    assert (frame.number, frame.travel, frame.reveal) == (1, 0.5, 0.0)
    assert frame_at(hops, sum(hop.length for hop in hops)) is None


def test_each_state_is_shown_when_its_values_have_arrived() -> None:
    shown: list[int] = []
    stepping = Stepping(planned(2, 7), 7, shown.append)
    assert shown == [3]
    stepping.advance(REVEAL + TRAVEL / 2)
    assert shown == [3]
    stepping.advance(TRAVEL / 2 + 0.01)
    assert shown == [3, 6]
    assert not stepping.advance(1.0)
    assert shown == [3, 6, 7]
    assert stepping.hop is None


def test_when_time_is_short_the_end_is_still_shown_once() -> None:
    shown: list[int] = []
    stepping = Stepping(planned(5, 6), 6, shown.append)
    assert not stepping.advance(100.0)
    stepping.finish()
    assert shown == [6]
