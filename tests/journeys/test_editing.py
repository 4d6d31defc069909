"""Changing the text of a program with the keys and the menu of any editor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidget

from inspector.panels.source import SourcePanel
from tests.support.windows import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


def test_what_was_typed_is_undone_and_redone_by_key_and_by_menu(desk: Desk) -> None:
    editor, act = desk.inspector.editor, desk.inspector.actions.by_id
    editor.setFocus()
    QTest.keyClicks(editor, "x = 1")
    QTest.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert editor.text() == ""
    desk.wait(act["editing.redo"].isEnabled)
    QTest.keyClick(editor, Qt.Key.Key_Y, CTRL)
    assert editor.text() == "x = 1"
    desk.wait(act["editing.comment"].isEnabled)
    act["editing.comment"].trigger()
    assert editor.text() == "# x = 1"
    act["editing.undo"].trigger()
    assert editor.text() == "x = 1"


def test_ctrl_f_searches_the_text_in_the_editor_and_the_graph_elsewhere(desk: Desk) -> None:
    desk.run("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\n")
    source, editor = desk.panel("source"), desk.inspector.editor
    assert isinstance(source, SourcePanel)
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_F, CTRL)
    assert source.search.isVisible()
    QTest.keyClick(source.search.line, Qt.Key.Key_Escape)
    assert not source.search.isVisible()
    desk.press(Qt.Key.Key_F, CTRL)
    assert not source.search.isVisible()


def test_the_menu_copies_and_pastes_where_the_keyboard_is(desk: Desk) -> None:
    desk.run(
        "import torch\nx = torch.tensor([1., 2.], requires_grad=True)\n(x * x).sum().backward()\n"
    )
    act, clipboard = desk.inspector.actions.by_id, QGuiApplication.clipboard()
    (menu,) = [
        one.menu() for one in desk.inspector.window.menuBar().actions() if one.text() == "&Edit"
    ]
    editor = desk.inspector.editor
    editor.setFocus()
    menu.aboutToShow.emit()
    assert not act["editing.cut"].isEnabled()
    act["editing.select_all"].trigger()
    act["editing.cut"].trigger()
    assert editor.text() == ""
    act["editing.paste"].trigger()
    assert editor.text().startswith("import torch\nx = ")
    tree = desk.panel("ledger").findChild(QTreeWidget)
    assert isinstance(tree, QTreeWidget)
    tree.setFocus()
    tree.setCurrentItem(tree.topLevelItem(0))
    menu.aboutToShow.emit()
    assert not act["editing.paste"].isEnabled()
    QTest.keyClick(tree, Qt.Key.Key_C, CTRL)
    assert clipboard.text() == "x.grad\t[2, 4]"
    desk.inspector.canvas.setFocus()
    menu.aboutToShow.emit()
    assert not act["editing.copy"].isEnabled()
