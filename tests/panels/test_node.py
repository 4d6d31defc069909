"""The panel of one node: its facts, saved tensors and neighbours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from inspector.panels.node import NodePanel
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def made(show: Show, step: int, tensor: int | None = None) -> NodePanel:
    session = session_with(recordings.cubic(), step)
    if tensor is not None:
        session.select(session.graph.by_tensor[tensor].key)
    panel = NodePanel(session)
    show(panel, 340, 700)
    return panel


def facts_of(panel: NodePanel) -> dict[str, str]:
    return dict(panel.essentials.facts() + panel.facts.facts())


def chip(panel: NodePanel, text: str) -> QPushButton:
    chips = panel.findChildren(QPushButton)
    return next(one for one in chips if one.text() == text and one.isVisible())


def test_a_leaf_tells_all_about_itself(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28, recordings.X)
    facts = facts_of(panel)
    assert panel.name.text() == "x"
    assert facts["value"] == "2"
    assert facts[".grad"] == "28"
    assert panel.kind.text() == "leaf that requires grad"
    assert facts["shape"] == "()"
    assert facts["dtype"] == "torch.float32"
    assert facts["is_leaf"] == "True"
    assert facts["grad_fn"] == "None"
    assert facts["arrived"] == "2 of 2"


def test_an_operation_tells_its_grad_fn_and_saved_tensors(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 12, recordings.POWER)
    facts = facts_of(panel)
    assert facts["grad_fn"] == "<PowBackward0>"
    assert facts["op"] == "pow"
    assert panel.saved.facts() == [("_saved_self", "x = 2"), ("_saved_exponent", "3")]


def test_freed_tensors_say_what_freed_them(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 30, recordings.POWER)
    assert dict(panel.saved.facts())["_saved_self"] == "freed by the backward on line 7"
    panel.session.go(20)
    settle()
    assert dict(panel.saved.facts())["_saved_self"] == "x = 2"


def test_next_functions_lead_on(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 12, recordings.SUM)
    QTest.mouseClick(chip(panel, "PowBackward0"), Qt.MouseButton.LeftButton)
    settle()
    assert facts_of(panel)["op"] == "pow"
    QTest.mouseClick(chip(panel, "AccumulateGrad of x"), Qt.MouseButton.LeftButton)
    settle()
    assert panel.name.text() == "x"


def test_a_missing_grad_says_why(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 20, recordings.Y)
    assert facts_of(panel)[".grad"] == "None"
    assert panel.why.text().startswith("It is not a leaf")


def test_the_source_line_leads_to_where_it_was_made(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28, recordings.DOUBLE)
    QTest.mouseClick(chip(panel, "line 4"), Qt.MouseButton.LeftButton)
    assert panel.session.step == 8


def test_without_a_selection_it_shows_what_the_step_is_about(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 4)
    names = []
    for step in (4, 7, 8, 16, 17, 18, 21):
        panel.session.go(step)
        settle()
        names.append(facts_of(panel).get("op", panel.name.text()))
    assert names == ["x", "pow", "mul", "mul", "pow", "x", "x"]


def test_a_matrix_is_shown_as_a_table(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.untracked())
    session.select(session.graph.by_tensor[1].key)
    panel = NodePanel(session)
    show(panel, 340, 700)
    model = panel.value.table.model()
    assert (model.rowCount(), model.columnCount()) == (2, 3)
    assert panel.value.isVisible()
    assert not panel.grad.isVisible()


def test_before_anything_exists_it_says_what_to_do(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 0)
    assert panel.details.hint.isVisible()
    assert "step forward" in panel.details.hint.text()


def test_from_step_to_step_rows_close_up_before_they_are_painted(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28, recordings.X)
    settle()
    for step in (6, 28, 0, 12):
        panel.session.go(step)
        panel.refresh_now()
        shown = [one for one in panel.findChildren(QLabel) if one.isVisible()]
        places = [one.mapTo(panel, QPoint()) for one in shown]
        settle()
        assert [one.mapTo(panel, QPoint()) for one in shown] == places
