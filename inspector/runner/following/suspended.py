"""Generators and coroutines that wait: what each had told, until it goes on.

Each runs in pieces, and between two of them others of the same code may run as deep as it did.
"""

from __future__ import annotations

import inspect
from types import CodeType, FrameType
from typing import NamedTuple

from inspector.runner.following.activations import Activation
from inspector.runner.following.statements import Header

MOST = 4096
"""How many that wait are remembered; a program may have let go of the oldest."""
_IN_PIECES = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Waiting(NamedTuple):
    """One that waits: at which instruction of which statement, and what it had bound.

    ``begun`` : the instruction at which the statement began.
    """

    code: CodeType
    instruction: int
    begun: int
    header: Header | None
    names: tuple[str, ...]


class Suspended:
    """Those that wait, by the ids of their frames: to keep a frame would keep what it holds."""

    def __init__(self) -> None:
        self._waiting: dict[int, Waiting] = {}

    def put_aside(self, here: Activation) -> None:
        """Remember a call that yields."""
        place, names = here.frame.f_lasti, tuple(here.bindings.seen)
        self._waiting[id(here.frame)] = Waiting(here.code, place, here.begun, here.header, names)
        if len(self._waiting) > MOST:
            del self._waiting[next(iter(self._waiting))]

    def take_up(self, frame: FrameType) -> Waiting | None:
        """What a frame that goes on had told; None for one that begins.

        As one that has died leaves its id to others, only what is past the yield is it.
        """
        waiting = self._waiting.pop(id(frame), None)
        if waiting is None or waiting.code is not frame.f_code:
            return None
        return waiting if frame.f_lasti >= waiting.instruction else None


def runs_in_pieces(code: CodeType) -> bool:
    """Whether a call of code may yield and go on later."""
    return bool(code.co_flags & _IN_PIECES)
