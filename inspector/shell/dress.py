"""The theme's style sheet on the whole application; loaded before the window shows."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from inspector.theme.roles import Theme
from inspector.theme.stylesheet import stylesheet


def dress(theme: Theme, scale: float) -> None:
    """Put the theme's style sheet on the whole application."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setStyleSheet(stylesheet(theme, scale))
