"""A gradient checked by finite differences, as a person sees it: begun, told, coloured, ended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.model.moments.moment import Moment
from inspector.model.recordings.recording import Recording
from inspector.model.trials.differences import STEP, TOLERANCE
from inspector.panels.finite_differences import DifferencesView
from inspector.theme.tokens import LIGHT
from tests.runner.running import record
from tests.support.staging import Show

SOURCE = """
x = torch.tensor([1.0, 2.0, 0.0], requires_grad=True)
x.register_hook(lambda g: g * torch.tensor([1.0, 5.0, 1.0]))
y = (x * x).sum() + x[2].relu()
y.backward()
"""
LARGE = "x = torch.ones(4000, requires_grad=True)\n(x * x).sum().backward()"


def view_of(show: Show, source: str) -> DifferencesView:
    recording = Recording(source)
    recording.extend(record(source))
    view = DifferencesView()
    view.wear(LIGHT)
    show(view, 340, 400)
    view.show_leaf(Moment(recording, len(recording)), 1)
    return view


def test_every_element_is_a_row_coloured_by_whether_it_agrees(show: Show, qtbot: QtBot) -> None:
    view = view_of(show, SOURCE)
    assert f"±{STEP:g}" in view.how.text()
    assert f"within {TOLERANCE:g}" in view.how.text()
    QTest.keyClick(view.button, Qt.Key.Key_Space)
    qtbot.waitUntil(view.table.isVisible)
    assert view.table.texts() == [
        ("[0]", "2", "2", "✓"), ("[1]", "20", "4", "≠"), ("[2]", "0", "0.5", "kink"),
    ]  # fmt: skip
    told = "Checked 3 of 3 elements: 1 element at a kink"
    assert view.said.text().startswith(told)
    assert "1 differ" in view.said.text()
    rows = (view.table.topLevelItem(row) for row in range(3))
    fills = [row.background(0).color().name() for row in rows if row is not None]
    assert fills == [LIGHT.forward_soft, LIGHT.error_soft, LIGHT.warning_soft]


def test_a_check_can_be_ended_and_tells_how_far_it_came(show: Show) -> None:
    view = view_of(show, SOURCE)
    view.begin()
    assert view.button.text() == "Cancel"
    QTest.keyClick(view.button, Qt.Key.Key_Space)
    assert view.said.text() == "Cancelled after 0 of 3 elements."
    assert view.button.text() == "Check again"


def test_what_was_too_large_to_be_recorded_is_not_checked_and_the_reason_told(show: Show) -> None:
    view = view_of(show, LARGE)
    view.begin()
    told = "It cannot be checked. Its gradient was too large to be recorded whole."
    assert view.said.text() == told
