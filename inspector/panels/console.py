"""Further statements for the program that has run, or that waits at a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from inspector.model.moments.live import Live
from inspector.model.moments.pieces import given, next_line
from inspector.model.recordings.wire import Code
from inspector.model.reports.transcript import PROMPT, Transcript
from inspector.model.session import Session
from inspector.panels.answer_row import AnswerRow
from inspector.panels.panel import Panel
from inspector.panels.transcript_view import TranscriptView
from inspector.widgets.labels import plain
from inspector.widgets.prompt import Prompt

_READY = "Type statements that go on with the program's names. Return runs them, Up recalls them."
_FIRST = "Run the program (F5). Its names can then be used here, also while it waits (Pause)."
_BUSY = "The program is running. The Pause key lets it wait, and the console can look at it."
_GONE = "This program has been let go. F5 runs it again, and its names can be used here."


class ConsolePanel(Panel):
    """What was given to the program and what came of it, by the shown step, and a prompt."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "consolePanel")
        self._transcript = Transcript(session.recording)
        self.view = TranscriptView(self._transcript)
        self.view.setObjectName("consoleOutput")
        self.view.setAccessibleName("What the console has run")
        self.prompt = Prompt(self._code)
        self.prompt.entered.connect(self._give)
        self.mark = QLabel(PROMPT.strip())
        self.mark.setObjectName("promptMark")
        self.mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint = plain("", "note")
        self.hint.setAccessibleName("What the console can do now")
        self.answer = AnswerRow(session)
        self._build()
        self.watch(session.recording_changed, session.recording_grew, session.step_changed)
        self.watch(session.running_changed, session.live.changed)
        self.setFocusProxy(self.prompt)
        self.dress()

    def wear(self) -> None:
        self.view.set_theme(self.theme)
        self.prompt.set_theme(self.theme, self.scale)

    def refresh(self) -> None:
        session = self.session
        if session.recording is not self._transcript.recording:
            self._transcript = Transcript(session.recording)
        self._transcript.read_on()
        self.view.read(self._transcript, self._transcript.given)
        self.view.show_until(self._transcript.until(session.step))
        self.answer.refresh(self._transcript.unfinished)
        self.prompt.held = not session.live.ready
        self.mark.setEnabled(session.live.ready)
        self.hint.setText(hint(session))
        self.hint.setVisible(not session.live.ready)
        self.view.setPlaceholderText(_READY if session.live.ready else "")

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(8, 2, 4, 4)
        line.setSpacing(2)
        line.addWidget(self.mark)
        line.addWidget(self.prompt, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.view, 1)
        rows.addWidget(self.answer)
        rows.addWidget(self.hint)
        rows.addLayout(line)

    def _give(self, text: str) -> None:
        session = self.session
        session.live.give(Code(text, next_line(session.recording)))

    def _code(self) -> str:
        """The code whose names can be used: the program, and all that was given to it."""
        recording = self.session.recording
        return "\n".join([recording.source, *(piece.text for piece in given(recording))])


def hint(session: Session) -> str:
    """What the console waits for."""
    live: Live = session.live
    if live.ready:
        return ""
    if session.running:
        return _BUSY
    return _GONE if len(session.recording) else _FIRST
