from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.panels.timeline import TimelinePanel
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


class Player(QObject):
    """A player that plays when told to, and says so."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.playing = False

    def play(self) -> None:
        self.playing = True
        self.changed.emit()

    def pause(self) -> None:
        self.playing = False
        self.changed.emit()


def made(show: Show, step: int) -> tuple[TimelinePanel, Player]:
    session = session_with(recordings.cubic(), step)
    panel = TimelinePanel(session)
    player = Player()
    panel.set_player(player)
    show(panel, 900, 120)
    return panel, player


def click(panel: TimelinePanel, name: str) -> None:
    QTest.mouseClick(panel.transport.buttons[name], Qt.MouseButton.LeftButton)
    settle()


def test_the_step_its_number_and_its_sentence_are_shown(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 28)
    assert panel.scrubber.value() == 28
    assert panel.transport.count.text() == "step 28 of 35"
    assert ".grad of x becomes 14 + 14 = 28" in panel.sentence.text()
    assert panel.sentence.accessibleName() == panel.sentence.text()


def test_the_buttons_move_through_the_run(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 13)
    steps = []
    for name in ("forward", "back", "last", "first"):
        click(panel, name)
        steps.append(panel.session.step)
    assert steps == [14, 13, 35, 0]


def test_buttons_that_lead_nowhere_are_off(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 0)
    assert not panel.transport.buttons["back"].isEnabled()
    panel.session.go(35)
    settle()
    assert panel.transport.buttons["back"].isEnabled()
    assert not panel.transport.buttons["forward"].isEnabled()


def test_play_becomes_pause_and_stepping_by_hand_holds_it(show: Show, qtbot: QtBot) -> None:
    panel, player = made(show, 13)
    click(panel, "play")
    assert player.playing
    assert panel.transport.buttons["play"].accessibleName() == "Pause"
    click(panel, "forward")
    assert not player.playing
    assert panel.transport.buttons["play"].accessibleName() == "Play"


def test_a_player_that_stops_by_itself_shows(show: Show, qtbot: QtBot) -> None:
    panel, player = made(show, 13)
    player.play()
    settle()
    assert panel.transport.buttons["play"].accessibleName() == "Pause"
    player.pause()
    settle()
    assert panel.transport.buttons["play"].accessibleName() == "Play"


def test_scrubbing_goes_to_the_step_and_holds_playing(show: Show, qtbot: QtBot) -> None:
    panel, player = made(show, 13)
    player.play()
    panel.scrubber.setValue(20)
    assert panel.session.step == 20
    assert not player.playing


def test_speed_is_the_setting_both_ways(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 13)
    panel.transport.speed.setCurrentText("2×")
    assert panel.session.settings["speed"] == 2
    panel.session.settings["speed"] = 0.5
    settle()
    assert panel.transport.speed.currentText() == "0.5×"


def test_a_longer_sentence_moves_nothing(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 28)
    heights = set()
    for step in range(36):
        panel.session.go(step)
        settle()
        heights.add(panel.sentence.height())
    assert len(heights) == 1
