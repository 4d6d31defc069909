"""Finding processes that a program started and that left its process group.

A process that gives itself a session of its own is out of reach of the kill that ends a group. It
still has the environment it was started with, and in that the mark of its run. Only Linux shows
the environment of processes; elsewhere such a process lives on.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "AUTOGRAD_INSPECTOR_RUN"
_PROC = Path("/proc")


def new_mark() -> str:
    """A mark that no other run has."""
    return os.urandom(8).hex()  # as ``secrets`` has it, which loads all of OpenSSL for it


def marked(mark: str) -> Iterator[int]:
    """The ids of the living processes that have the mark."""
    if sys.platform != "linux" or not mark:
        return
    wanted = f"{VARIABLE}={mark}".encode()
    for entry in os.scandir(_PROC):
        if entry.name.isdigit() and wanted in _environment(entry.name):
            yield int(entry.name)


def _environment(process: str) -> list[bytes]:
    try:
        return (_PROC / process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def end_marked(mark: str) -> None:
    """Kill every process that has the mark, but this one."""
    if sys.platform == "linux":
        for process in marked(mark):
            if process == os.getpid():
                continue
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
