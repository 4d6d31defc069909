"""The window's frame: toolbar, notice and docks, empty still, made once the window is there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QToolBar, QVBoxLayout, QWidget

from inspector.shell.frame.docks import add_docks, arrange, share
from inspector.shell.frame.keptsizes import KeptSizes
from inspector.shell.frame.notice import Notice
from inspector.shell.frame.stacking import Stacking
from inspector.shell.frame.window import Window


def build(window: Window, enlarged: float = 1.0) -> Window:
    """Give an empty window its parts; text is ``enlarged`` times as large as at a desk.

    Docks in a window that shows already take their shares only once they have arrived in it.
    """
    window.setUpdatesEnabled(False)
    window.toolbar = add_toolbar(window)
    window.notice = Notice()
    window.centre = add_centre(window, window.notice)
    window.docks, window.enlarged = add_docks(window), enlarged
    QCoreApplication.sendPostedEvents()
    share(window, window.docks, enlarged)
    window.kept = KeptSizes(window)
    window.stacking = Stacking(window)
    window.setUpdatesEnabled(True)
    return window


def put_back(window: Window) -> None:
    """Let every panel stand again where it stood at first."""
    window.stacking.undo()
    arrange(window, window.docks)
    share(window, window.docks, window.enlarged)


def add_toolbar(window: Window) -> QToolBar:
    """An empty toolbar that stays where it is."""
    bar = QToolBar("Toolbar", window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setMinimumHeight(40)
    window.addToolBar(bar)
    window.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return bar


def add_centre(window: Window, notice: Notice) -> QVBoxLayout:
    """The middle of the window, where the graph will stand below the notice."""
    middle = QWidget(window)
    middle.setObjectName("centre")
    rows = QVBoxLayout(middle)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(notice)
    window.setCentralWidget(middle)
    return rows
