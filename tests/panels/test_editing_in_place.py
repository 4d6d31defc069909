"""A leaf's value is edited where it is shown: in the ledger, and in the node panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inspector.model.recordings.arrays import array
from inspector.model.session import Session
from inspector.model.trials.trial import Trial
from inspector.panels.ledger import LedgerPanel
from inspector.panels.node import NodePanel
from inspector.widgets.value_editor import ValueEditor
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def tried(bot: QtBot, session: Session, editor: ValueEditor, text: str) -> Trial:
    wanted: list[Trial] = []
    session.trials.wanted.connect(wanted.append)
    assert editor.isVisible()
    bot.keyClicks(editor.line, text)
    bot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.isHidden()
    (trial,) = wanted
    return trial


def test_a_double_click_on_an_account_takes_another_value(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 35)
    panel = LedgerPanel(session)
    show(panel, 400, 400)
    item = panel.tree.topLevelItem(0)
    assert item is not None
    panel.tree.itemDoubleClicked.emit(item, 0)
    settle()
    (one,) = tried(qtbot, session, panel.editor, "*= 2").replacements
    assert (one.tensor, one.factor) == (session.graph.by_key[item.data(0, 257)].tensor, 2.0)


def test_an_entry_of_an_account_takes_none(show: Show, qtbot: QtBot) -> None:
    panel = LedgerPanel(session_with(recordings.cubic(), 35))
    show(panel, 400, 400)
    item = panel.tree.topLevelItem(0)
    assert item is not None
    panel.tree.itemDoubleClicked.emit(item.child(0), 0)
    assert panel.editor.isHidden()


def test_the_node_panel_takes_another_value_for_a_leaf(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 35)
    leaf = next(v for v in session.graph.vertices if v.op is None)
    session.select(leaf.key)
    panel = NodePanel(session)
    show(panel, 400, 400)
    (chip,) = [b for b in panel.attempt.findChildren(QPushButton) if b.text() == "Edit value"]
    chip.click()
    assert panel.editor is not None
    (one,) = tried(qtbot, session, panel.editor, "= 7").replacements
    assert one.tensor == leaf.tensor
    assert one.value is not None
    assert array(one.value) == 7.0
