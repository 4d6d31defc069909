"""A run's folder among the system's temporary files, and those that killed windows have left."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = "autograd-inspector-"
AGE = 3600.0
"""Seconds for which nobody else's folder is touched, as it may not be locked yet."""
_MOST = 20


class Scratch:
    """A folder for one run, gone with ``close`` and locked until then.

    ``beat`` is the path of its heartbeat; ``files`` the folder for what the program writes.
    """

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.path)
        self.beat = self.path / "beat"
        self.files = self.path / "files"
        self.files.mkdir()

    def close(self) -> None:
        """Remove the folder with all there is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        _unlock(self._lock)


def sweep(where: Path, age: float = AGE) -> None:
    """Remove folders whose window was killed, at most a few at a time.

    ``age`` : seconds since anything was made in them that they must have.
    """
    before, removed = time.time() - age, 0
    with contextlib.suppress(OSError):
        for folder in where.glob(f"{PREFIX}*"):
            if removed < _MOST and _is_old(folder, before):
                removed += _removed(folder)


def _is_old(folder: Path, before: float) -> bool:
    try:
        return folder.is_dir() and not folder.is_symlink() and folder.stat().st_mtime < before
    except OSError:
        return False


def _removed(folder: Path) -> bool:
    lock = _locked(folder)
    if lock is None:
        return False
    with contextlib.suppress(OSError):
        # Where there are no such locks, a heartbeat in use cannot be removed.
        (folder / "beat").unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    _unlock(lock)
    return True


def _locked(folder: Path) -> int | None:
    """What holds a folder's lock, which is given up with the process; None if somebody has it."""
    if sys.platform != "win32":
        try:
            lock = os.open(folder, os.O_RDONLY)
        except OSError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        return lock
    return -1


def _unlock(lock: int | None) -> None:
    if lock is not None and lock >= 0:
        os.close(lock)
