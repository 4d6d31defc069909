"""The panel that answers Why?: errors, odd gradients, and paths."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inspector.commands.questions import first_cause
from inspector.model.graphs.vertex import Kind
from inspector.model.recordings.recording import Recording
from inspector.panels.why import WhyPanel
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support import recordings
from tests.support.staging import Show, settle


def asked(panel: WhyPanel) -> list[str]:
    return [view.question.text() for view in panel.views if not view.isHidden()]


def test_an_error_is_explained_and_its_steps_are_a_click_away(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.second_backward())
    panel = WhyPanel(session)
    show(panel)
    assert asked(panel)[0] == "What does this RuntimeError mean?"
    chip = panel.views[0].links.findChild(QPushButton)
    assert chip.text().startswith("freed on line")
    chip.click()
    assert session.step < len(session.recording)


def test_before_the_first_step_of_a_run_nobody_is_told_to_run_it(show: Show, qtbot: QtBot) -> None:
    panel = WhyPanel(session_with(recordings.cubic(), 0))
    show(panel)
    assert panel.details.hint.text().startswith("Step forward (Right)")


def test_the_selected_tensor_is_asked_about(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 12)
    panel = WhyPanel(session)
    show(panel)
    session.select(session.graph.by_tensor[recordings.X].key)
    settle()
    assert asked(panel) == ["Why is x.grad None?"]
    session.go(20)
    settle()
    assert asked(panel) == []
    assert panel.ways.question.text() == "What reached x in backward 1?"
    session.select(session.graph.by_tensor[recordings.POWER].key)
    settle()
    assert panel.ways.isHidden()


LAYER = """
torch.manual_seed(0)
layer = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())
layer(torch.ones(1, 2)).sum().backward()
"""


def test_a_group_is_not_asked_why_its_result_keeps_no_grad(show: Show, qtbot: QtBot) -> None:
    recording = Recording(LAYER)
    recording.extend(record(LAYER))
    session = session_with(recording)
    session.fold_all(False)
    panel = WhyPanel(session)
    show(panel)
    group = next(v for v in session.graph.vertices if v.kind is Kind.GROUP)
    session.select(group.key)
    settle()
    assert asked(panel) == []
    assert panel.details.hint.text().startswith(f"Nothing is odd about {group.label}.")


PATHS = """
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
z = y * 5 + x
z.backward()
"""


def test_every_path_has_its_product_and_lights_up_when_chosen(show: Show, qtbot: QtBot) -> None:
    recording = Recording(PATHS)
    recording.extend(record(PATHS))
    session = session_with(recording)
    panel = WhyPanel(session)
    show(panel, 320, 400)
    session.select(session.graph.by_tensor[1].key)
    settle()
    assert panel.ways.rows.texts() == ["+ → x\n1", "+ → ×5 → ×3 → x\n5 · 3 = 15"]
    assert panel.ways.text.text() == "2 paths. They sum to 16, exactly what was added to .grad."
    panel.ways.rows.setCurrentRow(1)
    QTest.keyClick(panel.ways.rows, Qt.Key.Key_Return)
    labels = [v.label for v in session.graph.vertices if v.key in session.marks.lit]
    assert labels == ["x", "×3", "×5", "+"]
    assert session.step < len(recording)


def test_too_many_paths_are_counted(show: Show, qtbot: QtBot) -> None:
    source = (
        "\nx = torch.tensor(1.0, requires_grad=True)\ny = x\n"
        "for _ in range(40):\n    y = y + y\ny.backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    session = session_with(recording)
    panel = WhyPanel(session)
    show(panel, 320, 400)
    session.fold_all(opened=True)
    session.select(session.graph.by_tensor[1].key)
    settle()
    assert panel.ways.text.text().startswith("1,099,511,627,776 paths lead here")
    assert panel.ways.rows.isHidden()


PILED = """
w = torch.tensor(1.0, requires_grad=True)
o = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    (w * w).backward()
    o.step()
done = w * 2
"""


def test_without_a_selection_the_run_is_searched_for_what_is_odd(show: Show, qtbot: QtBot) -> None:
    recording = Recording(PILED)
    recording.extend(record(PILED))
    session = session_with(recording)
    panel = WhyPanel(session)
    show(panel)
    assert asked(panel)[0] == "Is w.grad one gradient?"
    step = first_cause(session)
    assert step is not None
    assert session.recording.line_at(step - 1) == 5
