"""Resolving shortcuts that are one key on some keyboards, as ``Ctrl++`` and ``Ctrl+=``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcutEvent

Held = Callable[[], Qt.KeyboardModifier]


class Rivals(QObject):
    """Gives a key that Qt finds ambiguous, and would drop, to the action of what is held down.

    Ctrl, Shift and = together are then "Ctrl+Shift+=", and never "Ctrl++".
    """

    def __init__(
        self,
        actions: Iterable[QAction],
        parent: QObject,
        held: Held = QGuiApplication.keyboardModifiers,
    ) -> None:
        super().__init__(parent)
        self._actions, self._held = tuple(actions), held
        for action in self._actions:
            if any(key.toString().endswith(("+", "=")) for key in action.shortcuts()):
                action.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QShortcutEvent) or not event.isAmbiguous():
            return False
        pressed = QKeySequence(QKeyCombination(self._held(), Qt.Key.Key_Equal))
        meant = next((one for one in self._actions if pressed in one.shortcuts()), None)
        if meant is not None:
            meant.trigger()
        return meant is not None
