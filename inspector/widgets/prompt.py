"""A few lines to type code into: Return runs what is whole, Up and Down bring back what was."""

from __future__ import annotations

from codeop import compile_command
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from inspector.model.sources.parsing import UNREADABLE
from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets import editing
from inspector.widgets.highlighter import Highlighter
from inspector.widgets.ligatures import unligated
from inspector.widgets.suggestions import Suggestions

MOST_LINES = 8
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LIST_KEYS = {*RETURNS, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}


class Prompt(QPlainTextEdit):
    """Emits ``entered`` with code that is whole; it grows with what is typed, up to eight lines.

    Shift and Return begin another line. ``before`` gives the code whose names are offered. While
    ``held`` nothing can be handed over.
    """

    entered = Signal(str)

    def __init__(self, before: Callable[[], str]) -> None:
        super().__init__()
        self.setObjectName("prompt")
        self.setAccessibleName("Statements for the program")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(4)
        self.held = False
        self.history: list[str] = []
        self._place = 0
        self._draft = ""
        self._highlighter = Highlighter(self.document())
        self.suggestions = Suggestions(self, before)
        self.blockCountChanged.connect(lambda _: self.updateGeometry())

    def set_theme(self, theme: Theme, scale: float = 1.0) -> None:
        """Wear ``theme``, its type ``scale`` times as large."""
        self._highlighter.set_theme(theme or LIGHT)
        self.setStyleSheet(f"Prompt {{ font-size: {max(1, round(theme.code * scale))}px; }}")
        self.document().setDefaultFont(unligated(self.font()))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = min(max(self.blockCount(), 1), MOST_LINES)
        edges = self.height() - self.viewport().height() if self.isVisible() else 2
        margin = round(2 * self.document().documentMargin())
        return QSize(200, lines * self.fontMetrics().lineSpacing() + margin + max(edges, 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def text(self) -> str:
        """What is typed."""
        return self.document().toRawText().replace("\u2029", "\n")

    def submit(self) -> None:
        """Hand over what is typed, and remember it."""
        code = self.text().rstrip()
        if code.strip() and not self.held:
            if self.history[-1:] != [code]:
                self.history.append(code)
            self._place, self._draft = len(self.history), ""
            self.clear()
            self.entered.emit(code)

    def recall(self, offset: int) -> None:
        """Bring back what was handed over before, or what was being typed after it."""
        place = min(max(self._place + offset, 0), len(self.history))
        if place == self._place:
            return
        if self._place == len(self.history):
            self._draft = self.text()
        self._place = place
        self.setPlainText(self.history[place] if place < len(self.history) else self._draft)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(editing.pasted(source, self.textCursor()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.suggestions.open and event.key() in _LIST_KEYS:
            event.ignore()  # the list takes these keys
            return
        act = self._act(event)
        if act is not None:
            act()
            self.ensureCursorVisible()
            event.accept()
            return
        super().keyPressEvent(event)
        self.suggestions.typed(event.text())

    def _act(self, event: QKeyEvent) -> Callable[[], object] | None:
        key, cursor = event.key(), self.textCursor()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in RETURNS:
            shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
            return self._new_line if shift or not self._whole() else self.submit
        if held:
            ctrl = held & Qt.KeyboardModifier.ControlModifier
            return self.suggestions.ask if ctrl and key == Qt.Key.Key_Space else None
        if key == Qt.Key.Key_Up and cursor.blockNumber() == 0:
            return lambda: self.recall(-1)
        if key == Qt.Key.Key_Down and cursor.blockNumber() == self.blockCount() - 1:
            return lambda: self.recall(1)
        if key == Qt.Key.Key_Tab:
            typed = cursor.block().text()[: cursor.positionInBlock()].strip()
            return self.suggestions.ask if typed else lambda: editing.insert_indent(cursor)
        return None

    def _new_line(self) -> None:
        editing.begin_line(self.textCursor())

    def _whole(self) -> bool:
        """Whether the code would run; as at Python's prompt, an empty line ends a block."""
        code = self.text()
        last = code.rpartition("\n")[2]
        if last.strip() and last[0].isspace():
            return False
        try:
            return compile_command(code, symbol="exec") is not None
        except (*UNREADABLE, OverflowError):
            return True  # the program says what is wrong with it

    def event(self, event: QEvent) -> bool:
        tab = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab
        if tab and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)  # before Qt gives the focus away
            return True
        return super().event(event)

    def close_threads(self) -> None:
        """End what runs beside the prompt."""
        self.suggestions.close()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.suggestions.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self.suggestions.hide()
        super().hideEvent(event)
