"""The presenter's window: notes, what comes next, and the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector.model.moments.navigation import Stops
from inspector.model.predicting import turn
from inspector.model.session import Session
from inspector.shell.presenting.presenter import PresenterWindow
from tests.support.recordings import cubic
from tests.support.staging import settle


class Clock:
    """A clock that goes as it is told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presenter(qtbot: QtBot, clock: Clock) -> Iterator[PresenterWindow]:
    session = Session()
    session.open_recording(cubic())
    session.go(0)
    made = PresenterWindow(session, clock)
    yield made
    made.leave()


def session_of(presenter: PresenterWindow) -> Session:
    return presenter._session


def test_the_time_counts_from_the_start_and_can_be_started_again(
    presenter: PresenterWindow, clock: Clock
) -> None:
    assert presenter.clock.text() == "0:00"
    clock.seconds += 754
    presenter.tick()
    assert presenter.clock.text() == "12:34"
    assert presenter.clock.accessibleName() == "12 minutes 34 seconds"
    presenter.restart.click()
    assert presenter.clock.text() == "0:00"


def test_what_is_announced_as_next_is_what_the_next_step_says(presenter: PresenterWindow) -> None:
    session = session_of(presenter)
    announced = presenter.following.text()
    while session.step < len(session.recording):
        session.move(Stops.ANY, forward=True)
        assert presenter.sentence.text() == announced == session.sentence
        announced = presenter.following.text()
    assert announced == "This is the last step."


def test_before_the_run_the_next_thing_is_to_run_it(qtbot: QtBot, clock: Clock) -> None:
    made = PresenterWindow(Session(), clock)
    assert made.following.text() == "One press forward runs the program."
    made.leave()


def test_what_is_to_be_predicted_is_not_announced(presenter: PresenterWindow) -> None:
    session = session_of(presenter)
    turn(session, True)
    session.go(len(session.recording))
    assert presenter.following.text().startswith("A value that is to be predicted")


def test_a_window_that_was_left_listens_no_more(qtbot: QtBot, clock: Clock) -> None:
    session = Session()
    session.open_recording(cubic())
    made = PresenterWindow(session, clock)
    made.leave()
    session.go(0)
    assert not made._timer.isActive()


def test_notes_that_are_selected_can_be_copied_by_the_right_button(
    presenter: PresenterWindow,
) -> None:
    assert presenter.notes.contextMenuPolicy() == Qt.ContextMenuPolicy.DefaultContextMenu


def test_in_a_small_window_all_that_is_said_can_be_scrolled_to(presenter: PresenterWindow) -> None:
    presenter.setStyleSheet("QLabel { font-size: 30px; }")
    presenter.resize(480, 320)
    presenter.show()
    session_of(presenter).go(9)
    settle()
    assert presenter.place.text() == f"Step 9 of {len(session_of(presenter).recording)}"
    assert presenter.place.width() >= presenter.place.sizeHint().width()
    for label in (presenter.sentence, presenter.notes, presenter.following):
        assert label.height() >= label.heightForWidth(label.width())
