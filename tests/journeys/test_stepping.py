"""Going through a run by keys, forwards and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate, NodeBackward, Op, Statement
from tests.support.windows import PRODUCT, Desk

KEYS = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


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
        (KEYS.Key_F11, KEYS.Key_F11, CONTROL, (Statement,)),
        (KEYS.Key_Right, KEYS.Key_Left, CONTROL, (Op,)),
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
    onward = [CONTROL] if key in (KEYS.Key_Right, KEYS.Key_Left) else []
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    desk.press(key, *onward)
    first = desk.session.step
    assert isinstance(desk.session.moment.event, kinds)
    desk.press(key, *onward)
    assert desk.session.step > first
    desk.press(back, *([modifier] if modifier else []))
    assert desk.session.step == first


def test_home_and_end_are_the_ends_of_the_run(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    assert desk.session.step == 0
    desk.press(KEYS.Key_End)
    assert desk.session.step == len(desk.session.recording)


def test_home_right_after_f5_holds_what_would_be_played(desk: Desk) -> None:
    desk.type(PRODUCT)
    desk.press(KEYS.Key_F5)
    desk.bot.keyClick(desk.inspector.canvas, KEYS.Key_Home)
    desk.wait(lambda: not desk.session.running and len(desk.session.recording) > 0)
    assert not desk.inspector.player.playing
    assert desk.session.step == 0


def test_a_key_that_comes_with_the_end_of_a_run_is_not_dropped(desk: Desk) -> None:
    """The run's last steps and the key are in one turn of the event loop."""
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    desk.session.follow_run()
    desk.bot.keyClick(desk.inspector.canvas, KEYS.Key_Home)
    assert desk.session.step == 0
    desk.bot.keyClick(desk.inspector.canvas, KEYS.Key_End)
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


def test_a_breakpoint_set_with_f9_holds_the_play_and_is_found_backwards(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.inspector.editor.goto(6)
    desk.press(KEYS.Key_F9)
    desk.press(KEYS.Key_Home)
    desk.press(KEYS.Key_Space)
    desk.wait(lambda: not desk.inspector.player.playing)
    held = desk.session.step
    assert desk.session.moment.line == 6
    assert desk.session.step < len(desk.session.recording)
    desk.press(KEYS.Key_End)
    desk.press(KEYS.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert desk.session.step == held


def test_run_to_cursor_goes_to_the_line_of_the_cursor_and_back(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    desk.inspector.editor.goto(5)
    desk.press(KEYS.Key_F8, CONTROL)
    assert desk.session.moment.line == 5
    desk.inspector.editor.goto(3)
    desk.press(KEYS.Key_F8, CONTROL, Qt.KeyboardModifier.ShiftModifier)
    assert desk.session.moment.line == 3


def test_the_events_of_the_selected_node_are_walked_with_one_key(desk: Desk) -> None:
    desk.run(PRODUCT)
    leaf = desk.session.graph.vertices[0]
    desk.session.select(leaf.key)
    desk.press(KEYS.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(desk.session.moment.event, Accumulate)


def test_a_search_that_finds_nothing_says_so_until_the_next_step(desk: Desk) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    desk.run(PRODUCT)
    desk.press(KEYS.Key_F8, shift)
    assert said(desk).startswith("No breakpoint is set. ")
    desk.inspector.editor.goto(5)
    desk.press(KEYS.Key_F9)
    desk.press(KEYS.Key_F8)
    assert said(desk).startswith("Breakpoint: line 5. ")
    desk.press(KEYS.Key_F8)
    assert said(desk).startswith("No breakpoint holds on the way to the end. The program has ")
    desk.press(KEYS.Key_F8, CONTROL)
    assert said(desk).startswith("Line 5 does not run after this step. ")
    desk.session.select(desk.session.graph.vertices[0].key)
    desk.press(KEYS.Key_E)
    assert said(desk).startswith("Nothing happens to it after this step. ")
    desk.press(KEYS.Key_Left)
    assert not said(desk).startswith("Nothing ")


def said(desk: Desk) -> str:
    """The sentence that the timeline shows."""
    desk.wait(lambda: label(desk).text() == desk.session.sentence)
    return label(desk).text()


def label(desk: Desk) -> QLabel:
    found = desk.inspector.window.findChild(QLabel, "sentence")
    assert found is not None
    return found


def test_a_key_that_does_nothing_now_says_what_it_waits_for(desk: Desk) -> None:
    told = desk.panel("timeline").findChild(QLabel, "sentence")
    assert isinstance(told, QLabel)
    desk.press(KEYS.Key_F11)
    desk.rest()
    assert told.text().startswith("“Step into” works before the last step of a run. The steps")
    desk.run(PRODUCT)
    desk.press(KEYS.Key_F11)
    desk.rest()
    assert told.text().startswith("“Step into” works before the last step of a run.")
    desk.press(KEYS.Key_F5, SHIFT)
    desk.rest()
    assert told.text().startswith("“Stop” works while a program runs.")
    desk.press(KEYS.Key_B, CONTROL)
    (mark,) = desk.session.marks.bookmarks
    assert "works" not in mark.title
    desk.press(KEYS.Key_Home)
    desk.rest()
    assert "works" not in told.text()
