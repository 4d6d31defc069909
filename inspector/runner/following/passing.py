"""The fast path of following a line: most run one statement and bind one name at most.

It runs at every line, so it is one piece without calls; whatever is unusual goes the long way.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from engine.tensor import Tensor
from inspector.runner.following.follower import Listener
from inspector.runner.following.names import LARGE
from inspector.runner.following.statements import NO_HEADER
from inspector.runner.heartbeat import Beat
from inspector.runner.sending.sink import BATCH, Sink
from inspector.runner.sending.sites import Counter

if TYPE_CHECKING:
    from inspector.runner.following.lines import Lines

At = Callable[..., None]


def short_line(  # noqa: C901  (one piece without calls, see above)
    lines: Lines,
    sink: Sink,
    counter: Counter,
    beat: Beat,
    listener: Listener,
    elsewhere: Callable[[], bool] | None = None,
) -> At:
    """What is called at each line of the program that is about to run, with its frame.

    The line itself is given where it is known, 0 where the frame is to say it. With ``elsewhere``,
    which says whether another thread runs, it is called by that frame itself, with its code.
    """
    events, attention = sink.events, lines.attention
    called, at_length, caller = listener.called, lines.at_length, sys._getframe

    def at(given: Any, line: int = 0) -> None:  # noqa: C901
        frame: FrameType = given if elsewhere is None else caller(1)
        here = lines.here
        if here is None or here.frame is not frame or not lines.quick or attention.alert:
            if elsewhere is None or not elsewhere():
                at_length(frame, line)
            return
        told = here.told
        if told is None:
            at_length(frame, line)
            return
        try:
            instruction = frame.f_lasti
            header = here.headers.get(instruction, NO_HEADER)
            if header is NO_HEADER:
                header = lines.header_at(here, instruction, line or frame.f_lineno)
            last = here.header
            if header is last and header is not None and header[2]:  # a loop on one line
                at_length(frame, line)
                return
            here.instruction = instruction
            if header is None or (header is last and instruction > here.begun):
                return
            beat[0] = header[0]
            beat[1] = sink.sent + len(events) - counter.sites
            names = None if last is None else last[1]
            if names is None or len(names) > 1:
                lines.tell_names(here)
            elif names:
                (name,) = names
                value, before = frame.f_locals.get(name), here.seen.get(name)
                kind, known = type(value), told.get(name)
                if known is None:
                    lines.tell_names(here)
                elif type(before) is int:
                    mark = value._mark if kind is Tensor else None  # type: ignore[union-attr]
                    if mark is None or mark[0] is not lines.owner:
                        lines.tell_names(here)
                    elif mark[1] != before:
                        number = here.seen[name] = mark[1]
                        known_as = called.get(number)
                        if known_as is None or here.depth <= known_as[0]:
                            called[number] = here.depth, name
                        events.append([known[0], number])
                elif type(before) is str and (
                    kind is float or (kind is int and -LARGE < value < LARGE)  # type: ignore[operator]
                ):
                    text = repr(value)
                    if text != before:
                        here.seen[name] = text
                        events.append([known[0], text.encode()])
                else:
                    lines.tell_names(here)
            here.header, here.begun = header, instruction
            item = told.get(header[0])
            if item is None:
                lines.tell_statement(here, header[0])
                return
            events.append(item)
            if len(events) >= BATCH:
                sink.flush()
        except RecursionError:
            return
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            lines.give_up(error)

    return at
