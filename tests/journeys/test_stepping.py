"""Going through a run by keys, forwards and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector.model.events import Accumulate, NodeBackward, Op, Statement
from inspector.model.moment import Moment
from tests.support.windows import PRODUCT, Desk

KEYS = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def state(desk: Desk) -> list[object]:
    """What is shown of every vertex and edge."""
    graph, shown = desk.session.graph, desk.session.appearance
    looks: list[object] = [shown.vertex(vertex.key) for vertex in graph.vertices]
    return looks + [shown.edge(edge.key) for edge in graph.edges]


def test_scrubbing_back_and_forth_shows_the_same_again(desk: Desk) -> None:
    desk.run(PRODUCT)
    last = len(desk.session.recording)
    forward = []
    for step in range(last + 1):
        desk.session.go(step)
        forward.append(state(desk))
    for step in range(last, -1, -1):
        desk.session.go(step)
        assert state(desk) == forward[step]


@pytest.mark.parametrize(
    ("key", "back", "modifier", "kinds"),
    [
        (KEYS.Key_F11, KEYS.Key_F11, CONTROL, (Op,)),
        (KEYS.Key_F10, KEYS.Key_F10, CONTROL, (Statement,)),
        (KEYS.Key_Down, KEYS.Key_Up, None, (Statement,)),
        (KEYS.Key_Period, KEYS.Key_Comma, None, (NodeBackward, Accumulate)),
    ],
)
def test_each_key_steps_by_its_own_events_and_its_twin_steps_back(
    desk: Desk,
    key: Qt.Key,
    back: Qt.Key,
    modifier: Qt.KeyboardModifier | None,
    kinds: tuple[type, ...],
) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    desk.press(key)
    first = desk.session.step
    assert isinstance(desk.session.moment.event, kinds)
    desk.press(key)
    assert desk.session.step > first
    desk.press(back, *([modifier] if modifier else []))
    assert desk.session.step == first


def test_home_and_end_are_the_ends_of_the_run(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    assert desk.session.step == 0
    desk.press(KEYS.Key_End)
    assert desk.session.step == len(desk.session.recording)


def test_the_keys_of_a_clicker_step_through_the_whole_run(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    steps = [desk.session.step]
    while desk.session.step < len(desk.session.recording):
        desk.press(KEYS.Key_PageDown)
        steps.append(desk.session.step)
    assert steps == sorted(set(steps))
    desk.press(KEYS.Key_PageUp)
    assert desk.session.step == steps[-2]


def test_play_goes_from_the_start_to_the_end_and_stops_there(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Space)
    assert desk.inspector.player.playing
    assert desk.session.step < len(desk.session.recording)
    desk.wait(lambda: not desk.inspector.player.playing)
    assert desk.session.step == len(desk.session.recording)


def test_a_step_by_hand_holds_the_play(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Space)
    desk.press(KEYS.Key_Right)
    assert not desk.inspector.player.playing


def test_a_jump_shows_what_playing_there_would_have_shown(desk: Desk) -> None:
    desk.run(PRODUCT)
    middle = len(desk.session.recording) // 2
    desk.session.go(middle)
    assert desk.session.moment.variables() == Moment(desk.session.recording, middle).variables()
