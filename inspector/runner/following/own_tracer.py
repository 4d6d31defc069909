"""A tracer of the program's own, for which Python 3.11 has no room beside ours.

Where it sets none, ``sys.gettrace`` says so; one that it sets is called, and ours comes back when
it is taken away.
"""

from __future__ import annotations

import sys
from _thread import get_ident
from collections.abc import Callable
from sys import gettrace, settrace
from types import FrameType
from typing import Any, TypeAlias

Tracer: TypeAlias = Callable[[FrameType, str, Any], Any]


class OwnTracer:
    """Stands in for ``sys.settrace`` and ``sys.gettrace`` in the thread that made it.

    ``ours`` : the tracer that the program is not to see. ``comes`` is called when the program
    sets one of its own, and ``gone`` with the frame that has taken it away.
    """

    def __init__(
        self, ours: Tracer, comes: Callable[[], None], gone: Callable[[FrameType], None]
    ) -> None:
        self._ours, self._comes, self._gone = ours, comes, gone
        self._thread = get_ident()
        self._theirs: Tracer | None = None
        self._called: Tracer | None = None
        """What Python calls for the program's tracer."""

    def stand_in(self) -> None:
        """Let the program ask here, from now on."""
        vars(sys).update(settrace=self._set, gettrace=self._get)

    def stand_back(self) -> None:
        """Let it ask Python again; any thread may say so."""
        vars(sys).update(settrace=settrace, gettrace=gettrace)

    def _set(self, tracer: Tracer | None, /) -> None:
        if get_ident() != self._thread:
            settrace(tracer)
        elif tracer is None:
            settrace(None)
            self._gone(sys._getframe(1))
        else:
            self._theirs, self._called = tracer, self._unaware(tracer)
            self._comes()
            settrace(self._called)

    def _get(self) -> object:
        found = gettrace()
        if found is self._ours:
            return None
        return self._theirs if found is self._called else found

    def _unaware(self, tracer: Tracer) -> Tracer:
        """The program's tracer, which is not told that functions of Python's are ours here."""
        codes = OwnTracer._set.__code__, OwnTracer._get.__code__

        def call(frame: FrameType, event: str, arg: Any) -> Any:
            return None if frame.f_code in codes else tracer(frame, event, arg)

        return call
