"""Going through a run by keys, forwards and back."""

from __future__ import annotations

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


def test_scrubbing_shows_the_same_again_and_a_jump_what_playing_there_would(desk: Desk) -> None:
    desk.run(PRODUCT)
    last = len(desk.session.recording)
    forward = []
    for step in range(last + 1):
        desk.session.go(step)
        forward.append(state(desk))
    for step in range(last, -1, -1):
        desk.session.go(step)
        assert state(desk) == forward[step]
    desk.session.go(last // 2)
    assert desk.session.moment.variables() == Moment(desk.session.recording, last // 2).variables()


TWINS: tuple[tuple[Qt.Key, Qt.Key, list[Qt.KeyboardModifier], tuple[type, ...]], ...] = (
    (KEYS.Key_F11, KEYS.Key_F11, [CONTROL], (Statement,)),
    (KEYS.Key_Right, KEYS.Key_Left, [CONTROL], (Op,)),
    (KEYS.Key_F10, KEYS.Key_F10, [CONTROL], (Statement,)),
    (KEYS.Key_Down, KEYS.Key_Up, [], (Statement,)),
    (KEYS.Key_Period, KEYS.Key_Comma, [], (NodeBackward, Accumulate)),
)
"""Keys, those that go back, what is held meanwhile, and the events they stop at."""


def test_each_key_steps_by_its_own_events_and_its_twin_steps_back(desk: Desk) -> None:
    desk.run(PRODUCT)
    for key, back, modifiers, kinds in TWINS:
        onward = [CONTROL] if key is KEYS.Key_Right else []
        desk.press(KEYS.Key_Home)
        assert desk.session.step == 0
        desk.press(key, *onward)
        first = desk.session.step
        assert isinstance(desk.session.moment.event, kinds), key
        desk.press(key, *onward)
        assert desk.session.step > first, key
        desk.press(back, *modifiers)
        assert desk.session.step == first, key
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


def test_play_goes_from_the_start_to_the_end_unless_it_is_held_on_the_way(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Space)
    assert desk.inspector.player.playing
    assert desk.session.step < len(desk.session.recording)
    desk.wait(lambda: not desk.inspector.player.playing)
    assert desk.session.step == len(desk.session.recording)
    desk.press(KEYS.Key_Space)
    desk.press(KEYS.Key_Right)
    assert not desk.inspector.player.playing, "a step by hand holds it"
    breakpoint_holds_the_play_and_is_found_backwards(desk)


def breakpoint_holds_the_play_and_is_found_backwards(desk: Desk) -> None:
    desk.inspector.editor.goto(6)
    desk.press(KEYS.Key_F9)
    desk.press(KEYS.Key_Home)
    desk.press(KEYS.Key_Space)
    desk.wait(lambda: not desk.inspector.player.playing)
    held = desk.session.step
    assert desk.session.moment.line == 6
    assert desk.session.step < len(desk.session.recording)
    desk.press(KEYS.Key_End)
    desk.press(KEYS.Key_F8, SHIFT)
    assert desk.session.step == held


def test_run_to_cursor_goes_to_its_line_and_back_and_a_node_is_walked_by_its_events(
    desk: Desk,
) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_Home)
    desk.inspector.editor.goto(5)
    desk.press(KEYS.Key_F8, CONTROL)
    assert desk.session.moment.line == 5
    desk.inspector.editor.goto(3)
    desk.press(KEYS.Key_F8, CONTROL, SHIFT)
    assert desk.session.moment.line == 3
    desk.press(KEYS.Key_End)
    desk.session.select(desk.session.graph.vertices[0].key)
    desk.press(KEYS.Key_E, SHIFT)
    assert isinstance(desk.session.moment.event, Accumulate)


def test_a_search_that_finds_nothing_says_so_until_the_next_step(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(KEYS.Key_F8, SHIFT)
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
