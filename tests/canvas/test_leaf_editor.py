"""Another value for a leaf is typed on its card, and the program shall run again with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from inspector.canvas.camera import Rect
from inspector.canvas.view import GraphCanvas
from inspector.model.recordings.recording import Recording
from inspector.model.trials.trial import Trial
from tests.canvas.conftest import Opened, run_out, settle
from tests.runner.running import record

SOURCE = "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = (x * 3).sum()\ny.backward()\n"


def shown(opened: Opened) -> tuple[GraphCanvas, list[Trial]]:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    canvas = opened(recording)
    run_out(canvas)
    wanted: list[Trial] = []
    canvas.session.trials.wanted.connect(wanted.append)
    return canvas, wanted


def on_screen(canvas: GraphCanvas, tensor: int) -> Rect:
    box = canvas.picture.stage.box(canvas.session.graph.by_tensor[tensor].key)
    assert box is not None
    return canvas.eye.now.rect_to_screen(box)


def double_click(bot: QtBot, canvas: GraphCanvas, tensor: int) -> None:
    left, top, width, height = on_screen(canvas, tensor)
    at = QPoint(round(left + width / 2), round(top + height / 2))
    bot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    settle()


def test_a_double_click_on_a_leaf_asks_for_a_value_and_return_tries_it(
    opened: Opened, qtbot: QtBot
) -> None:
    canvas, wanted = shown(opened)
    double_click(qtbot, canvas, 1)
    editor = canvas.leaf_editor.editor
    assert editor is not None
    assert editor.isVisible()
    qtbot.keyClicks(editor.line, "[1, 2, 3]")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert not editor.wrong.isHidden()
    assert "Its shape is 2, not 3" in editor.wrong.text()
    assert wanted == []
    editor.line.clear()
    qtbot.keyClicks(editor.line, "+= 1")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.isHidden()
    (trial,) = wanted
    (one,) = trial.replacements
    assert (one.tensor, one.factor, one.shift) == (1, 1.0, 1.0)


def test_escape_tries_nothing_and_the_line_stays_on_its_card(opened: Opened, qtbot: QtBot) -> None:
    canvas, wanted = shown(opened)
    double_click(qtbot, canvas, 1)
    editor = canvas.leaf_editor.editor
    assert editor is not None
    _, top, _, height = on_screen(canvas, 1)
    middle = editor.y() + editor.line.height() / 2
    assert middle < top + height / 2, "it lies over the tray, not over the value"
    before = editor.y()
    canvas.pan(0.0, 40.0)
    assert editor.y() == before + 40
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert editor.isHidden()
    assert wanted == []


def test_what_an_operation_made_cannot_be_typed(opened: Opened, qtbot: QtBot) -> None:
    canvas, _ = shown(opened)
    double_click(qtbot, canvas, 2)
    assert canvas.leaf_editor.editor is None
