"""The panel of the program: what is marked at a step, and what editing does to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.model.moments.states import Span
from inspector.model.recordings.events import Error
from inspector.model.session import Session
from inspector.model.sources.document import Document
from inspector.panels.source import SourcePanel
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def test_the_line_and_the_expression_of_the_step_are_marked(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 8)
    panel = SourcePanel(session)
    show(panel)
    assert panel.editor.marks.line == 4
    assert panel.editor.marks.span == Span(4, 11, 4, 16)
    assert not panel.editor.marks.backward


def test_a_backward_node_marks_the_expression_that_made_it(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 17)
    panel = SourcePanel(session)
    show(panel)
    assert panel.editor.marks.line == 5
    assert panel.editor.marks.span == Span(4, 4, 4, 8)
    assert panel.editor.marks.backward


def test_typing_reaches_the_session_and_a_changed_line_loses_its_mark(
    show: Show, qtbot: QtBot
) -> None:
    session = session_with(recordings.cubic(), 8)
    panel = SourcePanel(session)
    show(panel)
    QTest.keyClicks(panel.editor, "#")
    settle()
    assert session.document.text == "#" + recordings.CUBIC
    assert session.stale
    assert panel.editor.marks.line == 4, "the line that ran still stands there"
    session.edit("\n" + recordings.CUBIC)
    settle()
    assert panel.editor.marks.line == 5, "it has moved"
    session.edit(recordings.CUBIC.replace("2 * x", "3 * x"))
    settle()
    assert panel.editor.marks.line == 0
    assert "F5" in panel.note.text()
    session.edit(recordings.CUBIC)
    settle()
    assert panel.editor.marks.line == 4
    assert panel.note.isHidden()


def test_an_error_is_marked_and_said_in_full(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.second_backward())
    panel = SourcePanel(session)
    show(panel)
    assert panel.editor.marks.error == Span(7, 0, 7, 12)
    assert panel.note.text().startswith("RuntimeError: Trying to backward")
    session.go(0)
    settle()
    assert panel.editor.marks.error is None
    assert panel.note.isHidden()


def test_a_click_on_a_line_number_selects_the_last_operation_of_the_line(
    show: Show, qtbot: QtBot
) -> None:
    session = session_with(recordings.cubic(), 12)
    panel = SourcePanel(session)
    show(panel)
    panel.editor.line_chosen.emit(4)
    assert session.selection == session.graph.by_tensor[recordings.Y].key
    session.go(8)
    panel.editor.line_chosen.emit(4)
    assert session.selection == session.graph.by_tensor[recordings.DOUBLE].key


def test_opening_another_program_is_not_an_edit(show: Show, qtbot: QtBot) -> None:
    session = Session()
    panel = SourcePanel(session)
    show(panel)
    text = "x = '\u00a0'\n"
    session.open_document(Document(text, Path("a.py"), text))
    settle()
    assert panel.editor.text() == text
    assert not session.document.modified
    assert not panel.editor.document().isUndoAvailable()


def test_another_program_is_shown_from_its_beginning(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 8)
    panel = SourcePanel(session)
    show(panel)
    panel.editor.resize(panel.editor.width(), 3 * panel.editor.fontMetrics().height())
    settle()
    assert panel.editor.firstVisibleBlock().blockNumber() > 0
    session.open_document(Document("y = 1\n" * 40, Path("other.py"), ""))
    panel.editor.resize(panel.editor.width() - 1, panel.editor.height() - 1)
    settle()
    assert panel.editor.firstVisibleBlock().blockNumber() == 0


def test_an_empty_editor_says_what_to_do(show: Show, qtbot: QtBot) -> None:
    panel = SourcePanel(Session())
    show(panel)
    assert "F5" in panel.editor.placeholderText()
    assert panel.note.isHidden()


def test_a_long_message_is_cut_to_its_first_sentence(show: Show, qtbot: QtBot) -> None:
    long = Error("RuntimeError", "Bad thing (very). " + "More words. " * 40, 1)
    panel = SourcePanel(session_with(recordings.recording("boom()\n", [long])))
    show(panel)
    assert panel.note.text() == "RuntimeError: Bad thing (line 1)"
