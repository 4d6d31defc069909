"""Keeping the keys that are pressed while the window still fills, to obey them then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from inspector.shell.frame.window import Window

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class EarlyKeys(QObject):
    """Keeps the keys that a window gets before it has actions, in order; made with its frame."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._kept: list[QKeyCombination] = []
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
        ):
            self._kept.append(event.keyCombination())
        return False

    def obey(self) -> None:
        """Do what the kept keys mean by now, and keep no more of them."""
        self._window.removeEventFilter(self)
        for pressed in self._kept:
            action = meant(pressed, self._window.actions())
            if action is not None:
                action.trigger()
        self._kept.clear()
        self.deleteLater()


def meant(pressed: QKeyCombination, actions: Iterable[QAction]) -> QAction | None:
    """The action that a key stands for; Shift may be part of how its sign is written."""
    wanted = list(_readings(pressed))
    return next((one for one in actions if any(key in wanted for key in one.shortcuts())), None)


def _readings(pressed: QKeyCombination) -> Iterator[QKeySequence]:
    key, modifiers = pressed.key(), pressed.keyboardModifiers() & ~_KEYPAD
    yield QKeySequence(QKeyCombination(modifiers, key))
    is_letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z
    if Qt.Key.Key_Space < key <= Qt.Key.Key_AsciiTilde and not is_letter:
        yield QKeySequence(QKeyCombination(modifiers & ~_SHIFT, key))
