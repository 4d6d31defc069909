"""Programs that do everything to go on: each is ended, keeps what it did, and leaves nothing.

How it ends is checked here; how smooth a window stays meanwhile is measured by
``tests/benchmarks/test_floods.py``.
"""

from __future__ import annotations

import re
import sys
import textwrap
import time

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import AnyEvent, End, Error, Limit, Names, Statement
from inspector.model.recordings.recording import Recording
from inspector.runner import process, strays
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from tests.runner.hostile import ENDING, ENDLESS, LEAVING, Hostile
from tests.runner.running import of, printed

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of every process")
PATIENCE = 240.0
AT_ONCE = 6
MEMORY = 600 * 2**20


class Met:
    """The run of a hostile program, and what came of it."""

    def __init__(self, hostile: Hostile) -> None:
        source = "kept = 1\n" + textwrap.dedent(hostile.source)
        lines = source.splitlines()
        self.line = next((n for n, line in enumerate(lines, 1) if line.endswith("# here")), 0)
        self.run = Run(Job(source=source, limits=Limits(memory=MEMORY, output=100_000)))
        self.run.start()
        assert self.run._child is not None
        self.mark = process.mark_of(self.run._child)
        self.events: list[AnyEvent] = []

    def read(self) -> None:
        """Take what has come, and stop the program where it is to be stopped."""
        fresh = self.run.read(0.05)
        self.events += fresh
        if any(isinstance(event, Statement) and event.line == self.line for event in fresh):
            self.run.stop()


@pytest.fixture(scope="module")
def all_met() -> dict[str, Met]:
    """Every program, several at a time, as most of them only wait for their end."""
    todo, going, done = [*ENDLESS, *ENDING, *LEAVING], list[Met](), {}
    deadline = time.monotonic() + PATIENCE
    while (todo or going) and time.monotonic() < deadline:
        while todo and len(going) < AT_ONCE:
            hostile = todo.pop(0)
            met = done[hostile.name] = Met(hostile)
            going.append(met)
        for met in going:
            met.read()
        going = [met for met in going if met.run.alive]
        time.sleep(0.005)
    for met in going:
        met.run.close()
    return done


def is_steppable(events: list[AnyEvent]) -> bool:
    """Whether every tenth of a recording can be looked at."""
    recording = Recording()
    recording.extend(events)
    steps = range(0, len(recording) + 1, 1 + len(recording) // 10)
    moments = [Moment(recording, step) for step in steps]
    return recording.complete and all(m.variables is not None and m.line >= 0 for m in moments)


def is_gone(mark: str) -> bool:
    """Whether every process with the mark has ended."""
    deadline = time.monotonic() + PATIENCE
    while list(strays.marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not list(strays.marked(mark))


def check(hostile: Hostile, met: Met) -> None:
    last = met.events[-1]
    assert isinstance(last, End), "the run did not end"
    assert hostile.reason in ("", last.reason), last
    assert of(Names, met.events)[0].bound[0].name == "kept"
    assert is_steppable(met.events)
    assert is_gone(met.mark), "something is left behind"


@posix
@pytest.mark.parametrize("hostile", ENDLESS, ids=lambda each: each.name)
def test_what_never_ends_is_stopped(hostile: Hostile, all_met: dict[str, Met]) -> None:
    check(hostile, all_met[hostile.name])
    assert "inspector" not in printed(all_met[hostile.name].events, "stderr"), "that is ours"


@posix
@pytest.mark.parametrize("hostile", ENDING, ids=lambda each: each.name)
def test_what_ends_badly_says_how(hostile: Hostile, all_met: dict[str, Met]) -> None:
    check(hostile, all_met[hostile.name])
    if hostile.reason == "error":
        assert of(Error, all_met[hostile.name].events)
    given_up = [one for one in of(Limit, all_met[hostile.name].events) if "Error" in one.what]
    assert not given_up, "this is ours"


@posix
def test_where_a_program_has_overwritten_its_heartbeat_nothing_is_read_from_it(
    all_met: dict[str, Met],
) -> None:
    end = all_met["nonsense in every descriptor"].events[-1]
    assert isinstance(end, End)
    # Where its end came sooner than the nonsense, a few events are truly known to be lost.
    lost = r"(, the last \d{1,2} before its end were lost)?"
    assert re.search(
        rf"does not begin with AGI in line [3-7]; \d+ events were kept{lost}\.$", end.message
    )


@posix
def test_an_error_is_told_though_the_hook_for_errors_fails(all_met: dict[str, Met]) -> None:
    events = all_met["an error hook that fails"].events
    assert [error.type for error in of(Error, events)] == ["ZeroDivisionError"]
    said = printed(events, "stderr")
    assert "Error in sys.excepthook:\nTraceback" in said
    assert "KeyError\n\nOriginal exception was:\nTraceback" in said


@posix
def test_of_a_huge_error_both_ends_are_kept(all_met: dict[str, Met]) -> None:
    (error,) = of(Error, all_met["a huge error"].events)
    assert len(error.message) < 200_000
    assert "99,900,000 characters left out" in error.message


@linux
@pytest.mark.parametrize("hostile", LEAVING, ids=lambda each: each.name)
def test_what_runs_away_is_caught(hostile: Hostile, all_met: dict[str, Met]) -> None:
    check(hostile, all_met[hostile.name])


@posix
def test_two_seconds_after_a_stop_everything_has_been_tried() -> None:
    run = Run(Job(source="sum(range(10**12))"))
    run.start()
    try:
        while not run.read(0.05, wait=0.05):
            pass
        run.stop()
        run.tick(time.monotonic() + 2)
        assert run._child is not None
        assert run._child.wait(PATIENCE) < 0
    finally:
        run.close()
