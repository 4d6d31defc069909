"""Opening the window, fast: a frame first, and everything in it after the first picture."""

from __future__ import annotations

import importlib
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

from inspector import __version__
from inspector.assets import FONTS, ICONS
from inspector.model.settings import Settings
from inspector.shell.launch import Launch
from inspector.shell.looks import dress
from inspector.shell.memory import NAME, Memory
from inspector.shell.messages import quiet_messages
from inspector.shell.window import Window
from inspector.theme.tokens import THEMES

LATE = "inspector.shell.opening"
"""Loaded once the window is on the screen, as it draws in numpy, networkx and jedi."""


def run_window(launch: Launch) -> int:
    """Show the window until it is closed; the exit status."""
    application = make_application()
    memory = None if launch.shot else Memory()
    settings = Settings(memory.settings() if memory is not None else None)
    if launch.theme is not None:
        settings["theme"] = launch.theme
    dress(THEMES[str(settings["theme"])], float(settings["font_scale"]))
    window = Window()
    if memory is not None:
        window.restore(*memory.place())
    if launch.size is not None:
        window.resize(*launch.size)

    def furnish() -> None:
        importlib.import_module(LATE).furnish(window, settings, memory, launch)

    window.painted.connect(furnish, Qt.ConnectionType.QueuedConnection)
    window.show()
    return application.exec()


def make_application() -> QApplication:
    """The one Qt application, with the program's name, icon and fonts."""
    quiet_messages()
    application = QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("Autograd Inspector")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(NAME)
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(ICONS / "autograd-inspector.svg")))
    for file in (*sorted(FONTS.glob("*.otf")), *sorted(FONTS.glob("*.ttf"))):
        QFontDatabase.addApplicationFont(str(file))
    return application
