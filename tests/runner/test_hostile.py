"""Programs that do everything to go on: each is ended, keeps what it did, and leaves nothing.

How it ends is checked here; how smooth a window stays meanwhile is measured by
``tests/benchmarks/test_floods.py``.
"""

from __future__ import annotations

import sys
import textwrap
import time
from typing import NamedTuple

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import AnyEvent, End, Error, Names, Statement
from inspector.model.recordings.recording import Recording
from inspector.runner import process, strays
from inspector.runner.host import Run
from inspector.runner.limits import Limits
from tests.runner.running import of, printed

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of every process")
PATIENCE = 240.0
AT_ONCE = 6
MEMORY = 600 * 2**20


class Hostile(NamedTuple):
    """A program; ``reason`` is how its run ends, which for "stopped" is by a Stop.

    Its first line binds ``kept``; where the line called ``# here`` runs, it is stopped.
    """

    name: str
    reason: str
    source: str


ENDLESS = (
    Hostile("a loop of one line", "stopped", "while True: pass  # here"),
    Hostile("a loop", "stopped", "while True:  # here\n    pass"),
    Hostile(
        "a bare except",
        "stopped",
        """\
        while True:  # here
            try:
                while True:
                    x = 1
            except:
                pass
        """,
    ),
    Hostile(
        "a comprehension",
        "stopped",
        "[0 for n in range(10**12) if n < 0]  # here",
    ),
    Hostile("a sum in C", "stopped", "sum(range(10**12))  # here"),
    Hostile(
        "a regular expression",
        "stopped",
        "import re\nre.match('(a+)+$', 'a' * 40 + 'b')  # here",
    ),
    Hostile(
        "a huge matrix product",
        "stopped",
        """\
        import numpy
        a = numpy.ones((3000, 3000))
        while True:  # here
            a @ a
        """,
    ),
    Hostile(
        "no interrupt wanted",
        "stopped",
        """\
        import signal
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        sum(range(10**12))  # here
        """,
    ),
    Hostile("sleep", "stopped", "import time\ntime.sleep(10**6)  # here"),
    Hostile(
        "a lock held already",
        "stopped",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()  # here",
    ),
    Hostile(
        "threads that the end waits for",
        "stopped",
        """\
        import threading
        def spin():
            while True:
                pass
        for _ in range(3):
            threading.Thread(target=spin).start()
        x = 1  # here
        """,
    ),
    Hostile(
        "no memory, and no complaint",
        "stopped",
        """\
        hoard = []
        while True:  # here
            try:
                hoard.append(bytearray(2**24))
            except MemoryError:
                pass
        """,
    ),
    Hostile(
        "forks that spin",
        "stopped",
        """\
        import os
        for _ in range(2):
            if not os.fork():
                while True:
                    pass
        while True:  # here
            pass
        """,
    ),
    Hostile(
        "an exit handler that stays",
        "stopped",
        """\
        import atexit
        def stay():
            while True:
                pass
        atexit.register(stay)
        x = 1  # here
        """,
    ),
)
ENDING = (
    Hostile("sys.exit", "exit", "import sys\nsys.exit('enough')"),
    Hostile("os._exit", "died", "import os\nos._exit(3)"),
    Hostile("kills itself", "died", "import os\nos.kill(os.getpid(), 9)"),
    Hostile("aborts", "died", "import os\nos.abort()"),
    Hostile("reads where nothing is", "died", "import ctypes\nctypes.string_at(0)"),
    Hostile(
        "recursion",
        "error",
        "def deep(n):\n    return deep(n + 1)\ndeep(0)",
    ),
    Hostile(
        "recursion without a limit",
        "",
        """\
        import sys
        sys.setrecursionlimit(10**9)
        class Deep:
            def __repr__(self):
                return repr(Deep())
        repr(Deep())
        """,
    ),
    Hostile("a list that never ends", "error", "a = []\nwhile True:\n    a += [0] * 10**6"),
    Hostile("an array of many gigabytes", "error", "import numpy\nnumpy.ones(10**12)"),
    Hostile("a string of gigabytes", "error", "'x' * 10**11"),
    Hostile(
        "a closed standard output",
        "error",
        "import os, sys\nos.close(1)\nos.close(2)\nprint(kept)\nos.write(1, b'')",
    ),
    Hostile("no standard output", "finished", "import sys\nsys.stdout = None\nprint(kept)"),
    Hostile(
        "a million lines",
        "finished",
        "print('\\n'.join(map(str, range(10**6))))",
    ),
    Hostile(
        "a gigabyte of text",
        "finished",
        "text = 'x' * 999 + '\\n'\ntext *= 2**10\nfor _ in range(2**10):\n    print(text, end='')",
    ),
    Hostile(
        "a gigabyte past Python",
        "finished",
        "import os\nblock = b'x' * 2**20\nfor _ in range(2**8):\n    os.write(1, block)",
    ),
    Hostile(
        "bytes that are no text",
        "finished",
        "import os\nfor n in range(256):\n    os.write(1, bytes([n]) * 50)",
    ),
    Hostile("strange names", "finished", "ａ = 'ｘ\\ud800\\x00'\nprint(ａ)"),
)
LEAVING = (
    Hostile(
        "a process of its own session",
        "finished",
        """\
        import subprocess, sys
        code = "import time; time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
        """,
    ),
    Hostile(
        "a fork that forks and outlives both",
        "died",
        """\
        import os, time
        if not os.fork():
            os.setsid()
            if os.fork():
                os._exit(0)
            time.sleep(600)
        os._exit(0)
        """,
    ),
)


class Met:
    """The run of a hostile program, and what came of it."""

    def __init__(self, hostile: Hostile) -> None:
        source = "kept = 1\n" + textwrap.dedent(hostile.source)
        lines = source.splitlines()
        self.line = next((n for n, line in enumerate(lines, 1) if line.endswith("# here")), 0)
        self.run = Run(source, limits=Limits(memory=MEMORY, output=100_000))
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


@linux
@pytest.mark.parametrize("hostile", LEAVING, ids=lambda each: each.name)
def test_what_runs_away_is_caught(hostile: Hostile, all_met: dict[str, Met]) -> None:
    check(hostile, all_met[hostile.name])


@posix
def test_two_seconds_after_a_stop_everything_has_been_tried() -> None:
    run = Run("sum(range(10**12))")
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
