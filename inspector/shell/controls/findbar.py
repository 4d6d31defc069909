"""The line that searches the graph: hits are ringed on the canvas while one types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from inspector.commands.finding import look_at
from inspector.commands.host import Host
from inspector.model.graphs.search import Haystack
from inspector.shell.frame.overlay import is_escape

EDGE = 10
"""Pixels between the line and the canvas's border."""
WIDE = 400
LATER = 80
"""Milliseconds after the last letter until the graph is searched."""


class FindBar(QFrame):
    """Lies in the upper right corner of the canvas; Return and Shift+Return walk the hits."""

    def __init__(self, host: Host, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._host, self._canvas = host, canvas
        self._haystack: Haystack | None = None
        self.setObjectName("findbar")
        self.setAutoFillBackground(True)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("Name, operation, shape or line")
        self.line.setAccessibleName("Find in the graph")
        self.count = QLabel(self)
        self.count.setAccessibleName("Hits")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 4, 4)
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        row.addWidget(self._button("Previous hit", Qt.ArrowType.UpArrow, -1))
        row.addWidget(self._button("Next hit", Qt.ArrowType.DownArrow, 1))
        self._later = QTimer(self, singleShot=True, interval=LATER)
        self._later.timeout.connect(self.search)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        canvas.installEventFilter(self)
        links = (
            host.session.marks.changed.connect(self._tell),
            host.session.recording_changed.connect(self.leave),
        )
        self.destroyed.connect(lambda: [disconnect() for disconnect in links])
        self.hide()

    def _button(self, name: str, arrow: Qt.ArrowType, offset: int) -> QToolButton:
        made = QToolButton(self)
        made.setArrowType(arrow)
        made.setAutoRaise(True)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.walk(offset))
        return made

    def open(self) -> None:
        """Show the line, ready to be typed in."""
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()
        self.line.selectAll()
        self.search()

    def leave(self) -> None:
        """Go away with all hits; the canvas has the keyboard again."""
        if self.isVisible():
            self._later.stop()
            self._host.session.marks.find(())
            self.hide()
            self._canvas.setFocus()

    def search(self) -> None:
        """Find what the line says in the graph that is shown now."""
        session = self._host.session
        graph = session.graph
        if self._haystack is None or self._haystack.graph is not graph:
            self._haystack = Haystack(graph, session.recording)
        session.marks.find(self._haystack.find(self.line.text()))

    def walk(self, offset: int) -> None:
        """Go to another hit."""
        if self._later.isActive():
            self._later.stop()
            self.search()
        look_at(self._host, self._host.session.marks.walk(offset))

    def _typed(self, _text: str) -> None:
        self._later.start()

    def _tell(self) -> None:
        marks = self._host.session.marks
        none = "No hit" if self.line.text().strip() else ""
        count = f"{len(marks.hits):,}"
        told = f"{marks.place + 1:,} of {count}" if marks.place >= 0 else count
        self.count.setText(told if marks.hits else none)

    def _place(self) -> None:
        self.adjustSize()
        width = min(max(WIDE, self.sizeHint().width()), self._canvas.width() - 2 * EDGE)
        left = self._canvas.width() - EDGE - width
        self.setGeometry(left, EDGE, width, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is not self.line or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and is_escape(event):
            # While presenting, Escape leaves this bar first.
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if is_escape(event):
            self.leave()
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.walk(-1 if back else 1)
            return True
        return False
