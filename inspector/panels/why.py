"""Answers to what one asks when something is odd: why None, zero, NaN, huge, or failed."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.model.graphs.step_vertex import vertex_of
from inspector.model.graphs.vertex import Kind
from inspector.model.questions.causes import Answer, answers, begun, fault
from inspector.model.questions.suspects import suspicions
from inspector.model.reports.ways import Guide, Ways
from inspector.model.session import Session
from inspector.panels.focus import focused, jump
from inspector.panels.panel import Panel
from inspector.panels.sections import Chips, Details
from inspector.widgets.choices import Choice, Choices
from inspector.widgets.labels import plain
from inspector.widgets.view_pool import show_each

_EMPTY = "Run a program (F5), then click what puzzles you: its oddities are explained here."
_BEGUN = "Step forward (Right), or click what puzzles you: its oddities are explained here."
_NONE = "Nothing is odd about this run so far."
_NOTHING = "Nothing is odd about {}. Click a tensor whose value or .grad puzzles you."

_SUSPECTS = 3
"""Where nothing is selected, so many tensors of the whole run are spoken of."""


class WhyPanel(Panel):
    """What went wrong in the program, then what is odd about the selected node or in the run."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "whyPanel")
        self.views: list[AnswerView] = []
        self.ways = WaysView(session)
        self.details = Details("Answers")
        self.details.add(self.ways)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.watch_node(session.teacher.changed)
        self.dress()

    def refresh(self) -> None:
        found = self._found()
        vertex = focused(self.session)
        self.ways.show_ways(None if vertex is None else vertex.tensor)
        self.details.show_hint("" if found or self.ways.shown else self._hint())
        show_each(found, self.views, self._make_view, AnswerView.show_answer)

    def _make_view(self, number: int) -> AnswerView:
        view = AnswerView(self.session)
        self.details.insert(number, view)
        return view

    def _found(self) -> list[Answer]:
        moment, vertex = self.session.moment, focused(self.session)
        wrong = fault(moment)
        happened = vertex_of(self.session.graph, moment.event)
        begins = begun(moment) if self.session.selection is None or vertex == happened else None
        if begins is not None:
            return [*([wrong] if wrong else []), begins]
        odd: tuple[Answer, ...] = ()
        if vertex is not None:
            odd = answers(moment, vertex.tensor, grad=vertex.kind is not Kind.GROUP)
        asked = () if self.session.selection is not None else suspicions(moment, _SUSPECTS)
        found = [*([wrong] if wrong else []), *asked]
        return [*found, *(one for one in odd if one not in found)]

    def _hint(self) -> str:
        vertex = focused(self.session)
        if vertex is None:
            begun = _NONE if self.at_end and not self.session.graph.vertices else _BEGUN
            return begun if len(self.session.recording) else _EMPTY
        own = "" if vertex.kind is Kind.GROUP else self.session.moment.name(vertex.tensor)
        return _NOTHING.format(own or vertex.label or "it")


class AnswerView(QWidget):
    """A question with its answer, and chips that go to the steps it speaks of."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.question = plain("", "title-small")
        self.text = plain("", "prose")
        self.links = Chips("Steps to look at")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 8)
        rows.setSpacing(4)
        for widget in (self.question, self.text, self.links):
            rows.addWidget(widget)

    def show_answer(self, answer: Answer) -> None:
        """Show another answer."""
        self.question.setText(answer.question)
        self.text.setText(answer.text)
        self.links.show_chips(
            [
                (link.text, f"Go to {link.text}", partial(self._session.arrive, link.step))
                for link in answer.links
            ]
        )
        self.links.setVisible(bool(answer.links))


class WaysView(QWidget):
    """Every path by which a gradient came, to be lit in the graph; below them their sum."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._guide = Guide(session.recording, session.teacher.knows)
        self.shown: Ways | None = None
        self.question = plain("", "title-small")
        self.text = plain("", "prose")
        self.rows = Choices("Paths")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        for widget in (self.question, self.text, self.rows):
            column.addWidget(widget)

    def show_ways(self, tensor: int | None) -> None:
        """Show the paths to a tensor, or none."""
        session = self._session
        known = self._guide.recording, self._guide.knows
        if known != (session.recording, session.teacher.knows):
            self._guide = Guide(session.recording, session.teacher.knows)
        self.shown = None if tensor is None else self._guide.ways(session.moment, tensor)
        self.setVisible(self.shown is not None)
        if self.shown is not None:
            self.question.setText(self.shown.question)
            self.text.setText(self.shown.text)
            go = partial(jump, session, self.shown.step)
            self.rows.show_choices(
                [Choice(way.text, partial(go, way.nodes)) for way in self.shown.rows]
            )
            self.rows.setVisible(bool(self.shown.rows))
