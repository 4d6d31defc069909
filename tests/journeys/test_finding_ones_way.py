"""From one node to another without a mouse, and fifty recordings without a leak."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from inspector.model.recordings.recording import Recording
from inspector.shell.controls.findbar import FindBar
from tests.support.leaks import settle, threads, timers
from tests.support.recordings import cubic
from tests.support.windows import PRODUCT, Desk

WARM = 9
"""So many recordings may fill what is remembered."""
MORE = 40
"""So many are opened after that: an object that each leaves behind is seen."""
FEW = 2000
"""Python objects that these may leave in all: a recording alone is hundreds."""
ALT, SHIFT, CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def selected(desk: Desk) -> str:
    """The name of the selected node."""
    vertex = desk.session.graph.by_key[desk.session.selection or ""]
    return vertex.label


def test_the_whole_graph_is_walked_searched_lit_and_bookmarked_by_keys_alone(desk: Desk) -> None:
    desk.run(PRODUCT)
    marks, bot = desk.session.marks, desk.bot
    desk.press(Qt.Key.Key_F, CTRL)
    bar = desk.inspector.canvas.findChild(FindBar)
    assert QApplication.focusWidget() is bar.line
    bot.keyClicks(bar.line, "mul")
    bot.keyClick(bar.line, Qt.Key.Key_Return)
    assert len(marks.hits) == 2
    assert bar.count.text() == "1 of 2"
    first = desk.session.selection
    bot.keyClick(bar.line, Qt.Key.Key_Return)
    assert desk.session.selection not in {None, first}
    bot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert marks.hits == ()
    assert desk.inspector.canvas.hasFocus()
    desk.press(Qt.Key.Key_Left, ALT)
    desk.press(Qt.Key.Key_Right, ALT, SHIFT)
    assert desk.session.selection in marks.lit
    desk.press(Qt.Key.Key_Escape)
    assert not marks.lit
    there = desk.session.step
    desk.press(Qt.Key.Key_B, CTRL)
    desk.press(Qt.Key.Key_Home)
    assert desk.session.step == 0
    desk.press(Qt.Key.Key_B, CTRL, SHIFT)
    assert desk.session.step == there
    desk.press(Qt.Key.Key_N)
    desk.press(Qt.Key.Key_M)
    assert not desk.session.settings["minimap"]


def alive(desk: Desk) -> tuple[int, int]:
    """How many objects of the window and threads there are, once no timer runs."""
    settle()
    desk.wait(lambda: not timers())
    return len(desk.inspector.window.findChildren(QObject)), len(threads())


def test_of_fifty_recordings_opened_and_closed_one_is_left(desk: Desk) -> None:
    gone: list[weakref.ref[Recording]] = []
    early, objects = (0, 0), 0
    for number in range(WARM + 1 + MORE):
        recording = cubic()
        gone.append(weakref.ref(recording))
        desk.session.open_recording(recording)
        desk.rest()
        desk.session.go(9)
        desk.session.select("t1")
        if number == WARM:
            early, objects = alive(desk), len(gc.get_objects())
    inside, running = alive(desk)
    assert inside - early[0] < MORE, "each recording left an object in the window"
    assert running <= early[1]
    assert len(gc.get_objects()) - objects < FEW
    del recording
    desk.session.open_recording(Recording())
    desk.rest()
    gc.collect()
    assert sum(ref() is not None for ref in gone) <= 1
