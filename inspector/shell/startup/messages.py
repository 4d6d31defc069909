"""Filtering Qt's messages: without a screen, one of them says nothing that can be changed."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

HARMLESS = ("This plugin does not support propagateSizeHints()",)
"""What Qt says of itself where there is no screen, and nobody can change."""


def quiet_messages() -> None:
    """Write Qt's warnings to the error stream, except those that mean nothing."""
    qInstallMessageHandler(tell)


def tell(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Write one message."""
    if message not in HARMLESS:
        print(message, file=sys.stderr)
