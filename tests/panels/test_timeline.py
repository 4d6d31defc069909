"""The panel of the timeline: step, sentence, and what scrubbing does."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import Limit, Statement
from inspector.model.recordings.recording import Recording
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


def test_the_step_its_number_and_its_sentence_are_shown(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 28)
    assert panel.scrubber.value() == 28
    assert panel.count.text() == "step 28 of 35"
    assert ".grad of x becomes 14 + 14 = 28" in panel.sentence.text()
    assert panel.sentence.accessibleName() == panel.sentence.text()


def test_a_run_that_starts_is_not_asked_for_again(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 28)
    panel.session.new_run("x = 1", "one.py")
    settle()
    assert panel.sentence.text() == "The program starts: its steps line up here."


def test_scrubbing_goes_to_the_step_and_holds_playing(show: Show, qtbot: QtBot) -> None:
    panel, player = made(show, 13)
    player.play()
    panel.scrubber.setValue(20)
    assert panel.session.step == 20
    assert not player.playing


def test_a_longer_sentence_moves_nothing(show: Show, qtbot: QtBot) -> None:
    panel, _ = made(show, 28)
    heights = set()
    for step in range(36):
        panel.session.go(step)
        settle()
        heights.add(panel.sentence.height())
    assert len(heights) == 1


def test_a_sentence_that_needs_more_lines_than_most_is_not_cut_off(show: Show) -> None:
    panel = TimelinePanel(session_with(recordings.cubic(), 28))
    show(panel, 160, 140)
    needed = panel.sentence.heightForWidth(panel.width() - 24)
    assert needed >= 3 * panel.sentence.fontMetrics().lineSpacing()
    assert panel.sentence.minimumHeight() >= needed


def test_the_timeline_says_from_where_on_the_recording_is_thinner(show: Show) -> None:
    recording = Recording("", "long.py")
    recording.extend([Statement(1), Limit("most turns of the loop in line 1"), Statement(2)])
    panel = TimelinePanel(session_with(recording, 3))
    show(panel, 900, 120)
    assert "loop in line 1" in panel.scrubber.toolTip()
    assert "from step 2 on" in panel.scrubber.toolTip()


def test_large_letters_leave_their_room_again_when_they_are_small(show: Show) -> None:
    panel, _ = made(show, 28)
    room = panel.sentence.minimumHeight()
    for size, larger in ((60, True), (12, False)):
        panel.sentence.setStyleSheet(f"font-size: {size}px")
        assert (panel.sentence.minimumHeight() > room) == larger
