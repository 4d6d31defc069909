"""Going on with a program: the console, waiting, and what may run."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from inspector.model.recordings.events import End, Error, Op, Printed
from inspector.panels.console import ConsolePanel
from inspector.panels.output import OutputPanel
from inspector.shell.execution import retyping
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
    panel.prompt.setPlainText("import time\nwhile name: time.sleep(0.01)\n")
    panel.prompt.submit()
    desk.wait(lambda: desk.session.running)
    desk.inspector.program.stop()
    desk.wait(lambda: not desk.session.running)
    assert desk.session.live.ready
    assert "was interrupted" in desk.session.sentence


def test_a_program_that_runs_is_paused_looked_at_changed_and_goes_on(desk: Desk) -> None:
    desk.type("import torch\nx = torch.ones(2)\nn = 0\nwhile n >= 0:\n    n += 1\nprint('over')\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: len(desk.session.recording) > 50)
    desk.press(Qt.Key.Key_Pause)
    desk.wait(lambda: desk.session.live.paused)
    desk.rest()
    assert desk.notice == "", "who has asked for it knows why it waits"
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
    assert desk.notice == "The program waits at the breakpoint of line 6."
    desk.inspector.window.notice.buttons["Go on"].click()
    assert desk.notice == ""
    desk.wait(lambda: not desk.session.running)
    assert desk.session.recording.complete


def test_a_large_graph_is_whole_while_the_program_waits(desk: Desk) -> None:
    desk.session.settings["live_breakpoints"] = True
    desk.type(
        "import torch\ny = torch.ones(2, requires_grad=True)\n"
        "for n in range(2500):\n    y = y * 1\nprint('over')\n"
    )
    desk.inspector.editor.goto(5)
    desk.inspector.actions.perform("breaks.at_line")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: desk.session.live.paused)
    layouting = desk.inspector.layouting
    desk.wait(lambda: len(layouting.geometry.index) == 2500)
    assert desk.session.running
    assert len(desk.session.graph.vertices) == 2500


def test_a_program_is_kept_where_that_is_wanted_until_there_is_another_recording(
    desk: Desk,
) -> None:
    kept = desk.session.settings["kept_minutes"]
    desk.session.settings["kept_minutes"] = 0.0
    desk.run("a = 1\n")
    assert not desk.session.live.ready
    desk.session.settings["kept_minutes"] = kept
    desk.run("a = 1\n")
    assert desk.session.live.kept
    desk.session.open_recording(desk.session.recording.__class__("b = 2\n"))
    assert not desk.session.live.ready


CELLS = """\
import torch

# %% leaves
x = torch.tensor(2.0, requires_grad=True)

# %% forward
y = x * 3
print(y)

# %% fails
y.nothing
"""


def test_cells_run_alone_and_up_to_here_and_their_faults_name_them(desk: Desk) -> None:
    desk.type(CELLS)
    desk.inspector.editor.goto(4)
    desk.inspector.editor.setFocus()
    desk.inspector.refresh()
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    desk.bot.keyClick(desk.inspector.editor, Qt.Key.Key_Return, shift | ctrl)
    desk.wait(lambda: desk.session.live.ready)
    assert not desk.session.recording.of_kind(Op)
    desk.inspector.player.pause()
    desk.inspector.refresh()

    desk.bot.keyClick(desk.inspector.editor, Qt.Key.Key_Return, shift)
    desk.wait(lambda: desk.session.live.ready and desk.inspector.editor.line == 6)
    desk.inspector.refresh()
    desk.bot.keyClick(desk.inspector.editor, Qt.Key.Key_Return, ctrl)
    desk.wait(lambda: len(desk.session.recording.of_kind(Op)) == 1)
    desk.wait(lambda: desk.session.live.ready)
    assert desk.session.document.text == CELLS, "the keys have typed something"
    assert not desk.session.stale

    desk.type(CELLS.replace("y = x * 3", "\n\ny = x * 4"))
    assert desk.session.stale
    desk.inspector.editor.goto(8)
    desk.inspector.actions.perform("run.cell")
    desk.wait(lambda: len(desk.session.recording.of_kind(Op)) == 2)
    desk.wait(lambda: desk.session.live.ready)
    assert not desk.session.stale, "every cell is as it ran"
    editor = desk.inspector.editor
    desk.session.go(desk.session.recording.of_kind(Op)[-1] + 1)
    desk.wait(lambda: editor.marks.line == 9)

    desk.inspector.editor.goto(13)
    desk.inspector.actions.perform("run.cell")
    desk.wait(lambda: desk.session.live.ready and len(desk.session.recording.of_kind(Error)) == 1)
    error = desk.session.moment.error
    assert error is not None
    assert ', cell 4", line 13, in <module>' in error.traceback
    desk.wait(lambda: editor.marks.error is not None and editor.marks.error.line == 13)


def test_a_program_that_was_not_made_here_is_shown_but_asks_before_it_runs(
    desk: Desk, tmp_path: Path
) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(f"print('{name}')\n")
    desk.inspector.files.open_path(tmp_path / "one.py")
    assert desk.notice == ""
    desk.press(Qt.Key.Key_F5)
    assert "one.py was not written here" in desk.notice
    assert not desk.session.running
    assert len(desk.session.recording) == 0

    desk.inspector.window.notice.buttons["Run once"].click()
    desk.wait(lambda: desk.session.recording.complete)
    desk.wait(lambda: desk.session.step == len(desk.session.recording))  # it plays, as F5 does
    desk.press(Qt.Key.Key_F5)
    assert "not written here" in desk.notice, "once was once"
    desk.inspector.window.notice.buttons[f"Trust the folder “{tmp_path.name}”"].click()
    desk.wait(lambda: desk.session.recording.complete)
    desk.inspector.files.open_path(tmp_path / "two.py")
    assert len(desk.session.recording) == 0, "one.py's run stands beside two.py's text"
    desk.press(Qt.Key.Key_F5)
    assert desk.notice == "", "it asks once a folder"
    desk.wait(lambda: desk.session.recording.complete and desk.session.recording.name == "two.py")


def test_a_short_program_runs_as_it_is_typed_and_the_reader_stays_where_they_are(
    desk: Desk,
) -> None:
    desk.session.settings["run_as_typed"] = True
    desk.run(PRODUCT)
    editor = desk.inspector.editor
    editor.setFocus()
    desk.session.go(desk.session.recording.of_kind(Op)[0] + 1)
    before = desk.session.moment.line
    desk.inspector.program.took = 0.2  # whatever this machine has needed
    desk.type(PRODUCT.replace("3.0", "(3.0"))
    desk.type("# longer\n" + PRODUCT.replace("3.0", "5.0"))
    desk.wait(lambda: not desk.session.stale and not desk.session.running)
    desk.wait(lambda: desk.session.step > 0)
    assert desk.session.moment.line == before + 1
    assert isinstance(desk.session.moment.event, Op)
    assert editor.hasFocus()


def test_what_is_typed_while_a_run_asks_something_is_run_in_its_place(desk: Desk) -> None:
    desk.session.settings["run_as_typed"] = True
    for name in ("who", "whom"):
        desk.type(f"{name} = input('{name}? ')\n")
        desk.wait(lambda: desk.session.waiting and not desk.session.stale)
    desk.session.answer("me")
    desk.wait(lambda: desk.session.recording.complete)
    assert "whom" in {binding.name for binding in desk.session.moment.variables()[0].bindings}


def test_a_loop_that_was_stopped_can_be_mended_once_without_asking_for_a_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retyping, "PATIENCE", 0.2)
    monkeypatch.setattr(retyping, "SHORT", 0.1)
    desk.session.settings["run_as_typed"] = True
    for turn in ("1", "2"):
        desk.type(f"n = {turn}\nwhile n:\n    pass\n")
        desk.wait(lambda: not desk.session.stale and desk.session.recording.complete)
        assert desk.session.recording.of_kind(End)
        assert desk.notice == ""
    desk.type("n = 3\n")
    desk.wait(lambda: desk.notice.startswith("The last run took"))
    assert desk.session.stale


def test_after_a_long_run_it_is_said_why_what_is_typed_waits_and_it_can_be_run(desk: Desk) -> None:
    desk.session.settings["run_as_typed"] = True
    desk.run(PRODUCT)
    desk.inspector.program.took = 7.0
    desk.type(PRODUCT.replace("3.0", "5.0"))
    desk.wait(lambda: desk.notice.startswith("The last run took 7.0 seconds"))
    assert desk.session.stale
    desk.inspector.window.notice.buttons["Run it now"].click()
    desk.wait(lambda: not desk.session.stale and not desk.session.running)
    assert not desk.notice
