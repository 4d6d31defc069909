"""Styling the application: its style, fonts and the theme's style sheet."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from inspector.assets import FONTS, ICONS
from inspector.theme.roles import Theme
from inspector.theme.stylesheet import stylesheet


def clothe(application: QApplication) -> None:
    """Give the application its style, its icon and its fonts."""
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(ICONS / "autograd-inspector.svg")))
    for file in (*sorted(FONTS.glob("*.otf")), *sorted(FONTS.glob("*.ttf"))):
        QFontDatabase.addApplicationFont(str(file))


def dress(window: QWidget, theme: Theme, scale: float) -> None:
    """Put the theme's style sheet on a window and all that opens from it.

    A style sheet of the application would be worn four times as slowly: there Qt dresses
    each widget anew for every widget around it. To wear what is worn already would take as long.
    """
    sheet = stylesheet(theme, scale)
    if window.styleSheet() != sheet:
        window.setStyleSheet(sheet)
