"""Ends what a program has started when the window dies without a word, killed or crashed.

The child dies with its parent at once, and has no time to end anybody else. So it leaves, before
the program is there, a process that is nobody's child and in a session of its own, where neither
the program's ``wait()`` nor its ``kill()`` meets it, and which does nothing but wait.
"""

from __future__ import annotations

import os
import select
import sys

from inspector.runner import strays

_DESCRIPTORS = 1 << 12
_ROUNDS = 3
"""How often it looks: what is found may have started others meanwhile."""


def leave_keeper(incoming: int, mark: str) -> None:
    """Let a process wait until nobody can write to the pipe ``incoming`` any more.

    Then the window is gone, or has no more use for this run: all that has the mark is killed.
    Only Linux shows which processes have it.
    """
    if sys.platform != "linux":
        return
    between = os.fork()
    if between:
        os.waitpid(between, 0)
        return
    try:
        os.setsid()
        if not os.fork():
            _keep(incoming, mark)
    finally:
        os._exit(0)


def _keep(incoming: int, mark: str) -> None:
    os.closerange(0, incoming)  # whoever reads the other pipes is to see their end
    os.closerange(incoming + 1, _DESCRIPTORS)
    if sys.platform == "linux":
        closed = select.poll()
        closed.register(incoming, 0)
        closed.poll()
    for _ in range(_ROUNDS):
        strays.end_marked(mark)
