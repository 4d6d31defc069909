"""A program that asks, answered in the window."""

from __future__ import annotations

from time import monotonic

import pytest
from PySide6.QtCore import Qt

from inspector.model.recordings.events import Printed
from inspector.panels.output import OutputPanel
from tests.support.windows import Desk


def test_an_answer_typed_in_the_output_reaches_the_program(desk: Desk) -> None:
    desk.type("name = input('Name? ')\nprint(name * 2)\n")
    desk.press(Qt.Key.Key_F5)
    panel = desk.panel("output")
    assert isinstance(panel, OutputPanel)
    desk.wait(lambda: panel.answer.isVisible())
    desk.bot.keyClicks(panel.answer.line, "ab")
    desk.bot.keyClick(panel.answer.line, Qt.Key.Key_Return)
    desk.wait(lambda: not desk.session.running)
    last = desk.session.recording.of_kind(Printed)[-1]
    assert desk.session.recording.events[last] == Printed("stdout", "abab\n")


def test_a_program_that_waits_for_an_answer_is_not_said_to_take_long(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.type("name = input('Name? ')\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: desk.session.waiting)
    asked = []

    def an_hour_later() -> float:
        asked.append(None)
        return monotonic() + 3600

    monkeypatch.setattr("inspector.shell.execution.process.monotonic", an_hour_later)
    desk.wait(lambda: len(asked) > 5)
    assert desk.notice == ""
    monkeypatch.undo()
    desk.session.answer("")
    desk.wait(lambda: not desk.session.running)
