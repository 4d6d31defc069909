"""Long work in slices: the event loop runs between them, the collector rests meanwhile."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from inspector.shell.background.slices import SLICE, Slices


def busy(pieces: int, seconds: float) -> Iterator[int]:
    for piece in range(pieces):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            pass
        yield piece


def test_the_event_loop_runs_between_slices(qtbot: QtBot) -> None:
    told: list[int] = []
    ticks: list[int] = []
    owner = QObject()
    timer = QTimer(owner)
    timer.timeout.connect(lambda: ticks.append(len(told)))
    timer.start(0)
    slices = Slices[int](owner, told.append, lambda _: None, (ValueError,))
    slices.begin(busy(20, SLICE / 2))
    assert slices.working
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: not slices.working)
    assert told[-1] == 19
    assert len({*ticks}) > 3
    assert gc.isenabled()


def test_what_the_work_raises_is_told_and_ends_it(qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    owner = QObject()
    slices = Slices[int](owner, lambda _: None, failures.append, (ValueError,))
    slices.begin(broken())
    assert [str(error) for error in failures] == ["broken"]
    assert not slices.working
    assert gc.isenabled()


def test_stopped_work_goes_no_further(qtbot: QtBot) -> None:
    told: list[int] = []
    owner = QObject()
    slices = Slices[int](owner, told.append, lambda _: None, ())
    slices.begin(busy(20, SLICE))
    slices.stop()
    slices.go_on()
    assert told == [0]
