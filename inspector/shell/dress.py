"""What every widget of the application wears: the style, the fonts, the theme's style sheet."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from inspector.assets import FONTS, ICONS
from inspector.theme.roles import Theme
from inspector.theme.stylesheet import stylesheet


def clothe(application: QApplication) -> None:
    """Give the application its style, its icon and its fonts."""
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(ICONS / "autograd-inspector.svg")))
    for file in (*sorted(FONTS.glob("*.otf")), *sorted(FONTS.glob("*.ttf"))):
        QFontDatabase.addApplicationFont(str(file))


def dress(theme: Theme, scale: float) -> None:
    """Put the theme's style sheet on the whole application."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setStyleSheet(stylesheet(theme, scale))
