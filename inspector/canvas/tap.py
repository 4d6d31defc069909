"""Keys that the canvas has held back are given on to the shortcut they belong to."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def trigger(widget: QWidget, keys: QKeySequence) -> bool:
    """Trigger the enabled action of the widget's window that has these keys, if there is one."""
    for action in widget.window().findChildren(QAction):
        if action.isEnabled() and keys in action.shortcuts():
            action.trigger()
            return True
    return False
