"""Predict, then reveal: the next question about this very run, and what an answer to it earns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector.model.lessons.guesses import HOW, Unreadable
from inspector.model.lessons.prediction import Verdict
from inspector.model.moments.navigation import Stops
from inspector.model.predicting import answer, derivation, pending, reveal
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.panels.sections import Details
from inspector.widgets.answer_line import AnswerLine
from inspector.widgets.chip import Chip
from inspector.widgets.labels import plain, set_role

_OFF = (
    "Predict (F7) hides every next value and gradient of a run until you have said what it "
    "will be. Nothing about you is stored."
)
_GO_ON = "Step on (Right or Enter) to the next value or gradient that is hidden."
_DONE = "Nothing more is hidden: this is all of the run."
_NO_RUN = "Run a program (F5): its first value will be hidden."


class PredictPanel(Panel):
    """Asks for what the next step brings; says what is right, and how it comes about."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "predictPanel")
        self.question = plain("", "title-small")
        self.line = AnswerLine("Your prediction", "0.5, 1/3, [2, 4], 2×3 or None", HOW)
        self.reveal = _button("Reveal")
        self.verdict = plain("", "verdict")
        self.why = plain("", "prose")
        self.explain = _button("Show the derivation in Explain")
        self.score = plain("", "muted")
        self.again = _button("Count from 0 again")
        self._open: Callable[[str], object] = lambda _: None
        self.details = Details("Predict")
        self._build()
        self._link()
        self.dress()

    def set_opener(self, show_panel: Callable[[str], object]) -> None:
        """Bring other panels to the front with this."""
        self._open = show_panel

    def _build(self) -> None:
        asking = QWidget()
        line = QHBoxLayout(asking)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.line, 1)
        line.addWidget(self.reveal)
        for widget in (
            self.question, asking, self.verdict, self.why, self.explain, self.score, self.again,
        ):  # fmt: skip
            self.details.add(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.setFocusProxy(self.line)

    def _link(self) -> None:
        session = self.session
        self.line.returnPressed.connect(self._entered)
        self.reveal.clicked.connect(self._reveal)
        self.explain.clicked.connect(self._explain)
        self.again.clicked.connect(session.prediction.start_over)
        self.watch_run(session.prediction.changed, session.running_changed)

    def refresh(self) -> None:
        prediction = self.session.prediction
        self.details.show_hint("" if prediction.on else _OFF)
        if not prediction.on:
            return
        question = prediction.question(self.session.recording)
        asked = pending(self.session)
        self.question.setText(question.text if question and asked else self._elsewhere())
        self.reveal.setEnabled(asked)
        self._tell(prediction.verdict)
        self.score.setText(f"{prediction.right} of {prediction.total} right at the first try.")
        self.score.setVisible(prediction.total > 0)
        self.again.setVisible(prediction.total > 0)

    def _elsewhere(self) -> str:
        if not len(self.session.recording):
            return _NO_RUN
        return _GO_ON if self.session.step < len(self.session.recording) else _DONE

    def _tell(self, verdict: Verdict | None) -> None:
        for widget in (self.verdict, self.why, self.explain):
            widget.setVisible(verdict is not None)
        if verdict is None:
            return
        set_role(self.verdict, "verdict-right" if verdict.right else "verdict-wrong")
        self.verdict.setText(_words(verdict))
        self.why.setVisible(verdict.over)
        self.explain.setVisible(verdict.over)
        if verdict.over:
            self.why.setText(derivation(self.session, verdict))

    def _entered(self) -> None:
        """Take what was typed; an empty line goes on to the next question."""
        text = self.line.text()
        if not text.strip():
            self.session.move(Stops.ANY, forward=True)
            return
        if not pending(self.session):
            self.session.go(self.session.horizon)
            return
        try:
            answer(self.session, text)
        except Unreadable as error:
            set_role(self.verdict, "verdict-wrong")
            self.verdict.setText(str(error))
            self.verdict.setVisible(True)
            return
        self.line.clear()

    def _reveal(self) -> None:
        reveal(self.session)

    def _explain(self) -> None:
        """Select what was asked about, and show its formulas."""
        verdict, graph = self.session.prediction.verdict, self.session.graph
        tensor = verdict.question.tensor if verdict is not None else None
        vertex = graph.by_tensor.get(tensor) if tensor is not None else None
        if vertex is not None:
            self.session.select(vertex.key)
        self._open("explain")


def _words(verdict: Verdict) -> str:
    """What became of an answer, in a few words."""
    right = verdict.question.right
    if verdict.right:
        return f"✓ Right: {right}."
    if not verdict.given:
        return f"It is {right}."
    if not verdict.over:
        return f"✗ {verdict.given} is not right. {verdict.text or 'Try once more.'}"
    return f"✗ It is {right}, not {verdict.given}. {verdict.text}".strip()


def _button(text: str) -> Chip:
    button = Chip(text)
    button.setAutoDefault(False)
    return button
