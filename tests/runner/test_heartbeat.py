"""Wherever a run is killed, the line it was in is known."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from inspector.model.recordings.events import End
from inspector.runner.heartbeat import Heartbeat, open_beat
from tests.runner.running import run


def test_what_the_child_writes_the_parent_reads(tmp_path: Path) -> None:
    beat = Heartbeat(tmp_path / "beat")
    there = open_beat(str(beat.path))
    assert beat.line == 0
    there[0] = 1234
    assert beat.line == 1234
    beat.close()
    assert not beat.path.exists()


def test_without_a_file_nobody_is_told() -> None:
    there = open_beat("")
    there[0] = 5
    assert there[0] == 5


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_is_killed_says_in_which_line() -> None:
    source = """\
    import ctypes
    n = 0
    while True:
        n += 1
        if n == 2000:
            ctypes.CDLL(None)["raise"](9)
    """
    *events, end = run(source)
    assert isinstance(end, End)
    assert end.reason == "died"
    assert "in line 6;" in end.message
    kept, *lost = map(int, re.findall(r"\d+", end.message.partition(";")[2].replace(",", "")))
    assert kept == len(events)
    before = 2 + 4 * 2000  # of two statements or names before the loop
    assert kept + sum(lost) == before or kept == before + 1  # line 6 itself may have been sent
