"""Hooks ``Lines`` into Python 3.11, which has ``sys.settrace`` only."""

from __future__ import annotations

import opcode
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from inspector.runner.lines import Lines

_RETURNS = frozenset({opcode.opmap["RETURN_VALUE"], opcode.opmap.get("RETURN_CONST", -1)})


class Tracing:
    """Traces the calling thread while it is on."""

    pauses = True

    def __init__(self, lines: Lines, code: CodeType) -> None:
        self.lines = lines
        self.code = code
        lines.jumps_told = True
        self._at = lines.at
        self._on = False
        self._paused = 0

    def start(self) -> None:
        """Follow every user's function called from now on."""
        self._on = True
        sys.settrace(self._call)

    def stop(self) -> None:
        """Follow nothing any more, from the next call or line on; any thread may ask for it."""
        self._on = False

    def pause(self) -> None:
        """Run at full speed: tracing costs every call of a function, whoever's it is."""
        self._paused += 1
        sys.settrace(None)

    def resume(self) -> None:
        """Follow on, unless it was paused more than once."""
        self._paused -= 1
        if self._on and not self._paused:
            sys.settrace(self._call)

    def unseen(self, function: Callable[..., None]) -> Callable[..., None]:
        """Call ``function`` without tracing, which would cost each of its instructions."""
        gettrace, settrace = sys.gettrace, sys.settrace

        def call(*args: Any) -> None:
            before = gettrace()
            settrace(None)
            try:
                function(*args)
            finally:
                settrace(before)

        return call

    def rearm(self, frame: FrameType | None) -> None:
        """Follow ``frame`` and its callers again: Python switches off a tracer that raised."""
        if not self._on:
            return
        sys.settrace(self._call)
        while frame is not None:
            if frame.f_code.co_filename == self.lines.filename:
                frame.f_trace = self._inside
            frame = frame.f_back

    def learn(self, code: CodeType) -> CodeType:
        """The code itself: whatever is called from the program's file is followed."""
        return code

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:
        if not self._on:
            sys.settrace(None)
            return None
        if frame.f_code.co_filename != self.lines.filename:
            return None
        self.lines.enter(frame)
        return self._inside

    def _inside(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line" and self._on:
            self._at(frame)
        elif not self._on:
            sys.settrace(None)
        elif event == "return":
            self.lines.leave(frame, _returns(frame))
        return self._inside


def _returns(frame: FrameType) -> bool:
    """Whether a frame is left by a return, and not by an exception or a yield."""
    return frame.f_code.co_code[frame.f_lasti] in _RETURNS
