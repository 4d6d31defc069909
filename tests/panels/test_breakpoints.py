"""The panel of breakpoints: conditions and places, set, switched and removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from inspector.model.moments.breakpoints import Breakpoint
from inspector.panels.breakpoints import BreakpointsPanel
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def test_a_condition_is_set_with_its_number_and_says_how_often_it_holds(
    show: Show, qtbot: QtBot
) -> None:
    session = session_with(recordings.cubic())
    panel = BreakpointsPanel(session)
    show(panel)
    switch = panel.conditions["pass"]
    switch.click()
    settle()
    assert session.breakpoints == (Breakpoint("pass", amount=2.0),)
    assert switch.remark == "once"
    number = switch.findChild(QDoubleSpinBox)
    number.setValue(7)
    settle()
    assert session.breakpoints == (Breakpoint("pass", amount=7.0),)
    assert switch.remark == "never in this run"
    switch.click()
    assert session.breakpoints == ()


def test_a_place_is_switched_off_and_on_and_removed(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic())
    panel = BreakpointsPanel(session)
    show(panel)
    session.toggle_breakpoint(Breakpoint("grad", name="x"))
    settle()
    (switch,) = panel.switches.values()
    assert switch.remark == "2 times"
    switch.click()
    settle()
    assert session.hits.all == ()
    assert [one.enabled for one in session.breakpoints] == [False]
    switch.click()
    settle()
    assert len(session.hits.all) == 2
    switch.findChild(QToolButton).click()
    settle()
    assert session.breakpoints == ()
    assert not panel.switches


def test_the_panel_says_which_breakpoint_holds_here(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic())
    session.toggle_breakpoint(Breakpoint("grad", name="x"))
    panel = BreakpointsPanel(session)
    show(panel)
    session.move_to_hit(forward=False)
    settle()
    (switch,) = panel.switches.values()
    assert switch.remark == "holds here, 2 of 2"


def test_sentences_flow_in_a_narrow_panel_and_a_click_on_a_word_switches(
    show: Show, qtbot: QtBot
) -> None:
    panel = BreakpointsPanel(session_with(recordings.cubic()))
    show(panel, 150, 400)
    (area,) = panel.findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    switch = panel.conditions["defect"]
    words = [one for one in switch.findChildren(QLabel) if one.isVisible()]
    assert len({word.y() for word in words}) > 1
    qtbot.mouseClick(words[-1], Qt.MouseButton.LeftButton)
    assert switch.checked
    assert [one.kind for one in panel.session.breakpoints] == ["defect"]
