"""The lines that search the text of an editor, and replace what they find."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton

from inspector.widgets.code_editor import RETURNS, CodeEditor
from inspector.widgets.text_places import stretch


class TextSearch(QFrame):
    """Stands above an editor while its text is searched; hits are coloured while one types.

    Small letters find large ones too. Return and Shift+Return, or F3 and Shift+F3, walk the hits;
    Escape goes away and leaves the hit selected.
    """

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__()
        self._editor = editor
        self._hits: list[tuple[int, int]] = []
        self._begun = 0
        self.setObjectName("textSearch")
        self.line = self._field("Find in the program")
        self.other = self._field("Replace with")
        self.count = QLabel(self)
        self.count.setAccessibleName("Hits in the program")
        self._replacing = (
            self.other,
            self._button("Replace", "Replace this hit, and go to the next", self.replace),
            self._button("All", "Replace every hit", self.replace_all),
        )
        self._arrange()
        self.line.textEdited.connect(self._typed)
        editor.search_wanted.connect(self.open)
        editor.textChanged.connect(self._text_changed)
        self.hide()

    def open(self, replacing: bool) -> None:
        """Show the line with what is selected in it; with ``replacing``, the second one too."""
        cursor = self._editor.textCursor()
        selected = cursor.selectedText()
        if selected and cursor.block().contains(cursor.anchor()):
            self.line.setText(selected)
        for widget in self._replacing:
            widget.setVisible(replacing)
        self._begun = cursor.selectionStart()
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        self._search()
        self._go_to(self._begun)

    def leave(self) -> None:
        """Go away; the editor has the keyboard again."""
        self.hide()
        self._editor.show_hits(())
        self._editor.setFocus()

    def walk(self, offset: int) -> None:
        """Select the next hit, or the one before; behind the last comes the first."""
        begins = [begin for begin, _ in self._hits]
        here = self._editor.textCursor().selectionStart()
        place = bisect_right(begins, here) if offset > 0 else bisect_left(begins, here) - 1
        self._choose(place)

    def replace(self) -> None:
        """Put the other text in place of the hit that is selected, and go to the next."""
        cursor = self._editor.textCursor()
        if (cursor.selectionStart(), cursor.selectionEnd()) in self._hits:
            cursor.insertText(self.other.text())
            self._editor.setTextCursor(cursor)
            self._go_to(cursor.position())
        else:
            self.walk(1)

    def replace_all(self) -> None:
        """Put the other text in place of every hit, as one step of undo."""
        hits, cursor = self._hits, QTextCursor(self._editor.document())
        cursor.beginEditBlock()
        for begin, end in reversed(hits):
            cursor.setPosition(begin)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(self.other.text())
        cursor.endEditBlock()
        self.count.setText(f"{len(hits):,} replaced")

    def _search(self) -> None:
        """Find every hit in the text as it stands."""
        query = self.line.text()
        exact = QTextDocument.FindFlag.FindCaseSensitively
        flags = QTextDocument.FindFlag(0) if query == query.lower() else exact
        document, found = self._editor.document(), list[tuple[int, int]]()
        hit = document.find(query, 0, flags)
        while not hit.isNull():
            found.append((hit.selectionStart(), hit.selectionEnd()))
            hit = document.find(query, hit, flags)
        self._hits = found
        self._editor.show_hits(found)
        self._tell()

    def _go_to(self, position: int) -> None:
        """Select the first hit from a position on."""
        self._choose(bisect_left(self._hits, (position, 0)))

    def _choose(self, place: int) -> None:
        if self._hits:
            begin, end = self._hits[place % len(self._hits)]
            hit = stretch(self._editor.document(), begin, end)
            seen = self._editor.viewport().rect().contains(self._editor.cursorRect(hit))
            self._editor.setTextCursor(hit)
            if not seen:
                self._editor.centerCursor()
        self._tell()

    def _tell(self) -> None:
        cursor = self._editor.textCursor()
        chosen = (cursor.selectionStart(), cursor.selectionEnd())
        count = f"{len(self._hits):,}"
        if chosen in self._hits:
            self.count.setText(f"{self._hits.index(chosen) + 1:,} of {count}")
        else:
            self.count.setText(count if self._hits else "No hit" if self.line.text() else "")

    def _typed(self) -> None:
        self._search()
        self._go_to(self._begun)

    def _text_changed(self) -> None:
        if self.isVisible():
            self._search()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 4, 6, 4)
        grid.setSpacing(4)
        grid.setColumnStretch(0, 1)
        first = (
            self.line,
            self.count,
            self._arrow("Previous hit", Qt.ArrowType.UpArrow, lambda: self.walk(-1)),
            self._arrow("Next hit", Qt.ArrowType.DownArrow, lambda: self.walk(1)),
            self._tool("Close", "✕", self.leave),
        )
        for column, widget in enumerate(first):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self._replacing[0], 1, 0)
        grid.addWidget(self._replacing[1], 1, 1, 1, 2)
        grid.addWidget(self._replacing[2], 1, 3, 1, 2)

    def _field(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setPlaceholderText(name)
        made.setAccessibleName(name)
        made.installEventFilter(self)
        return made

    def _button(self, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
        made = QPushButton(text, self)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.clicked.connect(do)
        return made

    def _tool(self, name: str, text: str, do: Callable[[], None]) -> QToolButton:
        made = QToolButton(self)
        made.setText(text)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(do)
        return made

    def _arrow(self, name: str, arrow: Qt.ArrowType, do: Callable[[], None]) -> QToolButton:
        made = self._tool(name, "", do)
        made.setArrowType(arrow)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        does = self._command(watched, event)
        if does is None:
            return False
        event.accept()  # of its shortcut, which means something else elsewhere
        if event.type() == QEvent.Type.KeyPress:
            does()
        return True

    def _command(self, field: QObject, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does in one of the fields, beside typing."""
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape:
            return self.leave
        if event.matches(QKeySequence.StandardKey.Find):
            return self.line.selectAll
        if event.key() in RETURNS and field is self.other:
            return self.replace
        if event.key() in RETURNS or event.key() == Qt.Key.Key_F3:
            return lambda: self.walk(-1 if back else 1)
        return None
