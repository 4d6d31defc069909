"""A child that waits runs the next program at once, and one program only."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from inspector.model.recordings import wire
from inspector.model.recordings.events import AnyEvent, End
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.spare import Spare
from tests.runner.running import DEADLINE, printed

PROGRAM = "import os, sys\nprint(os.getpid(), os.getcwd(), 'leak' in vars(sys))\nsys.leak = 1\n"


def events_of(run: Run) -> list[AnyEvent]:
    found: list[AnyEvent] = []
    run.start()
    deadline = time.monotonic() + DEADLINE
    while run.alive:
        assert time.monotonic() < deadline
        found += run.read(0.05, wait=0.05)
    return found


@pytest.fixture
def spare():
    made = Spare()
    yield made
    made.close()


def test_the_waiting_child_runs_the_program_in_its_folder(spare: Spare, tmp_path: Path) -> None:
    spare.warm()
    waiting = spare.take()
    assert waiting is not None
    spare._child = waiting
    events = events_of(Run(Job(source=PROGRAM, cwd=tmp_path), spare))
    assert events[-1] == End(0)
    assert printed(events, "stdout") == f"{waiting.pid} {tmp_path} False\n"


def test_every_run_has_a_process_of_its_own(spare: Spare) -> None:
    told = []
    for _ in range(2):
        spare.warm()
        told.append(printed(events_of(Run(Job(source=PROGRAM), spare)), "stdout").split())
    assert told[0][0] != told[1][0]
    assert [words[-1] for words in told] == ["False", "False"]
    assert spare.take() is None


def test_a_child_that_died_while_it_waited_is_not_used(spare: Spare) -> None:
    spare.warm()
    waiting = spare.take()
    assert waiting is not None
    waiting.kill()
    waiting.wait()
    spare._child = waiting
    assert events_of(Run(Job(source="print(1)"), spare))[-1] == End(0)


def test_a_child_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "VERSION", 99)
    end = events_of(Run(Job(source="print(1)")))[-1]
    assert isinstance(end, End)
    assert "speaks version 1" in end.message
