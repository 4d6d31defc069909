"""Code that is given to a program while it waits at a line, and after its end."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeAlias

from engine.observer import WATCH
from inspector.model.recordings.events import End, Given, Paused, Resumed
from inspector.model.recordings.wire import Code, Resume
from inspector.runner.child.pieces import Pieces
from inspector.runner.following.attention import Attention
from inspector.runner.following.follower import Follower
from inspector.runner.following.lines import Stopped
from inspector.runner.following.statements import headers
from inspector.runner.sending.sink import Sink

Attempt: TypeAlias = Callable[[Callable[[], None]], End]
"""Does a piece of the program's work and says how that ended."""


class Prompt:
    """Takes the parent's orders from one thread and follows them in the program's own.

    ``running`` : code that was given runs; ``resting`` : the program waits for some, or to go on.
    """

    def __init__(self, sink: Sink, pieces: Pieces, attempt: Attempt) -> None:
        self._sink, self._pieces, self._attempt = sink, pieces, attempt
        self._orders: queue.SimpleQueue[Code | Resume | None] = queue.SimpleQueue()
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._due = 0
        self._breaking = self.running = self.resting = False

    def order(self, order: Code | Resume | None) -> None:
        """Run code, go on, or with None give up waiting; any thread may say so."""
        if isinstance(order, Code):
            with self._lock:
                self._due += 1
        self._orders.put(order)

    def break_off(self, attention: Attention) -> bool:
        """End the code that was given, begun or not, at its next line; any thread may ask for it.

        Returns:
            Whether there is any that has not ended.
        """
        with self._lock:
            if self._due:
                self._breaking = True
                attention.stop()
            return self._due > 0

    def hold(self, follower: Follower, frame: FrameType, line: int) -> None:
        """Wait at a line until the parent says go on; run what it gives meanwhile.

        Raises:
            Stopped: the program was asked to stop while it waited.
        """
        self._tell(Paused(line))
        while not isinstance(order := self._next(), Resume):
            if order is None:
                raise Stopped
            scope = frame.f_locals
            # The frame stands in a call of the tracer, in which Python would trace nothing.
            end = sys.call_tracing(self._run, (follower, order, frame.f_globals, scope))
            _keep_locals(frame)
            if end.reason == "stopped":
                raise Stopped
            follower.rearm(frame)
            self._tell(Paused(line))
        self.resting = False
        self._tell(Resumed())

    def stay(self, follower: Follower, observer: Any, scope: dict[str, Any]) -> None:
        """Run what the parent gives in the namespace of a program that has ended."""
        while (order := self._next()) is not None and os.getpid() == self._owner:
            if isinstance(order, Code):
                self._once(follower, observer, order, scope)

    def _next(self) -> Code | Resume | None:
        self.resting = True
        return self._orders.get()

    def _once(self, follower: Follower, observer: Any, order: Code, scope: dict[str, Any]) -> None:
        watched = not self._sink.full
        WATCH.observer = observer if watched else None
        if watched:
            follower.start()
        try:
            end = self._run(follower, order, scope, scope)
        finally:
            WATCH.observer = None
            follower.stop()
        self._sink.add(end)
        self._sink.flush()

    def _run(self, follower: Follower, order: Code, scope: dict[str, Any], names: Any) -> End:
        """Run code in the names of a frame, as Python's own prompt does."""
        self._tell(Given(order.text, order.line, order.shown))

        def work() -> None:
            tree, code = self._pieces.compile(order)
            follower.lines.headers.update(headers(tree))
            follower.learn(code)
            follower.lines.lend(code)
            follower.rearm(None)
            exec(code, scope, names)

        return self._attended(work, follower.lines.attention)

    def _attended(self, work: Callable[[], None], attention: Attention) -> End:
        """Do the work of code that was given; where that is broken off, only the code ends."""
        outer = self.running

        def attended() -> None:
            self.running, self.resting = True, False
            try:
                work()
            finally:
                # Before the end is told, in which an interrupt should find nothing to end.
                self.running, self.resting = outer, True

        end = self._attempt(attended)
        with self._lock:
            self._due -= 1
            broken, self._breaking = self._breaking, False
            if broken:
                attention.go_on()
        if not broken or end.reason != "stopped":
            return end
        self._sink.text("stderr", "KeyboardInterrupt\n")
        return End(end.status, "interrupted")

    def _tell(self, event: Paused | Resumed | Given) -> None:
        self._sink.add(event)
        self._sink.flush()


def join_threads() -> None:
    """Wait for the threads that the program has left behind, as Python does at its end."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _keep_locals(frame: FrameType) -> None:
    """Let a function's own variables have what was assigned to them in a copy of its names."""
    if sys.version_info < (3, 13):
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
