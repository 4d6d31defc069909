"""A plain editor for Python: line numbers, colours, marks, completion.

It knows nothing of runs: who owns it says which line and expression to mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from inspector.model.sources.cells import Cell, cells
from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets import editing, editor_marks
from inspector.widgets.brackets import matching
from inspector.widgets.cell_borders import paint_borders
from inspector.widgets.gutter import Gutter
from inspector.widgets.hanging_indents import HangingLayout
from inspector.widgets.highlighter import Highlighter
from inspector.widgets.ligatures import unligated
from inspector.widgets.suggestions import Suggestions
from inspector.widgets.text_places import (
    NOTHING,
    Marks,
    cursor_at,
    in_units,
    rows_of,
    select,
    stretch,
)

_ZOOM_RANGE = (0.6, 4.0)
_MOST_HITS = 500
"""So many hits of a search are coloured: each costs time with every key."""
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LINE_FEED = "\n"
"""What programs that type for somebody send in place of Return, whose text is "\\r"."""
_LIST_KEYS = {
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
}


class CodeEditor(QPlainTextEdit):
    """Where a program is typed, and where its run is pointed at."""

    line_chosen = Signal(int)
    line_clicked = Signal(int)
    zoomed = Signal(float)
    search_wanted = Signal(bool)
    """Somebody wants to search the text; whether to replace what is found, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scale = self._zoom = 1.0
        self._marks = NOTHING
        self._hits: tuple[QTextCursor, ...] = ()
        self._fetched = (-1, "")
        self.setObjectName("codeEditor")
        self.setAccessibleName("Source code")
        document = QTextDocument(self)
        # Code reads from the left, whatever script its names and comments begin with.
        reading = document.defaultTextOption()
        reading.setTextDirection(Qt.LayoutDirection.LeftToRight)
        document.setDefaultTextOption(reading)
        self._rows = HangingLayout(document, self._room)  # Qt takes it over, but not its Python
        document.setDocumentLayout(self._rows)
        self.setDocument(document)
        self.document().setDocumentMargin(6)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._gutter = Gutter(self, self)
        self._gutter.clicked.connect(self.line_clicked)
        self._gutter.alt_clicked.connect(self.line_chosen)
        self._highlighter = Highlighter(self.document())
        self._suggestions = Suggestions(self)
        self._cells: tuple[Cell, ...] = ()
        self.document().contentsChanged.connect(self._find_cells)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self.cursorPositionChanged.connect(self._show_marks)
        self.cursorPositionChanged.connect(self._show_cell)
        self.set_theme(self._theme)

    @property
    def line(self) -> int:
        """The line of the text cursor, from 1."""
        return self.textCursor().blockNumber() + 1

    def _find_cells(self) -> None:
        found = cells(self.text())
        if found != self._cells:
            self._cells = found
            self.viewport().update()

    def goto(self, line: int) -> None:
        """Put the text cursor at the begin of a line, as near as there is one."""
        block = self.document().findBlockByNumber(max(0, min(line, self.blockCount()) - 1))
        self.setTextCursor(QTextCursor(block))

    @property
    def undoable(self) -> bool:
        """Whether a change can be taken back."""
        return self.document().isUndoAvailable()

    @property
    def redoable(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return self.document().isRedoAvailable()

    def search(self, replacing: bool) -> None:
        """Ask for the lines that search the text, and replace what is found."""
        self.search_wanted.emit(replacing)

    def comment(self) -> None:
        """Make comments of the selected lines, or code again of comments."""
        editing.change_lines(self.textCursor(), editing.commented)

    def show_hits(self, hits: Sequence[tuple[int, int]]) -> None:
        """Colour what a search has found, by where it begins and ends in the document."""
        document = self.document()
        self._hits = tuple(stretch(document, *hit) for hit in hits[:_MOST_HITS])
        self._show_marks()

    @property
    def suggestions(self) -> Suggestions:
        """The names on offer."""
        return self._suggestions

    @property
    def gutter(self) -> Gutter:
        """The line numbers."""
        return self._gutter

    def set_theme(self, theme: Theme, scale: float = 1.0) -> None:
        """Wear ``theme``, its type ``scale`` times as large."""
        self._theme, self._scale = theme, scale
        self._gutter.set_theme(theme)
        self._highlighter.set_theme(self._theme)
        self._size_type()
        self._show_marks()

    @property
    def enough(self) -> int:
        """The height in pixels at which the whole text is seen, with a title above it."""
        rows = self.document().documentLayout().documentSize().height()
        return round((rows + 3) * self.fontMetrics().lineSpacing())

    def _room(self) -> int:
        """How wide the rows of broken lines are, in pixels."""
        return self.viewport().width()

    def set_wrapped(self, wrapped: bool) -> None:
        """Break lines that are wider than the view, or let the view scroll sideways."""
        modes = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(modes.WidgetWidth if wrapped else modes.NoWrap)
        self._show_marks()

    def text(self) -> str:
        """The text as it stands, character for character (``toPlainText`` changes blanks).

        It is fetched once a change, however many ask for it.
        """
        revision, text = self._fetched
        if revision != self.document().revision():
            text = self.document().toRawText().replace("\u2029", "\n")
            self._fetched = self.document().revision(), text
        return text

    def set_text(self, text: str) -> None:
        """Replace the whole text, as one step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def mark(self, marks: Marks) -> None:
        """Point at a line, an expression, an error; scrolls only if the line is out of sight."""
        if marks == self._marks:
            return
        self._marks = marks
        self._gutter.set_marks(marks)
        self._show_marks()
        self._reveal()

    @property
    def marks(self) -> Marks:
        """What the editor points at."""
        return self._marks

    def set_zoom(self, zoom: float) -> None:
        """Show the text ``zoom`` times as large as the theme has it (0.6 to 4)."""
        low, high = _ZOOM_RANGE
        self._zoom = min(high, max(low, zoom))
        self._size_type()
        self.zoomed.emit(self._zoom)

    def visible_lines(self) -> Iterator[tuple[int, QRectF]]:
        """Number and rectangle of each line in sight, from the top."""
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > self.viewport().height():
                return
            yield block.blockNumber() + 1, box
            block = block.next()

    def close_threads(self) -> None:
        """End what runs beside the editor; asked of by whoever takes it down."""
        self._suggestions.close()

    def _size_type(self) -> None:
        size = max(1, round(self._theme.code * self._scale * self._zoom))
        self.setStyleSheet(f"CodeEditor {{ font-size: {size}px; }}")
        self.measure()

    def measure(self) -> None:
        """Fit the line numbers and the tabulator to the type, and show what was typed."""
        self.document().setDefaultFont(unligated(self.font()))
        self._gutter.setFont(self.font())
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(editing.INDENT))
        self._make_room()

    def _make_room(self) -> None:
        self.setViewportMargins(self._gutter.needed_width(), 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        width = self._gutter.needed_width()
        self._gutter.setGeometry(inside.left(), inside.top(), width, inside.height())

    def _scroll_gutter(self, box: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, box.y(), self._gutter.width(), box.height())

    def _reveal(self) -> None:
        marks = self._marks
        cursor = cursor_at(self.document(), marks.line or (marks.error.line if marks.error else 0))
        if cursor is None:
            return
        box = self.cursorRect(cursor)
        seen = range(self.viewport().height())
        if box.top() not in seen or box.bottom() not in seen:
            rows = self.viewport().height() // max(1, box.height())
            row = cursor.block().firstLineNumber()
            self.verticalScrollBar().setValue(max(0, row - rows // 3))

    def _show_marks(self) -> None:
        self.setExtraSelections(list(self._selections()))

    def _selections(self) -> Iterator[QTextEdit.ExtraSelection]:
        marks, document = self._marks, self.document()
        if line := cursor_at(document, marks.line):
            band = editor_marks.band(self._theme, backward=marks.backward)
            yield from (editor_marks.selection(row, band) for row in rows_of(line))
        if marks.span and (span := select(document, marks.span)):
            yield editor_marks.selection(
                span, editor_marks.expression(self._theme, backward=marks.backward)
            )
        if marks.error and (error := select(document, marks.error)):
            yield editor_marks.selection(error, editor_marks.squiggle(self._theme))
        yield from (
            editor_marks.selection(hit, editor_marks.hit(self._theme)) for hit in self._hits
        )
        for place in matching(in_units(self.text()), self.textCursor().position()) or ():
            yield editor_marks.selection(
                stretch(document, place, place + 1), editor_marks.bracket(self._theme)
            )

    def _command(self, event: QKeyEvent) -> Callable[[], object] | None:
        key, ctrl = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        cursor = self.textCursor()
        if ctrl and key == Qt.Key.Key_Space:
            return self._suggestions.ask
        if ctrl and key == Qt.Key.Key_Slash:
            return self.comment
        if self._finds(event):
            return lambda: self.search(replacing=False)
        if key == Qt.Key.Key_Backtab:
            return lambda: editing.change_lines(cursor, editing.dedented)
        if key == Qt.Key.Key_Tab and not ctrl:
            if cursor.hasSelection():
                return lambda: editing.change_lines(cursor, editing.indented)
            return lambda: editing.insert_indent(cursor)
        if (key in RETURNS or event.text() == LINE_FEED) and not ctrl:
            return lambda: editing.begin_line(cursor)
        return None

    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(editing.pasted(source, self.textCursor()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._suggestions.open and event.key() in _LIST_KEYS:
            event.ignore()  # the list takes these keys
            return
        command = self._command(event)
        if command is not None:
            command()
            self.ensureCursorVisible()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Backspace and editing.delete_indent(self.textCursor()):
            event.accept()
            return
        super().keyPressEvent(event)
        self._suggestions.typed(event.text())

    def _show_cell(self) -> None:
        if self._cells:
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._cells:
            with QPainter(self.viewport()) as painter:
                paint_borders(painter, self.visible_lines(), self._cells, self.line, self._theme)

    def event(self, event: QEvent) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.ShortcutOverride and self._cells and key in RETURNS:
            event.ignore()  # with Shift it runs the cell
            return True
        if event.type() == QEvent.Type.ShortcutOverride and self._finds(event):
            event.accept()  # elsewhere it searches the graph
            return True
        return super().event(event)

    @staticmethod
    def _finds(event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * 1.1 ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()
        self._show_marks()
        self._reveal()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_gutter"):
            QTimer.singleShot(0, self, self.measure)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._suggestions.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._suggestions.hide()
        super().hideEvent(event)
