"""Shortcuts triggered by hand, for keys that the canvas took first and then did not need."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def trigger_shortcut(widget: QWidget, keys: QKeySequence) -> bool:
    """Trigger the enabled action of the widget's window that has these keys, if there is one."""
    for action in widget.window().findChildren(QAction):
        if action.isEnabled() and keys in action.shortcuts():
            action.trigger()
            return True
    return False
