"""Opening the window, fast: an empty one first, then its frame, then everything in it.

What stands here is all that Python and Qt do before the first picture; each later part is loaded
when the one before it is on the screen.
"""

from __future__ import annotations

import importlib
import sys
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QApplication, QStyle
from shiboken6 import delete

from inspector import __version__
from inspector.shell.frame.window import FIRST_SIZE, Window
from inspector.shell.settings.memory import NAME, Memory
from inspector.shell.startup.launch import Launch
from inspector.shell.startup.messages import quiet_messages
from inspector.theme.tokens import LIGHT, THEMES

LATE = "inspector.shell.startup.raising"
"""Loaded once the empty window is on the screen."""


def run_window(launch: Launch) -> int:
    """Show the window until it is closed; the exit status."""
    application = make_application()
    memory = None if launch.shot else Memory()
    if launch.shot is not None:
        sys.excepthook = give_up
    window = Window()
    stand(window, launch, memory)
    window.painted.connect(
        lambda: importlib.import_module(LATE).raise_frame(window, memory, launch)
    )
    window.show()
    status = application.exec()
    # Qt must let go of the window while there still is an application.
    delete(window)
    return status


def stand(window: Window, launch: Launch, memory: Memory | None) -> None:
    """Take the size asked for or the old place, and the colour of what will be there."""
    remembered = memory.settings().get("theme") if memory is not None else None
    theme = THEMES.get(launch.theme or str(remembered), LIGHT)
    window.setStyleSheet(f"#{window.objectName()} {{ background: {theme.window}; }}")
    window.resize(*(launch.size or FIRST_SIZE))
    if memory is not None and launch.size is None:
        fit_screen(window, window.screen().availableSize())
        window.restoreGeometry(memory.place()[0])


def fit_screen(window: Window, room: QSize) -> None:
    """Fill a screen that has no room for a window of this size and its title bar."""
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    if room.expandedTo(window.size() + QSize(0, title)) != room:
        window.resize(window.size().boundedTo(room))
        window.setWindowState(Qt.WindowState.WindowMaximized)


def give_up(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End with a traceback where nobody is there to see a window that is broken."""
    sys.__excepthook__(kind, error, trace)
    QCoreApplication.exit(1)


def make_application() -> QApplication:
    """The one Qt application, with the program's name."""
    quiet_messages()
    application = QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("Autograd Inspector")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(NAME)
    return application
