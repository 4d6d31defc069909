"""Going on with a program: the console, waiting, and what may run."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector.model.events import Error, Op, Printed
from inspector.panels.console import ConsolePanel
from inspector.panels.output import OutputPanel
from tests.support.windows import PRODUCT, Desk


def console(desk: Desk) -> ConsolePanel:
    """The console, with the keyboard, as its command gives it."""
    desk.inspector.actions.perform("run.console")
    panel = desk.panel("console")
    assert isinstance(panel, ConsolePanel)
    desk.wait(lambda: panel.prompt.hasFocus())
    return panel


def enter(desk: Desk, panel: ConsolePanel, *lines: str) -> None:
    """Type lines, each with Return, and wait until they have run."""
    before = len(panel.prompt.history)
    desk.wait(lambda: not panel.prompt.held)
    for line in lines:
        panel.prompt.insertPlainText(line)
        desk.bot.keyClick(panel.prompt, Qt.Key.Key_Return)
    assert len(panel.prompt.history) == before + 1, panel.prompt.text()
    desk.wait(lambda: desk.session.live.ready)
    desk.rest()


def test_the_console_goes_on_with_the_program_that_has_run(desk: Desk) -> None:
    desk.run(PRODUCT)
    vertices = len(desk.session.graph.vertices)
    panel = console(desk)
    enter(desk, panel, "z = (x * 5).sum()")
    enter(desk, panel, "z.backward()")
    enter(desk, panel, "for t in (x, w):", "print(t.grad)", "")
    shown = panel.view.toPlainText()
    assert shown.startswith(">>> z = (x * 5).sum()\n>>> z.backward()\n>>> for t in (x, w):\n...")
    assert shown.endswith("tensor(17.)\ntensor(4.)\n")
    assert len(desk.session.graph.vertices) != vertices
    state = desk.session.moment.variables()[0]
    assert "z" in {binding.name for binding in state.bindings}
    assert panel.prompt.hasFocus()

    desk.bot.keyClick(panel.prompt, Qt.Key.Key_Up)
    desk.bot.keyClick(panel.prompt, Qt.Key.Key_Up)
    assert panel.prompt.text().startswith("for t")  # its first line is not where the cursor is
    enter_fault(desk, panel)
    desk.press(Qt.Key.Key_Home)
    desk.wait(lambda: panel.view.toPlainText() == "")


def enter_fault(desk: Desk, panel: ConsolePanel) -> None:
    panel.prompt.clear()
    enter(desk, panel, "nothing")
    error = desk.session.moment.error
    assert isinstance(error, Error)
    assert error.type == "NameError"
    assert 'File "<console>", line 1' in panel.view.toPlainText()
    enter(desk, panel, "w.grad")
    assert desk.session.moment.error is None


def test_the_console_can_be_asked_and_stopped(desk: Desk) -> None:
    desk.run("a = 1\n")
    panel = console(desk)
    desk.wait(lambda: not panel.prompt.held)
    desk.bot.keyClicks(panel.prompt, "name = input('Name? ')")
    desk.bot.keyClick(panel.prompt, Qt.Key.Key_Return)
    desk.wait(lambda: panel.answer.isVisible())
    desk.bot.keyClicks(panel.answer.line, "Ada")
    desk.bot.keyClick(panel.answer.line, Qt.Key.Key_Return)
    desk.wait(lambda: desk.session.live.ready)
    desk.wait(lambda: not panel.prompt.held)
    panel.prompt.setPlainText("while name: pass\n")
    panel.prompt.submit()
    desk.wait(lambda: desk.session.running)
    desk.inspector.program.stop()
    desk.wait(lambda: not desk.session.running)
    assert not desk.session.live.ready
    assert "let go" in panel.hint.text() or desk.session.recording.complete


def test_a_program_that_runs_is_paused_looked_at_changed_and_goes_on(desk: Desk) -> None:
    desk.type("import torch\nx = torch.ones(2)\nn = 0\nwhile n >= 0:\n    n += 1\nprint('over')\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: len(desk.session.recording) > 50)
    desk.press(Qt.Key.Key_Pause)
    desk.wait(lambda: desk.session.live.paused)
    desk.rest()
    assert desk.session.sentence.startswith("The program waits before line")
    assert desk.inspector.actions.by_id["run.pause"].isChecked()
    enter(desk, console(desk), "n = -9")
    assert desk.session.live.paused
    desk.press(Qt.Key.Key_Pause)
    desk.wait(lambda: not desk.session.running)
    output = desk.panel("output")
    assert isinstance(output, OutputPanel)
    printed = desk.session.recording.of_kind(Printed)
    assert desk.session.recording.events[printed[-1]] == Printed("stdout", "over\n")
    assert desk.session.step == len(desk.session.recording), "it did not go along"


def test_a_running_program_waits_at_breakpoints_where_that_is_wanted(desk: Desk) -> None:
    desk.session.settings["live_breakpoints"] = True
    desk.type(PRODUCT)
    desk.inspector.editor.goto(6)
    desk.inspector.actions.perform("breaks.at_line")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: desk.session.live.paused)
    ops = [e for e in desk.session.recording.events if isinstance(e, Op)]
    assert len(ops) == 2, "it ran past the line"
    desk.inspector.program.resume()
    desk.wait(lambda: not desk.session.running)
    assert desk.session.recording.complete


@pytest.mark.parametrize("minutes", [0.0])
def test_a_program_is_not_kept_where_that_is_not_wanted(desk: Desk, minutes: float) -> None:
    desk.session.settings["kept_minutes"] = minutes
    desk.run("a = 1\n")
    assert not desk.session.live.ready


def test_another_recording_lets_the_kept_program_go(desk: Desk) -> None:
    desk.run("a = 1\n")
    assert desk.session.live.kept
    desk.session.open_recording(desk.session.recording.__class__("b = 2\n"))
    assert not desk.session.live.ready
