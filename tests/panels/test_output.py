"""The panel of output: text that comes and goes with the steps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import (
    Answered,
    Asked,
    End,
    Printed,
    Statement,
)
from inspector.model.recordings.recording import Recording
from inspector.model.reports.transcript import MOST
from inspector.model.session import Session
from inspector.panels.output import OutputPanel
from inspector.theme.tokens import LIGHT
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def colour_of(panel: OutputPanel, text: str) -> str:
    found: QTextCursor = panel.view.document().find(text)
    assert not found.isNull()
    return str(found.charFormat().foreground().color().name())


def test_the_text_goes_and_comes_with_the_steps(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic())
    panel = OutputPanel(session)
    show(panel)
    shown = []
    for step in (35, 31, 21, 20, 0, 32):
        session.go(step)
        settle()
        shown.append(panel.view.toPlainText().split())
    assert shown == [
        ["tensor(14.)", "tensor(28.)"], ["tensor(14.)"], ["tensor(14.)"], [], [],
        ["tensor(14.)", "tensor(28.)"],
    ]  # fmt: skip


def test_errors_and_warnings_have_their_colours_and_markup_is_text(
    show: Show, qtbot: QtBot
) -> None:
    panel = OutputPanel(session_with(recordings.second_backward()))
    show(panel)
    assert colour_of(panel, "RuntimeError") == LIGHT.error
    assert colour_of(panel, "a warning <b>not bold</b>") == LIGHT.warning


def printing(texts: list[str]) -> Recording:
    return recordings.recording("", [Printed("stdout", text) for text in texts])


def test_a_great_deal_of_output_is_cut_to_its_end(show: Show, qtbot: QtBot) -> None:
    lines = [f"line {number:06}\n" * 10 for number in range(8_000)]
    session = session_with(printing(lines))
    panel = OutputPanel(session)
    show(panel)
    text = panel.view.toPlainText()
    assert len(text) < 2.5 * MOST
    assert text.startswith("… what was printed earlier")
    assert text.endswith("line 007999\n")
    for step in (7_990, 4_000, 10, 8_000):
        session.go(step)
        settle()
        assert panel.view.toPlainText().endswith(f"line {step - 1:06}\n")
    session.go(3)
    settle()
    assert panel.view.toPlainText() == "".join(lines[:3])


def test_reading_further_up_is_not_disturbed(show: Show, qtbot: QtBot) -> None:
    session = session_with(printing([f"{number}\n" for number in range(200)]), 150)
    panel = OutputPanel(session)
    show(panel)
    bar = panel.view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(3)
    session.go(160)
    settle()
    assert bar.value() == 3


def test_the_end_stays_in_sight_where_a_prompt_takes_room(show: Show, qtbot: QtBot) -> None:
    session = session_with(printing([f"line {number}\n" for number in range(200)]))
    panel = OutputPanel(session)
    show(panel)
    bar = panel.view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    panel.view.setMaximumHeight(panel.view.height() // 2)
    settle()
    assert bar.value() == bar.maximum()
    session.go(100)
    session.go(200)
    settle()
    assert bar.value() == bar.maximum()


def test_a_program_that_waits_is_answered_below_its_text(show: Show, qtbot: QtBot) -> None:
    session = Session()
    panel = OutputPanel(session)
    show(panel)
    given: list[str | None] = []
    session.answered.connect(given.append)
    session.new_run("", "x")
    session.grow([Printed("stdout", "Hello\nYour name? "), Asked(1)])
    settle()
    assert panel.answer.isVisible()
    assert panel.answer.question.text() == "Your name?"
    qtbot.keyClicks(panel.answer.line, "Ada")
    qtbot.keyClick(panel.answer.line, Qt.Key.Key_Return)
    session.grow([Answered("Ada")])
    settle()
    assert not panel.answer.isVisible()
    assert panel.view.toPlainText() == "Hello\nYour name? Ada\n"
    session.grow([Asked(2)])
    settle()
    panel.answer.end.click()
    assert given == ["Ada", None]


def test_stepping_back_shows_the_question_without_its_answer(show: Show, qtbot: QtBot) -> None:
    recording = Recording()
    recording.extend([Printed("stdout", "Name? "), Asked(1), Answered("Ada"), End(0)])
    session = session_with(recording, 2)
    panel = OutputPanel(session)
    show(panel)
    assert panel.view.toPlainText() == "Name? "
    assert not panel.answer.isVisible()
    session.go(3)
    settle()
    assert panel.view.toPlainText() == "Name? Ada\n"


def test_what_stands_where_nothing_was_printed_is_painted_anew(show: Show, qtbot: QtBot) -> None:
    session = Session()
    panel = OutputPanel(session)
    show(panel)
    settle()
    painted = Painted(panel.view.viewport())
    session.open_recording(recordings.recording("pass", [Statement(1)]))
    settle()
    assert panel.view.placeholderText() == "Nothing has been printed by this step."
    assert painted.times


class Painted(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        self.times += event.type() is QEvent.Type.Paint
        return False
