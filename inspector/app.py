"""Opening the window, fast: a frame first, and everything in it after the first picture."""

from __future__ import annotations

import importlib
import sys
from types import TracebackType

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from inspector import __version__
from inspector.assets import FONTS, ICONS
from inspector.model.settings import Settings
from inspector.shell.dress import dress
from inspector.shell.launch import Launch
from inspector.shell.memory import NAME, Memory
from inspector.shell.messages import quiet_messages
from inspector.shell.window import FIRST_SIZE, Window
from inspector.theme.tokens import LIGHT, THEMES

LATE = "inspector.shell.opening"
"""Loaded once the window is on the screen, as it draws in numpy, networkx and jedi."""


def run_window(launch: Launch) -> int:
    """Show the window until it is closed; the exit status."""
    application = make_application()
    memory = None if launch.shot else Memory()
    if launch.shot is not None:
        sys.excepthook = give_up
    settings = Settings(memory.settings() if memory is not None else None)
    for key, chosen in (("theme", launch.theme), ("view", launch.view)):
        if chosen is not None:
            settings[key] = chosen
    theme, scale = THEMES[settings["theme"]], settings["font_scale"]
    window = Window()
    dress(theme, scale)
    window.stand(launch.size or FIRST_SIZE, scale * theme.ui / LIGHT.ui)
    if memory is not None and launch.size is None:
        window.restore(*memory.place())

    def furnish() -> None:
        importlib.import_module(LATE).furnish(window, settings, memory, launch)

    window.painted.connect(furnish, Qt.ConnectionType.QueuedConnection)
    window.show()
    status = application.exec()
    # Qt must let go of the window while there still is an application.
    delete(window)
    return status


def give_up(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End with a traceback where nobody is there to see a window that is broken."""
    sys.__excepthook__(kind, error, trace)
    QCoreApplication.exit(1)


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
