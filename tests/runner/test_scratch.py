"""Temporary folders go with their run, and those of killed windows with the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from inspector.runner.scratch import PREFIX, Scratch, sweep


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_a_closed_run_leaves_nothing(here: Path) -> None:
    scratch = Scratch()
    (scratch.files / "of the program").write_text("42")
    scratch.close()
    assert not list(here.iterdir())


def test_a_folder_in_use_stays_however_old_it_is(here: Path) -> None:
    scratch = Scratch()
    scratch.beat.touch()
    os.utime(scratch.path, (0, 0))
    if sys.platform != "win32":
        sweep(here)
        assert scratch.beat.exists()
    scratch.close()


def test_what_was_just_made_and_what_belongs_to_others_stays(here: Path) -> None:
    (here / f"{PREFIX}new").mkdir()
    other = here / "another program's"
    other.mkdir()
    os.utime(other, (0, 0))
    sweep(here)
    assert len(list(here.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_a_killed_window_has_left_goes_with_the_next_run(here: Path) -> None:
    code = f"""
        import os, signal, tempfile
        from inspector.runner.scratch import Scratch
        tempfile.tempdir = {str(here)!r}
        (Scratch().files / "of the program").write_text("42")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert died.returncode == -signal.SIGKILL
    (left,) = here.iterdir()
    os.utime(left, (0, 0))
    scratch = Scratch()
    assert list(here.iterdir()) == [scratch.path]
    scratch.close()
