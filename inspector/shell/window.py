"""The window: a frame that docks panels around the graph, and knows nothing of either."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QVBoxLayout, QWidget

from inspector.shell.docks import add_docks, arrange, share
from inspector.shell.notice import Notice

FIRST_SIZE = (1440, 900)
RETURN = 400
"""Milliseconds in which window and text find their sizes again after presenting."""


class Window(QMainWindow):
    """Menu bar, toolbar, notice, graph, docks.

    ``painted`` is emitted once, after the first picture is on the screen; ``dropped`` with the
    path of every file let go over the window.
    """

    painted = Signal()
    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Autograd Inspector")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.may_close: Callable[[], bool] = lambda: True
        self.toolbar = self._add_toolbar()
        self.notice = Notice()
        self._centre = self._add_centre()
        self.docks: dict[str, QDockWidget] = add_docks(self)
        self._returning: QByteArray | None = None
        self._return = QTimer(self, singleShot=True, interval=RETURN)
        self._return.timeout.connect(self._returned)
        self.installEventFilter(self)
        self._enlarged = 1.0
        self._before_bare: QByteArray | None = None

    def _add_toolbar(self) -> QToolBar:
        bar = QToolBar("Toolbar", self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setMinimumHeight(40)
        self.addToolBar(bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        return bar

    def _add_centre(self) -> QVBoxLayout:
        middle = QWidget(self)
        middle.setObjectName("centre")
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.notice)
        self.setCentralWidget(middle)
        return rows

    def set_canvas(self, canvas: QWidget) -> None:
        """Put the graph in the middle."""
        self._centre.addWidget(canvas, 1)

    def restore(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Stand where the window stood before; what cannot be restored stays as it is."""
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        if not docks.isEmpty():
            self.restoreState(docks)

    def stand(self, size: tuple[int, int], enlarged: float) -> None:
        """Take a size, and share it as for the first time; text is ``enlarged`` times as large."""
        self.resize(*size)
        self._enlarged = enlarged
        share(self, self.docks, enlarged)

    def reset_docks(self) -> None:
        """Put every panel back where it was at first."""
        arrange(self, self.docks)
        share(self, self.docks, self._enlarged)

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
        for part in (self.menuBar(), self.toolbar, *self.docks.values()):
            part.setVisible(not bare)
        if bare:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        else:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
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
        """Notice the first picture; a filter, as an error within ``event`` ends the process."""
        if watched is self and event.type() == QEvent.Type.UpdateRequest:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self.painted.emit)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._returning is not None and not self.isFullScreen():
            QTimer.singleShot(0, self._return_docks)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.may_close())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self.dropped.emit(url.toLocalFile())
