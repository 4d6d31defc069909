"""The panel that explains a node: its formula, with shapes and with this run's numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inspector.model.recordings.recording import Recording
from inspector.panels.explain import ExplainPanel
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support import recordings
from tests.support.staging import Show, settle


def made(show: Show, recording: Recording, step: int | None, name: str) -> ExplainPanel:
    """The panel at a step, about the last vertex whose label is ``name``."""
    session = session_with(recording, step)
    key = [vertex.key for vertex in session.graph.vertices if vertex.label == name][-1]
    session.select(key)
    panel = ExplainPanel(session)
    show(panel, 340, 500)
    return panel


def said(panel: ExplainPanel) -> dict[str, tuple[list[str], list[str]]]:
    """By heading, the formulas and the sentences of every part."""
    return {
        part.heading.text(): (
            [line.text for line in part.formulas if not line.isHidden()],
            [] if part.note.isHidden() else part.note.text().split("\n"),
        )
        for part in panel.parts
        if not part.isHidden()
    }


def recorded(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def test_the_chain_rule_is_written_with_this_runs_numbers(show: Show, qtbot: QtBot) -> None:
    panel = made(show, recordings.cubic(), 28, "×2")
    assert panel.title.text() == "MulBackward0, the backward of mul (×)"
    found = said(panel)
    assert found["Forward"][1] == ["Line 4: x × 2 = 2 × 2 = 4"]
    formulas, notes = found["Gradient to x"]
    assert formulas == ["outgoing = incoming · 2", "1 · 2 = 2"]
    assert notes[-1].startswith("✓")


def test_before_the_backward_there_are_formulas_without_numbers(show: Show, qtbot: QtBot) -> None:
    panel = made(show, recordings.cubic(), 12, "×2")
    assert said(panel)["Gradient to x"] == (
        ["outgoing = incoming · 2"], ["Its numbers come when it runs."],
    )  # fmt: skip
    assert said(panel)["Incoming gradient"][1] == ["No gradient has arrived here yet."]


def test_a_leaf_accumulates(show: Show, qtbot: QtBot) -> None:
    panel = made(show, recordings.cubic(), 28, "x")
    assert said(panel)["Accumulation"] == (
        ["x.grad = x.grad + incoming"], ["Last: 14 + 14 = 28"],
    )  # fmt: skip
    panel.session.go(12)
    settle()
    assert said(panel)["Accumulation"][1] == []
    assert panel.prose.text().endswith("No backward pass has run yet.")


def test_an_operation_that_was_not_recorded_says_why(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.untracked())
    session.select(session.graph.by_tensor[2].key)
    panel = ExplainPanel(session)
    show(panel, 340, 500)
    assert "no_grad on line 3" in panel.prose.text()
    assert list(said(panel)) == ["Forward"]


MATRICES = """
x = torch.arange(12.0).reshape(4, 3)
w = torch.ones(3, 2, requires_grad=True)
b = torch.zeros(2, requires_grad=True)
h = x @ w + b
h.tanh().sum().backward()
"""


def test_a_broadcast_a_transpose_and_what_was_saved_are_told(show: Show, qtbot: QtBot) -> None:
    recording = recorded(MATRICES)
    _, notes = said(made(show, recording, None, "+"))["Gradient to b"]
    assert "broadcast along axis 0 (4)" in notes[0]
    assert "4×2 → 2" in notes[0]
    formulas, notes = said(made(show, recording, None, "@"))["Gradient to w"]
    assert formulas[0] == "∂L/∂w (3×2) = x (4×3)ᵀ @ incoming (4×2)"
    assert "Why x is transposed" in notes[0]
    assert "3×4 @ 4×2" in notes[0]
    assert notes[1] == (
        "Read from what the forward pass saved: x (_saved_self, 48 B); freed since."
    )


def test_the_local_derivative_is_shown_where_the_formula_is_no_mere_product(
    show: Show, qtbot: QtBot
) -> None:
    source = "\nx = torch.tensor(0.5, requires_grad=True)\n(x.tanh() * 3).backward()\n"
    formulas, _ = said(made(show, recorded(source), None, "tanh"))["Gradient to x"]
    assert formulas[-1] == "3 · 0.7864 = 2.359"


def test_contributions_of_several_consumers_are_a_click_away(show: Show, qtbot: QtBot) -> None:
    source = (
        "\nx = torch.tensor(2.0, requires_grad=True)\ny = x * 3\nz = y * 5 + y * y\nz.backward()\n"
    )
    panel = made(show, recorded(source), None, "×3")
    formulas, notes = said(panel)["Incoming gradient"]
    assert formulas == ["17"]
    assert notes == ["3 contributions, one an edge; their sum comes in:"]
    part = next(part for part in panel.parts if part.heading.text() == "Incoming gradient")
    chips = part.jumps.findChildren(QPushButton)
    assert sorted(chip.text() for chip in chips) == [
        "from MulBackward0: 5", "from MulBackward0: 6", "from MulBackward0: 6",
    ]  # fmt: skip
    step = panel.session.step
    chips[0].click()
    assert panel.session.step < step
    assert len(panel.session.marks.lit) == 2


def test_what_a_hook_made_of_a_gradient_is_told(show: Show, qtbot: QtBot) -> None:
    source = (
        "\nx = torch.tensor(2.0, requires_grad=True)\ny = x * 3\n"
        "y.register_hook(lambda g: g * 10)\n(y * 2).backward()\n"
    )
    _, notes = said(made(show, recorded(source), None, "×3"))["Incoming gradient"]
    assert notes == ["A hook changed it: 2 → 20."]


def test_what_is_too_large_is_not_multiplied_out(show: Show, qtbot: QtBot) -> None:
    source = "\nx = torch.ones(40, 40, requires_grad=True)\n(x * 3).sum().backward()\n"
    formulas, notes = said(made(show, recorded(source), None, "×3"))["Gradient to x"]
    assert len(formulas) == 2
    assert notes[-1].startswith("Too large to be recorded whole")


def test_a_few_numbers_in_three_dimensions_are_listed(show: Show) -> None:
    source = "\nx = torch.ones(1, 2, 1, requires_grad=True)\ny = x.exp() * 3\n"
    shown = said(made(show, recorded(f"{source}(y * 3).sum().backward()\n"), None, "exp"))
    multiplied = "[[[9], [9]]] · [[[2.718], [2.718]]] = [[[24.46], [24.46]]]"
    assert shown["Gradient to x"][0][1] == multiplied


def test_what_a_module_holds_is_called_by_its_name(show: Show, qtbot: QtBot) -> None:
    source = """
    layer = torch.nn.Linear(2, 3)
    x = torch.ones(2, 2, requires_grad=True)
    y = layer(x)
    y.sum().backward()
    """
    panel = made(show, recorded(source), None, "@+")
    formulas, notes = said(panel)["Gradient to x"]
    assert "mat2" in formulas[0]
    assert notes[0] == "Here mat2 is t(layer.weight)."
    assert any("saved: t(layer.weight) (_saved_mat2" in note for note in notes), notes
