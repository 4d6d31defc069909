"""The list of names that pops up under the cursor of an editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from threading import Thread

from PySide6.QtCore import QRect, QStringListModel, Qt, SignalInstance
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QWidget

from inspector.widgets.completion import Completion

_DOTTED = re.compile(r"""(\b[^\W\d]\w*|[)\]}"'])\.$""")
"""The dot of a name, or of what a bracket or a quote closes; a number has one, too."""
NOWHERE = (-1, -1)
_INSET = 5
"""Pixels from the left edge of the list to its names."""
_NARROWEST = 120
_LEFT = QTextCursor.MoveOperation.PreviousCharacter


class Suggestions:
    """Asks which names fit where an editor's cursor is, and offers them.

    ``before`` gives the code that the editor's text goes on from.
    """

    def __init__(self, editor: QPlainTextEdit, before: Callable[[], str] = lambda: "") -> None:
        self._editor, self._text_before = editor, before
        self._completion = Completion(editor)
        self._completion.answered.connect(self._offer)
        self._awaited, self._asked_at = 0, NOWHERE
        self._names = QStringListModel(editor)
        self._completer = QCompleter(self._names, editor)
        self._completer.setWidget(editor)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(10)
        self._completer.activated.connect(self._insert)
        self._list = QListView()
        self._list.setObjectName("suggestions")
        self._list.setAccessibleName("Names that fit here")
        self._completer.setPopup(self._list)

    @property
    def answered(self) -> SignalInstance:
        """Emitted with the number of a question and the names found."""
        return self._completion.answered

    @property
    def thread(self) -> Thread | None:
        """The thread that looks for names, once there was anything to look for."""
        return self._completion.reader

    @property
    def list(self) -> QListView:
        """The list that pops up."""
        return self._list

    @property
    def open(self) -> bool:
        """Whether names are on offer."""
        return self._list.isVisible()

    @property
    def names(self) -> Sequence[str]:
        """The names on offer that fit what is typed so far."""
        model = self._completer.completionModel()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def ask(self) -> None:
        """Look for names; they pop up when found, unless the cursor has left its word."""
        cursor = self._editor.textCursor()
        self._asked_at = _begin(cursor)
        column = len(_before(cursor))
        before = self._text_before()
        before += "\n" if before else ""
        text, line = self._editor.toPlainText(), cursor.blockNumber() + 1 + before.count("\n")
        self._awaited = self._completion.ask(before + text, line, column)

    def typed(self, text: str) -> None:
        """Something was typed: look for what a name has after its dot, or fit an open list."""
        if text == "." and _DOTTED.search(_before(self._editor.textCursor())):
            self.ask()
        elif self.open:
            self._narrow()

    def _narrow(self) -> None:
        """Fit an open list to the word as it stands now; close it where it has no more to say."""
        word = _word(self._editor.textCursor())
        self._completer.setCompletionPrefix(word)
        if list(self.names) in ([], [word]) or self._has_left:
            self.hide()
        else:
            self._pop_up()

    def hide(self) -> None:
        """Take the offer away, and do not make the one that is being looked for."""
        self._awaited = 0
        self._list.hide()

    def close(self) -> None:
        """End the thread behind it."""
        self._completion.close()

    def _offer(self, number: int, found: Sequence[object]) -> None:
        if number != self._awaited or self._has_left or not self._editor.hasFocus():
            return
        self._names.setStringList([str(getattr(one, "name", "")) for one in found])
        self._completer.setCompletionPrefix(_word(self._editor.textCursor()))
        if not self.names:
            self.hide()
            return
        self._pop_up()

    def _pop_up(self) -> None:
        """Show the list as high and as wide as its names need, below the word they go on with."""
        self._dress()
        self._completer.complete(self._place())
        self._choose_first()

    def _dress(self) -> None:
        """Take the editor's style sheets: a list that pops up has no parent to inherit from."""
        size = self._editor.fontInfo().pixelSize()
        sheet = f"{_worn(self._editor)}\n#suggestions {{ font-size: {size}px; }}"
        if self._list.styleSheet() != sheet:
            self._list.setStyleSheet(sheet)

    @property
    def _has_left(self) -> bool:
        """Whether the cursor is no longer in the word that was asked about."""
        return _begin(self._editor.textCursor()) != self._asked_at

    def _choose_first(self) -> None:
        self._list.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _place(self) -> QRect:
        """Where the word begins, the list's names right below it."""
        begin = self._editor.textCursor()
        begin.movePosition(_LEFT, QTextCursor.MoveMode.MoveAnchor, len(_word(begin)))
        box = self._editor.cursorRect(begin)
        box.translate(self._editor.viewport().x() - _INSET, 0)
        letter = self._editor.fontMetrics().horizontalAdvance("m")  # as wide as every other one
        bar = self._list.verticalScrollBar().sizeHint().width()
        longest = max(map(len, self.names), default=0) * letter
        box.setWidth(max(_NARROWEST, longest + bar + 3 * _INSET))
        return box

    def _insert(self, name: str) -> None:
        cursor = self._editor.textCursor()
        cursor.movePosition(
            _LEFT,
            QTextCursor.MoveMode.KeepAnchor,
            len(_word(cursor)),
        )
        cursor.insertText(name)
        self._editor.setTextCursor(cursor)


def _worn(widget: QWidget) -> str:
    """The style sheets of everything that a widget is in, the outermost first."""
    sheets: list[str] = []
    around = widget.parentWidget()
    while around is not None:
        sheets.insert(0, around.styleSheet())
        around = around.parentWidget()
    return "\n".join(sheets)


def _before(cursor: QTextCursor) -> str:
    units = cursor.block().text().encode("utf-16-le")[: 2 * cursor.positionInBlock()]
    return units.decode("utf-16-le", "replace")


def _begin(cursor: QTextCursor) -> tuple[int, int]:
    """The line and the column at which the word of a cursor begins."""
    return cursor.blockNumber(), len(_before(cursor)) - len(_word(cursor))


def _word(cursor: QTextCursor) -> str:
    before = _before(cursor)
    start = len(before)
    while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
        start -= 1
    return before[start:]
