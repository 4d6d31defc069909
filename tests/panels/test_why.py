from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inspector.panels.why import WhyPanel
from tests.panels.stage import session_with
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
    assert panel.details.hint.text().startswith("Nothing is odd about x")
