"""Hooks ``Lines`` into Python 3.12 and later: ``sys.monitoring`` costs libraries nothing."""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FrameType
from typing import Any, TypeVar

from inspector.runner.following.lines import Exit, Lines

_NAME = "autograd-inspector"
_TOOLS = (4, 3, 2, 1, 5, 0)
R = TypeVar("R")


class Monitoring:
    """Monitors the user's code objects, in the thread that made it, while it is on."""

    def __init__(self, lines: Lines, code: CodeType) -> None:
        self.lines = lines
        self._codes = [code]
        self._thread = _thread.get_ident()
        self._api: Any = vars(sys)["monitoring"]  # unknown to the types of 3.11
        self._tool: int | None = None
        self._local = 0

    def start(self) -> None:
        """Follow every user's function; silently nothing if other tools hold every place."""
        free = [tool for tool in _TOOLS if self._api.get_tool(tool) is None]
        if not free:
            return
        self._tool = free[0]
        self._api.use_tool_id(self._tool, _NAME)
        events = self._api.events
        callbacks = {
            events.PY_START: self._enter, events.PY_RESUME: self._enter,
            events.PY_RETURN: self._return, events.PY_YIELD: self._yield,
            events.PY_UNWIND: self._unwind, events.PY_THROW: self._throw,
            events.LINE: self.lines.passed(self._elsewhere), events.JUMP: self._jump,
        }  # fmt: skip
        for event, callback in callbacks.items():
            self._api.register_callback(self._tool, event, callback)
        everywhere = events.PY_UNWIND | events.PY_THROW
        self._api.set_events(self._tool, everywhere)
        self._local = sum(event for event in callbacks if not event & everywhere)
        self._watch(self._local)

    def learn(self, code: CodeType) -> None:
        """Follow another code object and all in it."""
        self._codes.append(code)
        if self._holds_place():
            self._watch(self._local, self._codes[-1:])

    def _watch(self, events: int, codes: Sequence[CodeType] = ()) -> None:
        for code in codes or self._codes:
            for each in nested(code):
                self._api.set_local_events(self._tool, each, events)

    def stop(self) -> None:
        """Follow nothing any more."""
        if self._holds_place():
            self._api.set_events(self._tool, 0)
            self._watch(0)
            self._api.free_tool_id(self._tool)
        self._tool = None

    def _holds_place(self) -> bool:
        """Whether it follows, and the program has not freed its place to take it itself."""
        return self._tool is not None and self._api.get_tool(self._tool) == _NAME

    def pause(self) -> None:
        """Do nothing: only the user's own code is followed anyway."""

    def resume(self) -> None:
        """Do nothing."""

    def unseen(self, function: Callable[..., R]) -> Callable[..., R]:
        """The function itself: ours are not followed anyway."""
        return function

    def closes_for(self, observer: object) -> None:
        """Do nothing: no call of ours is followed."""

    def go_on(self) -> None:
        """Do nothing."""

    def rearm(self, frame: FrameType | None) -> None:
        """Do nothing: monitoring goes on after a callback raised."""

    def _elsewhere(self) -> bool:
        return _thread.get_ident() != self._thread

    def _enter(self, code: CodeType, offset: int) -> None:
        if not self._elsewhere():
            self.lines.enter(sys._getframe(1))

    def _return(self, code: CodeType, offset: int, value: object) -> None:
        if not self._elsewhere():
            self.lines.leave(sys._getframe(1), Exit.RETURN)

    def _yield(self, code: CodeType, offset: int, value: object) -> None:
        if not self._elsewhere():
            self.lines.leave(sys._getframe(1), Exit.YIELD)

    def _unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        if code.co_filename == self.lines.filename and not self._elsewhere():
            self.lines.leave(sys._getframe(1), Exit.ERROR)

    def _throw(self, code: CodeType, offset: int, error: BaseException) -> None:
        if code.co_filename == self.lines.filename and not self._elsewhere():
            self.lines.enter(sys._getframe(1))

    def _jump(self, code: CodeType, offset: int, target: int) -> Any:
        """A loop written on one line jumps back without ever leaving its line."""
        if target >= offset or _line_of(code, target) != _line_of(code, offset):
            return self._api.DISABLE
        if not self._elsewhere():
            frame = sys._getframe(1)
            self.lines.again(frame, frame.f_lineno, target)
        return None


def nested(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that are defined inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested(constant)


def _line_of(code: CodeType, offset: int) -> int | None:
    found = (line for start, end, line in code.co_lines() if start <= offset < end)
    return next(found, None)
