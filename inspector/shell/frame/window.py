"""The window: a frame that docks panels around the graph, and knows nothing of either.

Whatever is named here is made by Qt's binding before the window shows: the namespace ``Qt``, with
its hundred enumerations, is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow

from inspector.panels.visibility import in_sight
from inspector.shell.frame.overlay import Overlay

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget, QToolBar, QVBoxLayout

    from inspector.shell.frame.keptsizes import KeptSizes
    from inspector.shell.frame.notice import Notice
    from inspector.shell.frame.stacking import Stacking

FIRST_SIZE = (1440, 900)
RETURN = 400
"""Milliseconds in which window and text find their sizes again after presenting."""

STOPS = 200
"""So many places behind others are passed over by one press of Tab."""


class Window(QMainWindow):
    """Menu bar, toolbar, notice, graph, docks; empty until ``frame.build`` gives it those.

    ``painted`` is emitted once, after the first picture is on the screen; ``dropped`` with the
    path of every file let go over the window, ``resized`` whenever its size has changed, and
    ``unheeded`` with every key that nobody takes.
    """

    painted = Signal()
    dropped = Signal(str)
    resized = Signal()
    unheeded = Signal(QKeySequence)
    toolbar: QToolBar
    notice: Notice
    kept: KeptSizes
    stacking: Stacking
    centre: QVBoxLayout
    docks: dict[str, QDockWidget]
    enlarged: float

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Autograd Inspector")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._may_close: Callable[[], bool] = lambda: True
        self._returning: QByteArray | None = None
        self._return = QTimer(self, singleShot=True, interval=RETURN)
        self._return.timeout.connect(self._returned)
        self._before_bare: QByteArray | None = None
        self._wanted: dict[str, bool] = {}
        self._then: Callable[[], object] = self.painted.emit
        self.installEventFilter(self)

    def close_only_if(self, may_close: Callable[[], bool]) -> None:
        """Ask this before the window closes; until then nothing is there to be lost."""
        self._may_close = may_close

    def after_next_picture(self, then: Callable[[], object]) -> None:
        """Call ``then`` once what is to be seen now is on the screen."""
        self._then = then
        self.installEventFilter(self)

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front of those it shares its place with; no sheet hides it."""
        for sheet in self.findChildren(Overlay):
            sheet.close_sheet()
        self.docks[name].show()
        self.docks[name].raise_()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab passes over panels that lie behind others: the keyboard stays where it is seen."""
        for _ in range(STOPS):
            if not super().focusNextPrevChild(forward):
                return False
            stop = self.focusWidget()
            within = [dock for dock in self.docks.values() if dock.isAncestorOf(stop)]
            if all(in_sight(dock) for dock in within):
                break
        return True

    def make_room(self, name: str, wanted: bool) -> bool:
        """Show a panel as long as there is something in it; whether it comes into sight now.

        Nothing comes while everything is hidden.
        """
        if self.bare or wanted == self._wanted.get(name):
            return False
        comes = wanted and self.docks[name].isHidden()
        self.docks[name].setVisible(wanted)
        self._wanted[name] = wanted
        return comes

    @property
    def bare(self) -> bool:
        """Whether everything but the graph is hidden."""
        return self._before_bare is not None

    def set_bare(self, bare: bool) -> None:
        """Hide everything but the graph, filling the screen; or bring it all back."""
        if bare == self.bare:
            return
        if bare:
            self._before_bare = self.saveState()
        self.notice.set_aside(bare)
        for part in (self.menuBar(), self.toolbar, *self.docks.values()):
            part.setVisible(not bare)
        whole_screen = QtCore.Qt.WindowState.WindowFullScreen
        if bare:
            self.setWindowState(self.windowState() | whole_screen)
        else:
            self.setWindowState(self.windowState() & ~whole_screen)
            self.restoreState(self._before_bare or QByteArray())
            self._before_bare, self._returning = None, self._before_bare
            self._return.start()

    def _return_docks(self) -> None:
        """Give docks that came back the sizes they had."""
        if self._returning is not None:
            self.restoreState(self._returning)

    def _returned(self) -> None:
        self._return_docks()
        self._returning = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice a picture; a filter, as an error within ``event`` ends the process."""
        if watched is self and event.type() == QEvent.Type.UpdateRequest:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self, self._then)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
        if self._returning is not None and not self.isFullScreen():
            QTimer.singleShot(0, self, self._return_docks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if not event.isAutoRepeat():
            keypad = QtCore.Qt.KeyboardModifier.KeypadModifier
            self.unheeded.emit(
                QKeySequence(int(event.key()) | (event.modifiers() & ~keypad).value)
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._may_close())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self.dropped.emit(url.toLocalFile())
