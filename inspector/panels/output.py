"""What the program has written by the shown step."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from inspector.model.reports.transcript import Transcript
from inspector.model.session import Session
from inspector.panels.answer_row import AnswerRow
from inspector.panels.panel import Panel
from inspector.panels.transcript_view import TranscriptView

_EMPTY = "What the program prints appears here. F5 runs it."
_NOTHING = "Nothing has been printed by this step."


class OutputPanel(Panel):
    """The program's text; it takes text away again when the steps go back."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "outputPanel")
        self._transcript = Transcript(session.recording)
        self.view = TranscriptView(self._transcript)
        self.view.setObjectName("output")
        self.view.setAccessibleName("Output of the program")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.view)
        self.answer = AnswerRow(session)
        rows.addWidget(self.answer)
        self.watch(session.recording_changed, session.recording_grew, session.step_changed)
        self.watch(session.running_changed)
        self.setFocusProxy(self.view)
        self.dress()

    def wear(self) -> None:
        self.view.set_theme(self.theme)

    def refresh(self) -> None:
        recording = self.session.recording
        if recording is not self._transcript.recording:
            self._transcript = Transcript(recording)
            self.view.read(self._transcript)
        self._transcript.read_on()
        self.view.show_until(self._transcript.until(self.session.step))
        self.answer.refresh(self._transcript.unfinished)
        hint = _NOTHING if len(recording) else _EMPTY
        if self.view.placeholderText() != hint:
            self.view.setPlaceholderText(hint)
            # Qt paints it anew only when it comes or goes.
            self.view.viewport().update()
