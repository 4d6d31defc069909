"""A child process that waits for its program, so that a run begins at once.

Loading Python, numpy and the engine takes most of a short run's time; a spare child has done it
before it is asked. Each runs one program and ends: nothing of a run can leak into the next.
"""

from __future__ import annotations

import subprocess

from inspector.runner import process

PATIENCE = 1.0


class Spare:
    """At most one waiting child; ``warm`` and ``take`` are called from the same thread."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def warm(self) -> None:
        """See to it that there is a child; where none can be started, a run will say why."""
        if self._child is None or self._child.poll() is not None:
            self.close()
            try:
                self._child = process.start()
            except OSError:
                self._child = None

    def take(self) -> subprocess.Popen[bytes] | None:
        """The waiting child, which is the caller's from now on; None where there is none."""
        child, self._child = self._child, None
        if child is not None and child.poll() is not None:
            _end(child)
            return None
        return child

    def close(self) -> None:
        """Let no child wait any longer."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    process.kill_group(child)
    child.wait(PATIENCE)
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
