from __future__ import annotations

from pytestqt.qtbot import QtBot

from inspector.model.events import Created, NextFunction, NodeBackward, Op, Operand, Output
from inspector.panels.explain import ExplainPanel
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def made(show: Show, step: int, tensor: int) -> ExplainPanel:
    session = session_with(recordings.cubic(), step)
    session.select(session.graph.by_tensor[tensor].key)
    panel = ExplainPanel(session)
    show(panel, 340, 500)
    return panel


def said(panel: ExplainPanel) -> list[tuple[str, str, str]]:
    return [
        (part.heading.text(), part.formula.formula, part.numbers.formula)
        for part in panel.parts
        if not part.isHidden()
    ]


def test_the_chain_rule_is_written_with_this_runs_numbers(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28, recordings.DOUBLE)
    assert panel.title.text() == "MulBackward0, the backward of mul (×)"
    assert panel.prose.text() == "It received the gradient 1."
    forward, backward = said(panel)
    assert forward == ("forward", "output = input × other", "x × 2 = 2 × 2 = 4")
    assert backward == ("to x", "outgoing = incoming × other", "1 · 2 = 2")


def test_before_the_backward_there_are_formulas_without_numbers(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 12, recordings.DOUBLE)
    assert said(panel)[1] == ("to x", "outgoing = incoming × other", "")
    assert "No gradient has arrived" in panel.prose.text()


def test_an_addition_passes_its_gradient_on(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28, recordings.SUM)
    headings = [heading for heading, _, _ in said(panel)]
    assert headings == ["forward", "to PowBackward0", "to MulBackward0"]
    assert said(panel)[1][1:] == ("outgoing = incoming", "1")


def test_a_leaf_accumulates(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28, recordings.X)
    assert said(panel) == [("accumulation", "x.grad = x.grad + incoming", "14 + 14 = 28")]
    panel.session.go(12)
    settle()
    assert said(panel)[0][2] == ""
    assert panel.prose.text().endswith("No backward pass has run yet.")


def test_an_operation_that_was_not_recorded_says_why(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.untracked())
    session.select(session.graph.by_tensor[2].key)
    panel = ExplainPanel(session)
    show(panel, 340, 500)
    assert "no_grad on line 3" in panel.prose.text()
    assert [heading for heading, _, _ in said(panel)] == ["forward"]


def test_a_broadcast_input_is_told_that_its_gradient_is_summed(show: Show, qtbot: QtBot) -> None:
    matrix, row = recordings.value([[1.0, 2.0], [3.0, 4.0]]), recordings.value([1.0, 1.0])
    leaf = NextFunction(2, "AccumulateGrad", 0, 2)
    add = Op(
        1, "add", "+", (Operand("self", 1), Operand("other", 2)),
        (Output(3, matrix, requires_grad=True, is_leaf=False),), 1, "AddBackward0",
        (NextFunction(None), leaf),
    )  # fmt: skip
    events = [
        Created(1, matrix),
        Created(2, row, requires_grad=True),
        add,
        NodeBackward(1, 1, "AddBackward0", (matrix,), (None, recordings.value([4.0, 6.0]))),
    ]
    session = session_with(recordings.recording("", events))
    session.select(session.graph.by_tensor[3].key)
    panel = ExplainPanel(session)
    show(panel, 340, 500)
    assert said(panel)[1][1] == "outgoing = incoming, summed to 2"
