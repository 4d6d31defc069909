"""The panel that tries other values of leaves, and lays both runs side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from inspector.model.recordings.recording import Recording
from inspector.model.trials.trial import Trial
from inspector.panels.whatif import WhatIfPanel
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support.staging import Show, settle

SOURCE = """
x = torch.tensor(3.0, requires_grad=True)
y = x * x
y.backward()
with torch.no_grad():
    x -= 1.0
"""


class Stage:
    """The panel, and a runner that runs what it asks for at once."""

    def __init__(self, show: Show) -> None:
        self.base = Recording(SOURCE)
        self.base.extend(record(SOURCE))
        self.session = session_with(self.base)
        self.session.trials.wanted.connect(self.run)
        self.panel = WhatIfPanel(self.session)
        show(self.panel, 340, 600)
        self.choose("x")

    def choose(self, name: str) -> None:
        session = self.session
        keys = [v.key for v in session.graph.vertices if session.moment.name(v.tensor) == name]
        session.select(keys[0])
        settle()

    def run(self, trial: Trial) -> None:
        now = Recording(SOURCE)
        now.extend(record(SOURCE, replacements=trial.replacements))
        self.session.open_recording(now)
        self.session.trials.begin(trial, now)
        self.choose("x")

    def type(self, text: str) -> None:
        self.panel.value.setText(text)
        QTest.keyClick(self.panel.value, Qt.Key.Key_Return)
        settle()


def test_without_a_leaf_there_are_leaves_to_choose_from(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    stage.session.select(
        stage.session.graph.by_tensor[stage.session.graph.vertices[-1].tensor].key
    )
    settle()
    chips = stage.panel.details.choices.findChildren(QPushButton)
    (offered,) = [chip for chip in chips if chip.text() == "x"]
    offered.click()
    settle()
    assert stage.panel.leaf.text() == "x = 2 on line 2"


def test_words_beside_the_buttons_are_whole_in_a_narrow_panel(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    (words,) = [one for one in stage.panel.findChildren(QLabel) if one.text() == "Nudge it by"]
    for width in (320, 260, 200):
        stage.panel.resize(width, 600)
        settle()
        assert words.width() >= words.fontMetrics().horizontalAdvance(words.text())


def test_another_value_is_tried_and_laid_beside(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    assert stage.panel.leaf.text() == "x = 2 on line 2"
    stage.type("5")
    assert stage.panel.tried.text() == "What if? x is 5 instead of 3."
    assert ("x.grad", "6", "10", "×1.667") in stage.panel.beside.texts()
    assert "y should change by 12: that is" in stage.panel.forecast.text()


def test_a_nudge_is_one_press_and_further_ones_add_up(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    for _ in range(2):
        QTest.mouseClick(stage.panel.more, Qt.MouseButton.LeftButton)
        settle()
    assert (
        "x is 3.001 instead of 3. What if? x is 3.002 instead of 3.001" in stage.panel.tried.text()
    )
    assert "y should change by 0.012" in stage.panel.forecast.text()


def test_a_leaf_can_have_another_value_from_a_later_version_on(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    assert stage.panel.since.isVisible()
    stage.panel.since.setCurrentIndex(1)
    stage.type("9")
    assert [row[0] for row in stage.panel.beside.texts()] == ["x"]
    assert "x is 9 instead of 2" in stage.panel.tried.text()


def test_the_run_as_it_was_comes_back_without_a_run(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    stage.type("*= 2")
    stage.panel.back.findChildren(type(stage.panel.more))[0].click()
    settle()
    assert stage.session.recording is stage.base
    assert not stage.panel.beside.isVisible()


def test_what_is_no_value_is_said_and_runs_nothing(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    stage.type("[1, 2]")
    assert "shape" in stage.panel.wrong.text()
    assert stage.panel.wrong.isVisible()
    assert stage.session.recording is stage.base


def test_what_is_no_leaf_cannot_be_replaced(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    stage.choose("y")
    assert stage.panel.details.hint.isVisible()


def test_a_gradient_is_checked_element_by_element(show: Show, qtbot: QtBot) -> None:
    stage = Stage(show)
    QTest.mouseClick(stage.panel.check.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "all agree" in stage.panel.check.said.text())
    assert stage.panel.check.table.texts() == [("the scalar", "6", "6", "✓")]
    stage.session.go(0)
    settle()
    assert not stage.panel.check.isVisible()
