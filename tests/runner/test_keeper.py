"""That nothing which a program has started outlives a window that was killed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.runner.running import printed, run

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of every process")
PATIENCE = 60.0
WINDOW = """\
import sys
from tests.runner.running import NAME, Job, Run, printed
child = Run(Job(source=sys.argv[1], name=NAME))
child.start()
while True:
    text = printed(child.read(0.05, wait=0.05), "stdout").strip()
    if text:
        print(text, flush=True)
"""
STARTED = {
    "started": """\
import subprocess, time
print(subprocess.Popen(["sleep", "600"]).pid)
time.sleep(600)
""",
    "started in a session of its own": """\
import subprocess
print(subprocess.Popen(["sleep", "600"], start_new_session=True).pid)
sum(range(10**12))
""",
    "forked, deaf to what asks it to end": """\
import os, signal, time
forked = os.fork()
if not forked:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
print(forked)
time.sleep(600)
""",
}


def is_there(process: int) -> bool:
    """Whether a process runs, and is not only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@linux
@pytest.mark.parametrize("source", STARTED.values(), ids=STARTED)
def test_what_a_program_started_ends_with_a_window_that_is_killed(source: str) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, source], stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    with window.stdout as told:
        process = int(told.readline())
        assert is_there(process)
        window.kill()
        window.wait()
    deadline = time.monotonic() + PATIENCE
    while is_there(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_there(process)


@linux
def test_a_program_that_waits_for_its_children_meets_no_other() -> None:
    source = """\
    import os
    try:
        os.wait()
    except ChildProcessError:
        print("none")
    """
    assert printed(run(source), "stdout") == "none\n"
