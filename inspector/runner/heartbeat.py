"""The line a program is in and how far it is, in memory that two processes share.

Events reach the parent in batches, and a killed process takes its last batch with it. What it
wrote here stays: the parent can always say where a run has ended, and how much of it is missing.
"""

from __future__ import annotations

import array
import contextlib
import mmap
from pathlib import Path
from typing import TypeAlias

_SIZE = mmap.PAGESIZE
Beat: TypeAlias = "memoryview | array.array[int]"
"""Unsigned integers: the line that runs now, how many events there were before it, and whether
the child could not send some, as the program had closed its descriptors."""
UNHEARD = 2
"""The place of the last of them."""


class Heartbeat:
    """The parent's side: a small file at ``path``, gone with ``close``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("w+b") as file:
            file.truncate(_SIZE)
            self._memory = mmap.mmap(file.fileno(), _SIZE)

    @property
    def line(self) -> int:
        """The line that ran last, 0 before the first."""
        return self._beat(0)

    @property
    def events(self) -> int:
        """How many events there had been when that line began, sent or not."""
        return self._beat(1)

    @property
    def unheard(self) -> bool:
        """Whether the child could not send what it had to tell."""
        return self._beat(UNHEARD) == 1

    def _beat(self, place: int) -> int:
        """One of the numbers, 0 where something else was written over them."""
        numbers = memoryview(self._memory).cast("I")
        return 0 if any(numbers[UNHEARD + 1 :]) else int(numbers[place])

    def close(self) -> None:
        """Let go of the memory and remove the file."""
        self._memory.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


def open_beat(path: str) -> Beat:
    """The child's side of the memory; memory that nobody reads where there is no such file."""
    try:
        with open(path, "r+b") as file:  # noqa: PTH123  (nothing but its descriptor is wanted)
            return memoryview(mmap.mmap(file.fileno(), _SIZE)).cast("I")
    except OSError:
        return array.array("I", [0, 0, 0])
