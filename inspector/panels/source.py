"""The program, and where in it the shown step is."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from inspector.model.moments.breakpoints import Breakpoint
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import editor_line, with_words
from inspector.model.moments.states import Span
from inspector.model.questions.errors.mistakes import first_line
from inspector.model.recordings.events import Error, Given, NodeBackward
from inspector.model.session import Session
from inspector.model.sources.statements import statement_line
from inspector.panels.focus import last_of_line
from inspector.panels.panel import Panel
from inspector.widgets.code_editor import CodeEditor
from inspector.widgets.labels import plain, set_role
from inspector.widgets.text_places import NOTHING, Marks
from inspector.widgets.text_search import TextSearch

_EMPTY = "Type a program that uses torch, or open one with Ctrl+O.\nF5 runs it."
_LONGEST = 110
_REMARK = re.compile(r" \((?!\d)")
"""Begins what a message says in brackets beside the matter; sizes belong to it."""
_STALE = "Edited since this run. F5 runs it again."


class SourcePanel(Panel):
    """The editor: the step's line and expression are marked, and what went wrong."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "sourcePanel")
        self.editor = CodeEditor()
        self.editor.setPlaceholderText(_EMPTY)
        self.search = TextSearch(self.editor)
        self.note = plain("", "note")
        self.note.setAccessibleName("About the program")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.search)
        rows.addWidget(self.editor, 1)
        rows.addWidget(self.note)
        self._text = ""
        self._path = session.document.path
        self._take_text()
        self.editor.textChanged.connect(self._typed)
        self.editor.line_chosen.connect(self._choose_line)
        self.editor.line_clicked.connect(self._toggle_breakpoint)
        self._links.append(session.document_changed.connect(self._take_text))
        self.watch_run(session.document_changed, session.breakpoints_changed)
        self.setFocusProxy(self.editor)
        self.dress()

    def refresh(self) -> None:
        session = self.session
        marks = marks_in(session.document.text, session.moment)
        self.editor.mark(marks)
        self.editor.gutter.set_breakpoints(
            {one.line: one.enabled for one in session.breakpoints if one.kind == "line"}
        )
        text = marks.message or (_STALE if session.stale else "")
        if marks.message and session.stale:
            text += f"\n{_STALE}"
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_role(self.note, "note-error" if marks.message else "note")

    def wear(self) -> None:
        self.editor.set_theme(self.theme, self.scale)
        self.editor.set_wrapped(bool(self.session.settings["wrap"]))

    def _setting_changed(self, key: str) -> None:
        super()._setting_changed(key)
        if key == "wrap":
            self.editor.set_wrapped(bool(self.session.settings["wrap"]))

    def _take_text(self) -> None:
        """Show the session's text, unless it is what was just typed here."""
        document = self.session.document
        if document.text == self._text:
            return
        blocked = self.editor.blockSignals(True)
        if document.path == self._path and self._text:
            self.editor.set_text(document.text)
        else:
            self.editor.mark(NOTHING)  # or it would be shown where the program before was marked
            self.editor.setPlainText(document.text)
        self.editor.blockSignals(blocked)
        self._text, self._path = document.text, document.path
        self.editor.measure()

    def _typed(self) -> None:
        text = self.editor.text()
        if text != self._text:
            self._text = text
            self.session.edit(text)

    def _toggle_breakpoint(self, line: int) -> None:
        line = statement_line(self.session.document.text, line)
        self.session.toggle_breakpoint(Breakpoint("line", line))

    def _choose_line(self, line: int) -> None:
        session = self.session
        vertex = None if session.stale else last_of_line(session.graph, session.moment, line)
        if vertex is not None:
            session.select(vertex.key)
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)


def marks_in(text: str, moment: Moment) -> Marks:
    """What to mark at a moment in a text that may have been edited since it ran."""
    marks, recording = marks_at(moment), moment.recording
    if text == recording.source and not recording.of_kind(Given):
        return marks

    def place(span: Span | None) -> Span | None:
        line = editor_line(recording, text, span.line) if span is not None else 0
        if span is None or not line:
            return None
        return span._replace(line=line, end_line=span.end_line + line - span.line)

    return replace(
        marks,
        line=editor_line(recording, text, marks.line),
        span=place(marks.span),
        error=place(marks.error),
        message=with_words(recording, marks.message),
    )


def marks_at(moment: Moment) -> Marks:
    """What to mark in the source at a moment, with the lines of the run."""
    error = moment.error
    backward = moment.backward is not None or isinstance(moment.event, NodeBackward)
    if error is None:
        return Marks(moment.line, moment.span, backward)
    where = f" (line {error.line})" if error.line else ""
    text = f"{error.type}: {_first_sentence(error.message)}{where}"
    return Marks(error.line, None, backward, _place(error), text)


def _first_sentence(message: str) -> str:
    """Enough to know what it is; the output has the whole."""
    first = _REMARK.split(first_line(message).split(". ", 1)[0], maxsplit=1)[0]
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST].rpartition(' ')[0]} …"


def _place(error: Error) -> Span | None:
    if not error.line:
        return None
    first, last = error.columns
    return Span(error.line, first, error.end_line or error.line, last)
