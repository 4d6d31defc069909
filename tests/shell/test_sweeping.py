"""The collector of cycles looks through everything when nothing moves, and never else."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inspector.model.session import Session
from inspector.shell.background.sweeping import ALL, LASTING, NEVER, YOUNG, Sweeping
from tests.support.recordings import cubic, cubic_events


class Knot:
    """Refers to itself: only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def sweeping(session: Session) -> Iterator[Sweeping]:
    owner = QObject()
    made = Sweeping(session, owner)
    gc.disable()  # of its own accord it might come at any time
    yield made
    gc.enable()
    made.close()


def test_nothing_is_swept_while_it_runs_and_all_once_it_has_been_quiet(
    session: Session, sweeping: Sweeping, qtbot: QtBot
) -> None:
    session.new_run("", "one.py")
    assert gc.get_threshold()[2] == NEVER
    knot = weakref.ref(Knot())
    sweeping.quiet.timeout.emit()
    assert knot() is not None
    session.grow(cubic_events())
    session.finish()
    assert sweeping.quiet.isActive()
    sweeping.quiet.setInterval(0)
    qtbot.waitUntil(lambda: knot() is None)


def test_what_a_long_run_has_left_goes_with_the_next_run(
    session: Session, sweeping: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.shell.background.sweeping.SMALL", len(cubic_events()))
    session.open_recording(cubic())
    knot = weakref.ref(Knot())
    sweeping.quiet.timeout.emit()
    assert knot() is not None
    session.new_run("", "one.py")
    assert knot() is None


def test_what_lasts_is_not_looked_at_again(sweeping: Sweeping) -> None:
    def is_looked_at(thing: Knot) -> bool:
        return any(each is thing for each in gc.get_objects())

    for _ in range(LASTING):
        lasting = Knot()
        sweeping.quiet.timeout.emit()
        assert not is_looked_at(lasting)
    later = Knot()
    sweeping.quiet.timeout.emit()
    assert is_looked_at(later)


def test_the_window_itself_is_never_looked_through(sweeping: Sweeping) -> None:
    looked: list[int] = []

    def look(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            looked.append(info["generation"])

    gc.callbacks.append(look)
    try:
        sweeping.quiet.timeout.emit()
        sweeping.quiet.timeout.emit()
    finally:
        gc.callbacks.remove(look)
    assert looked == [YOUNG, ALL]


def test_closed_it_leaves_the_collector_as_it_was(session: Session) -> None:
    before, owner = gc.get_threshold(), QObject()
    Sweeping(session, owner).close()
    assert gc.get_threshold() == before


def test_the_memory_of_a_recording_comes_back_without_the_collector(session: Session) -> None:
    session.open_recording(cubic())
    assert session.graph.vertices
    assert session.appearance
    assert session.moment.variables()
    gone = weakref.ref(session.recording)
    gc.disable()
    try:
        session.open_recording(cubic())
        assert gone() is None
    finally:
        gc.enable()
