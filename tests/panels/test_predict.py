"""What is to be predicted stands nowhere before it is: in no panel, on no card, in no sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from inspector.model.predicting import pending, reveal, turn
from inspector.model.questions.explain import sentence
from inspector.model.recordings.format import MINUS
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.panels import PANELS
from inspector.panels.panel import Panel
from inspector.panels.predict import PredictPanel
from tests.panels.stage import session_with
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said
from tests.support.staging import Show, settle

SECRETS = """
import torch
x = torch.tensor(1.234, requires_grad=True)
w = torch.tensor([2.345, 3.456], requires_grad=True)
y = x * w
print(y)
loss = (y ** 2).sum()
loss.backward()
print(x.grad, w.grad)
(w * 1.357).sum().backward()
print(w.grad)
with torch.no_grad():
    w -= 0.1357 * w.grad
print(w)
"""


def recorded(source: str) -> Recording:
    recording = Recording(source)
    with engine_as_torch(), said():
        recording.extend(record_all(source))
    return recording


def texts(widget: QWidget) -> Iterator[str]:
    """Everything that can be read in a widget, or heard of it."""
    for one in (widget, *widget.findChildren(QWidget)):
        yield from (one.accessibleName(), one.accessibleDescription(), one.toolTip())
        for name in ("text", "toPlainText", "currentText", "placeholderText"):
            read = getattr(one, name, None)
            if callable(read):
                yield str(read())
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            yield from rows(one, QModelIndex())


def rows(view: QAbstractItemView, parent: QModelIndex) -> Iterator[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield str(model.data(index, Qt.ItemDataRole.DisplayRole))
            yield str(model.data(index, Qt.ItemDataRole.ToolTipRole))
        yield from rows(view, model.index(row, 0, parent))


def drawn(session: Session) -> Iterator[str]:
    """Everything that stands on the canvas."""
    yield session.sentence
    looks = session.appearance
    for vertex in session.graph.vertices:
        yield str(looks.vertex(vertex.key))
    for edge in session.graph.edges:
        yield str(looks.edge(edge.key))


def numbers(text: str) -> set[str]:
    """The numbers of a text that are long enough to be told from others."""
    plain = text.replace(MINUS, "").replace("-", "")
    for sign in "[](),=+×·;:'\"":
        plain = plain.replace(sign, " ")
    return {one.rstrip(".") for one in plain.split() if "." in one and len(one) >= 5}


@pytest.fixture
def panels(show: Show) -> list[Panel]:
    """Every panel there is, in front of a run that is predicted."""
    session = session_with(recorded(SECRETS))
    turn(session, True)
    made = []
    for declared in PANELS:
        panel: Panel = declared.widget()(session)
        show(panel)
        made.append(panel)
    return made


def test_no_number_can_be_read_before_it_has_been_predicted(
    panels: list[Panel], qtbot: QtBot
) -> None:
    session = panels[0].session
    checked = 0
    while (question := session.prediction.question(session.recording)) is not None:
        session.go(len(session.recording))
        settle()
        assert pending(session)
        known = numbers(session.recording.source)
        seen = [text for panel in panels for text in texts(panel)] + list(drawn(session))
        before = set().union(*map(numbers, _earlier(session)))
        secret = numbers(str(question.right)) - before - known
        checked += len(secret)
        assert [text for text in seen if secret & numbers(text)] == []
        reveal(session)
        settle()
    assert checked >= 8


def _earlier(session: Session) -> Iterator[str]:
    """What the steps that have been shown have said."""
    return (
        sentence(session.recording, step, session.teacher.knows.formulas)
        for step in range(1, session.step + 1)
    )


@pytest.fixture
def panel(show: Show) -> PredictPanel:
    made = PredictPanel(session_with(recorded(SECRETS), 0))
    show(made)
    return made


def test_the_panel_says_how_to_begin_and_then_asks(panel: PredictPanel) -> None:
    assert "F7" in panel.details.hint.text()
    turn(panel.session, True)
    panel.session.go(len(panel.session.recording))
    settle()
    assert "What is the result?" in panel.question.text()


def test_an_answer_is_judged_and_an_empty_line_goes_on(panel: PredictPanel, qtbot: QtBot) -> None:
    turn(panel.session, True)
    panel.session.go(len(panel.session.recording))
    settle()
    qtbot.keyClicks(panel.line, "[2.894, 4.265]")
    qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    settle()
    assert panel.verdict.text().startswith("✓ Right")
    assert "x × w" in panel.why.text()
    assert panel.score.text().startswith("1 of 1")
    assert panel.line.text() == ""
    while not pending(panel.session):
        qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    settle()
    assert "y^2" in panel.question.text()


def test_what_cannot_be_read_is_said_and_stays_to_be_mended(
    panel: PredictPanel, qtbot: QtBot
) -> None:
    turn(panel.session, True)
    panel.session.go(len(panel.session.recording))
    qtbot.keyClicks(panel.line, "two")
    qtbot.keyClick(panel.line, Qt.Key.Key_Return)
    assert "Write a number" in panel.verdict.text()
    assert panel.line.text() == "two"


def test_the_derivation_is_shown_by_the_explain_panel_of_that_node(panel: PredictPanel) -> None:
    shown: list[str] = []
    panel.set_opener(shown.append)
    turn(panel.session, True)
    panel.session.go(len(panel.session.recording))
    reveal(panel.session)
    settle()
    panel.explain.click()
    selected = panel.session.graph.by_key[panel.session.selection or ""]
    assert (shown, selected.grad_fn) == (["explain"], "MulBackward0")
