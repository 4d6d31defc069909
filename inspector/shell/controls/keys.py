"""Keys without Ctrl belong to whoever is typing or walking a list, before they step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from inspector.widgets.answer_line import AnswerLine

WALKING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
PRESSING = frozenset({Qt.Key.Key_Space})
OWN: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractItemView, WALKING),
    (QTextEdit, WALKING),
    (QLineEdit, WALKING),
    (QAbstractSlider, WALKING),
    (QComboBox, WALKING | PRESSING),
    (QAbstractButton, PRESSING),
)
"""Which widgets use which keys themselves while they have the focus."""


class KeyGuard(QObject):
    """Tells Qt, for the widget that has the focus, which keys are not shortcuts just now.

    Only that one widget is watched: a filter on everything would slow every event down.
    ``ready`` is called before a key finds its action: Qt drops the key of one that is disabled,
    though it may only have been so a moment ago.
    """

    def __init__(
        self, application: QApplication, ready: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ready = ready
        application.focusChanged.connect(self._follow)
        self._follow(None, application.focusWidget())

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            key = Qt.Key(event.key())
            if not plain.value and isinstance(watched, AnswerLine) and watched.leaves(key):
                event.ignore()
                self._ready()
                return True  # else Qt's own line takes the key, though it does nothing with it
            if not plain.value and uses(watched, key):
                event.accept()
            else:
                self._ready()
        return False


def uses(widget: QObject, key: Qt.Key) -> bool:
    """Whether a widget does something of its own with a key."""
    return any(isinstance(widget, kind) and key in keys for kind, keys in OWN)
