"""Keys that mean two commands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcutEvent
from pytestqt.qtbot import QtBot

from inspector.shell.controls.rivals import Rivals

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_an_ambiguous_key_goes_to_the_command_of_the_keys_that_are_held(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    zoom, text = QAction("zoom", owner), QAction("text", owner)
    zoom.setShortcuts([QKeySequence("Ctrl+="), QKeySequence("Ctrl++")])
    text.setShortcuts([QKeySequence("Ctrl+Shift+=")])
    zoom.triggered.connect(lambda: done.append("zoom"))
    text.triggered.connect(lambda: done.append("text"))
    rivals = Rivals((zoom, text), owner, lambda: CTRL | SHIFT)
    for action, keys in ((zoom, "Ctrl++"), (text, "Ctrl+Shift+=")):
        QCoreApplication.sendEvent(action, QShortcutEvent(QKeySequence(keys), 1, True))
    assert done == ["text", "text"]
    QCoreApplication.sendEvent(zoom, QShortcutEvent(QKeySequence("Ctrl++"), 1, False))
    assert done == ["text", "text", "zoom"], "what is clear stays as it is"
    assert rivals.parent() is owner
