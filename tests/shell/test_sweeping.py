"""The collector of cycles looks through everything between runs, and never during one."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from inspector.model.session import Session
from inspector.shell.sweeping import NEVER, Sweeping
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
    yield made
    made.close()


def test_a_run_is_swept_after_only_when_it_has_ended(session: Session, sweeping: Sweeping) -> None:
    session.new_run("", "one.py")
    assert gc.get_threshold()[2] == NEVER
    knot = weakref.ref(Knot())
    session.grow(cubic_events())
    assert knot() is not None
    session.finish()
    assert knot() is None
    assert gc.get_freeze_count() > 0


def test_closed_it_leaves_the_collector_as_it_was(session: Session) -> None:
    before, owner = gc.get_threshold(), QObject()
    Sweeping(session, owner).close()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


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
