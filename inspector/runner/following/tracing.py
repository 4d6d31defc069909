"""Hooks ``Lines`` into Python 3.11, which has ``sys.settrace`` only.

While it is on, every call of a Python function asks ``Tracing`` whether to look inside, and it
does so for the program's own functions only.
"""

from __future__ import annotations

import opcode
import operator
import sys
from _thread import get_ident
from collections.abc import Callable
from functools import cache
from sys import gettrace, settrace
from types import CodeType, FrameType
from typing import Any, TypeVar

from engine.observer import CLOSED, WATCH
from inspector.runner.following.lines import Exit, Lines
from inspector.runner.following.own_tracer import OwnTracer, Tracer

DEEP = 100
"""Calls of the program in each other, from which on an error may find no room to tell of it."""
FAR = 250
"""Calls in each other, whoever's they are, from which on a recursion may be on its way."""
OFTEN = 16
"""After so many calls it is looked how many of them are in each other."""
_WAYS = {opcode.opmap["RETURN_VALUE"]: Exit.RETURN, opcode.opmap["YIELD_VALUE"]: Exit.YIELD}

R = TypeVar("R")


class Tracing:
    """Traces the calling thread while it is on, but where a tracer of the program's own does."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        lines.jumps_told = True
        self._on = False
        self._paused = 0
        self._before: Any = None
        self._thread = get_ident()
        self._observer: object = self
        self._inside = self._look_inside()
        self._call = self._look_at_calls()
        self._own = OwnTracer(self._call, lines.give_way, self.rearm)

    def start(self) -> None:
        """Follow every user's function called from now on."""
        self._on = True
        self._own.stand_in()
        settrace(self._call)

    def stop(self) -> None:
        """Follow nothing any more, from the next call or line on; any thread may ask for it."""
        self._on = False
        self._own.stand_back()

    def pause(self) -> None:
        """Run at full speed: tracing costs every call of a function, whoever's it is."""
        if self._thread != get_ident():
            return
        if not self._paused:
            self._before = gettrace()
            settrace(None)
        self._paused += 1

    def resume(self) -> None:
        """Follow on, unless it was paused more than once."""
        if self._thread != get_ident():
            return
        self._paused -= 1
        if self._on and not self._paused:
            settrace(self._before or self._call)

    def unseen(self, function: Callable[..., R]) -> Callable[..., R]:
        """Call ``function`` without tracing, which would cost each of its instructions."""
        getting, setting, ident, thread = gettrace, settrace, get_ident, self._thread

        def call(*args: Any) -> R:
            before = getting()
            if before is not None:
                setting(None)
            try:
                return function(*args)
            finally:  # as ``go_on`` does
                if self._on and not self._paused and thread == ident():
                    setting(before or self._call)

        return call

    def closes_for(self, observer: object) -> None:
        """While it watches, follow no closed call: ``observer`` says ``go_on`` at its end."""
        self._observer = observer

    def go_on(self) -> None:
        """Trace again what the program's own thread runs, unless that is paused."""
        if self._on and not self._paused and self._thread == get_ident():
            settrace(gettrace() or self._call)

    def rearm(self, frame: FrameType | None) -> None:
        """Follow ``frame`` and its callers again: Python switches off a tracer that raised."""
        if not self._on:
            return
        settrace(gettrace() or self._call)  # again, as Python needs it within a call of a tracer
        while frame is not None:
            if frame.f_code.co_filename == self.lines.filename:
                frame.f_trace = self._inside
            frame = frame.f_back

    def learn(self, code: CodeType) -> None:
        """Do nothing: whatever is called from the program's file is followed."""

    def _look_at_calls(self) -> Tracer:
        """What Python calls for each call of a function; in one piece, for its speed."""
        filename, enter, inside = self.lines.filename, self.lines.enter, self._inside
        depth, setting, calls = self.lines.depth, settrace, 0

        def call(frame: FrameType, event: str, arg: Any) -> Tracer | None:
            nonlocal calls
            try:
                code = frame.f_code
                if id(code) in CLOSED and WATCH.observer is self._observer and depth() < DEEP:
                    setting(None)
                    return None
                calls += 1
                if not calls % OFTEN and is_deep(frame):
                    keep_tracing()
                if code.co_filename != filename:
                    return None
                if not self._on:
                    settrace(None)
                    return None
                enter(frame)
            except RecursionError:
                pass
            return inside

        return call

    def _look_inside(self) -> Tracer:
        """What Python calls for each line and each end of the program's own functions."""
        at, leave = self.lines.at, self.lines.leave

        def inside(frame: FrameType, event: str, arg: Any) -> Tracer:
            try:
                if not self._on:
                    settrace(None)
                elif event == "line":
                    at(frame)
                elif event == "return":
                    leave(frame, _way(frame))
            except RecursionError:
                pass
            return inside

        return inside


def _way(frame: FrameType) -> Exit:
    """How a frame is left, by the instruction it stands on."""
    return _WAYS.get(frame.f_code.co_code[frame.f_lasti], Exit.ERROR)


def is_deep(frame: FrameType) -> bool:
    """Whether so many calls run in each other that a recursion may be on its way."""
    caller: FrameType | None = frame
    for _ in range(min(FAR, sys.getrecursionlimit() // 4)):
        if caller is None:
            return False
        caller = caller.f_back
    return True


@cache
def keep_tracing() -> None:
    """Let no recursion that is too deep end the tracing, though the program goes on after it.

    Python switches a tracer off that raises, and where no call is possible any more, calling the
    tracer does. But switching off is an event to be audited, and may be forbidden by raising: so
    an audit hook that does nothing is enough, as where the tracer cannot be called nor can this.
    It makes switching five times as dear, for good: so it is left to programs that go deep.
    """
    sys.addaudithook(operator.is_)
