"""What a program may write to, and that it cannot reach the network, where Linux sees to it."""

from __future__ import annotations

import socket
import textwrap
from pathlib import Path

import pytest

from inspector.model.recordings.events import AnyEvent
from inspector.runner.child import fence
from inspector.runner.host import Run
from inspector.runner.job import Job
from tests.runner.running import printed

fenced = pytest.mark.skipif(not fence.version(), reason="this system has no Landlock")
TRY = """\
import os, pathlib, tempfile
def attempt(what, *args):
    try:
        what(*args)
    except OSError as error:
        print(type(error).__name__)
    else:
        print("done")
"""


def attempts(source: str, path: Path, **options: bool) -> list[str]:
    """What comes of each attempt of a program that stands in the file ``path``."""
    run = Run(Job(source=TRY + textwrap.dedent(source), path=path, **options))
    run.start()
    events: list[AnyEvent] = []
    try:
        while run.alive:
            events += run.read(0.05, wait=0.05)
    finally:
        run.close()
    return printed(events, "stdout").split()


@fenced
def test_a_program_writes_beside_itself_and_in_its_temporary_folder_only(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "kept").write_text("kept")
    source = f"""\
    own, other = pathlib.Path("."), pathlib.Path({str(other)!r})
    attempt((own / "new").write_text, "fine")
    attempt((own / "folder").mkdir)
    attempt(tempfile.NamedTemporaryFile)
    attempt(pathlib.Path("/dev/null").write_text, "fine")
    attempt((other / "kept").read_text)
    attempt((other / "new").write_text, "no")
    attempt((other / "kept").write_text, "no")
    attempt((other / "kept").unlink)
    attempt(os.truncate, other / "kept", 0)
    attempt(os.rename, other / "kept", own / "taken")
    attempt((other / "folder").mkdir)
    attempt(os.kill, os.getppid(), 0)
    """
    told = attempts(source, own / "program.py")
    assert told[:5] == ["done"] * 5
    assert "done" not in told[5:11]
    assert len(told) == 12
    assert (other / "kept").read_text() == "kept"
    assert (own / "new").read_text() == "fine"


@fenced
def test_what_a_program_starts_is_fenced_in_too(tmp_path: Path) -> None:
    target = tmp_path / "new"
    own = tmp_path / "own"
    own.mkdir()
    source = f"""\
    import subprocess
    attempt(subprocess.run, ["touch", {str(target)!r}])
    """
    assert "done" in attempts(source, own / "program.py")
    assert not target.exists()


@pytest.mark.skipif(fence.version() < 4, reason="this system cannot fence TCP in")
def test_a_program_reaches_no_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        source = f"""\
        import socket
        attempt(socket.create_connection, {server.getsockname()})
        attempt(socket.create_server, ("127.0.0.1", 0))
        """
        path = tmp_path / "program.py"
        assert attempts(source, path) == ["PermissionError"] * 2
        assert attempts(source, path, fenced=False) == ["done"] * 2


def test_without_landlock_nothing_is_fenced_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fence.sys, "platform", "plan9")
    assert fence.version() == 0
    assert fence.fence(["/"]) is False
