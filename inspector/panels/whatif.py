"""What if a leaf had another value: the program is run again with it, and laid beside."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import (
    QLineEdit,
    QVBoxLayout,
)

from inspector.model.attempting import NUDGE, attempt
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called, counted, is_small, value_words
from inspector.model.questions.explain import sentence
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import value_text
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import example
from inspector.model.session import Session
from inspector.model.trials.comparing import (
    Row,
    counterpart,
    printed,
    variables,
)
from inspector.model.trials.forecasting import forecasts, out_of_reach, said
from inspector.model.trials.trial import Trial, held, made_version, replaced_at
from inspector.panels.finite_differences import DifferencesView
from inspector.panels.focus import focused
from inspector.panels.panel import Panel
from inspector.panels.sections import Chips, Choice, Details, Section
from inspector.widgets.chip import Chip
from inspector.widgets.chooser import chooser
from inspector.widgets.flow import in_rows
from inspector.widgets.labels import plain, unbroken
from inspector.widgets.text_table import Line, TextTable

MOST = 40
MOST_LEAVES = 12
_EMPTY = "Run a program (F5), then select a leaf: try another value for it here."
_NO_LEAF = "What would the run be with another value? Select a leaf: a blue or grey node."
_BUSY = "The program is running."


class WhatIfPanel(Panel):
    """Takes another value for the selected leaf; shows both runs, values and gradients."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "whatIfPanel")
        self.leaf = plain("", "title-small")
        self.value = QLineEdit()
        self.value.setAccessibleName("New value of the leaf")
        self.since = chooser("Since when the leaf has the new value")
        self.run = _button("Run with it")
        self.less, self.more = _button(f"−{NUDGE}"), _button(f"+{NUDGE}")
        self.wrong = plain("", "note-error")
        self.tried = plain("", "prose")
        self.forecast = plain("", "prose")
        self.beside = TextTable("Both runs", ("", "Was", "Is", "Change"), stacks=True)
        self.same = plain("", "muted")
        self.back = Chips("Runs to go to")
        self.check = DifferencesView()
        self.details = Details("What if?")
        self._leaf: TensorState | None = None
        self._offered: tuple[int, ...] = ()
        self._build()
        self._link()
        self.dress()

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self._try = Section("Another value")
        self._both = Section("Side by side")
        for widget in (
            self.leaf, in_rows(self.value, self.run), self.since,
            in_rows(unbroken("Nudge it by", "muted"), self.less, self.more), self.wrong,
        ):  # fmt: skip
            self._try.add(widget)
        for widget in (self.tried, self.back, self.forecast, self.beside, self.same):
            self._both.add(widget)
        self.details.add(self._try)
        self.details.add(self._both)
        self._checked = Section("Is .grad right?")
        self._checked.add(self.check)
        self.details.add(self._checked)
        self.setFocusProxy(self.value)

    def _link(self) -> None:
        session = self.session
        self.value.returnPressed.connect(self._entered)
        self.value.textEdited.connect(self.wrong.hide)
        self.run.clicked.connect(self._entered)
        self.more.clicked.connect(lambda: self._attempt(f"+= {NUDGE}"))
        self.less.clicked.connect(lambda: self._attempt(f"-= {NUDGE}"))
        self._links.append(session.trials.checking.connect(self._check))
        self.watch_node(session.running_changed)

    def wear(self) -> None:
        self.beside.wear(self.theme)
        self.check.wear(self.theme)

    def refresh(self) -> None:
        recording = self.session.recording
        trial = self.session.trials.of(recording)
        leaf = self._focused_leaf()
        nothing = leaf is None and trial is None
        hint = _NO_LEAF if len(recording) else _EMPTY
        self.details.show_hint(hint if nothing else "", self._leaves() if nothing else ())
        self._try.setVisible(leaf is not None)
        self._both.setVisible(trial is not None)
        self._checked.setVisible(leaf is not None and leaf.requires_grad)
        if leaf is not None:
            self._offer(leaf)
            self.check.show_leaf(self.session.moment, leaf.id)
        if trial is not None:
            self._compare(trial)

    def _leaves(self) -> tuple[Choice, ...]:
        """The leaves that there are at this step, to be chosen with a click."""
        session, moment = self.session, self.session.moment
        leaves = [v for v in session.graph.vertices if v.op is None and v.born <= moment.step]
        named = [(moment.name(leaf.tensor), leaf.key) for leaf in leaves]
        return tuple(
            (name, f"Try another value for {name}", partial(session.select, key))
            for name, key in named[:MOST_LEAVES]
            if name
        )

    def _focused_leaf(self) -> TensorState | None:
        vertex = focused(self.session)
        state = None if vertex is None else self.session.moment.tensor(vertex.tensor)
        return state if state is not None and state.is_leaf else None

    def _offer(self, leaf: TensorState) -> None:
        """Let another value be typed for a leaf."""
        moment, known = self.session.moment, self._leaf
        name = called(moment, leaf.id)
        made = made_version(moment.recording, leaf.id)
        self.leaf.setText(f"{name} = {value_text(leaf.value)}{at_line(leaf.line)}")
        if known is None or known.id != leaf.id:
            self.value.clear()
            self.wrong.hide()
        self.value.setPlaceholderText(example(leaf.value, name))
        self._leaf = leaf
        self._offer_versions(leaf, made)
        for widget in (self.value, self.run, self.more, self.less):
            widget.setEnabled(not self.session.running)
        self.run.setToolTip(_BUSY if self.session.running else "")

    def _offer_versions(self, leaf: TensorState, made: int) -> None:
        """Let it be chosen since when the leaf has another value, where it had several."""
        later = leaf.version != made
        offered = (made, leaf.version) if later else (made,)
        if offered != self._offered:
            self._offered = offered
            self.since.clear()
            self.since.addItems([""] * len(offered))
        early = held(self.session.recording, leaf.id, made)
        self.since.setItemText(0, f"From the start{_instead(early)}")
        if later:
            self.since.setItemText(1, f"From version {leaf.version}{_instead(leaf.value)}")
        self.since.setVisible(later)

    def _entered(self) -> None:
        self._attempt(self.value.text())

    def _attempt(self, text: str) -> None:
        """Run with what was typed, or say what is wrong with it."""
        leaf = self._leaf
        if leaf is None or self.session.running:
            return
        version = self._offered[max(0, self.since.currentIndex())]
        wrong = attempt(self.session, leaf, text, version)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def _check(self) -> None:
        """Check the leaf's gradient, as a key has asked for."""
        self.refresh()
        if not self._checked.isHidden():
            self.check.begin()

    def _compare(self, trial: Trial) -> None:
        session, base = self.session, trial.base
        now = session.recording
        step = counterpart(base, now, session.step)
        moments = Moment(base, step), session.moment
        rows = [*variables(*moments), *printed(*moments)]
        self._show_rows(rows)
        self.tried.setText(" ".join(_replaced(now)) or "The leaf has not been made yet.")
        predicted = [] if session.running else [said(one) for one in forecasts(base, now, step)]
        if predicted:
            predicted.append(out_of_reach(base, now))
        self.forecast.setText("\n".join(filter(None, predicted)))
        self.forecast.setVisible(bool(predicted))
        self.back.show_chips(
            [("The run as it was", "Go back to the run as it was", self._go_back)]
        )

    def _show_rows(self, rows: Iterable[Row]) -> None:
        every = list(rows)
        different = [row for row in every if row.differs]
        self.beside.show_lines(
            [
                Line((row.name, row.before, row.after, row.ratio), "forward_soft")
                for row in different[:MOST]
            ]
        )
        self.beside.setVisible(bool(different))
        same = len(every) - len(different)
        left = f"{len(different) - MOST} more differ. " if len(different) > MOST else ""
        alike = f"{counted(same, 'other')} {'is' if same == 1 else 'are'} the same."
        self.same.setText(f"{left}{alike if same or not different else ''}")
        self.same.setVisible(bool(self.same.text()))

    def _go_back(self) -> None:
        """Show the run as it was; nothing is run for that."""
        trial = self.session.trials.of(self.session.recording)
        if trial is not None and not self.session.running:
            self.session.open_recording(trial.base)


def _instead(value: Value | None) -> str:
    return f" ({value_words(value)})" if value is not None and is_small(value) else ""


def _replaced(recording: Recording) -> list[str]:
    """What was replaced, a sentence each."""
    return [sentence(recording, index + 1) for index in replaced_at(recording)]


def _button(text: str) -> Chip:
    button = Chip(text)
    button.setAutoDefault(False)
    return button
