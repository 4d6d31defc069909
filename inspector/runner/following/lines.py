"""Follows the user's program statement by statement and call by call.

This is the part that every Python shares; how Python calls it is in ``tracing`` (3.11) and in
``monitoring`` (3.12 and later). It never raises into the program, except to stop it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import partial
from types import CodeType, FrameType
from typing import Any

from inspector.model.recordings.events import Limit
from inspector.runner.following.activations import (
    EXPRESSIONS,
    Activation,
    Code,
    opens_class,
)
from inspector.runner.following.attention import Attention, go_on
from inspector.runner.following.follower import Listener
from inspector.runner.following.names import UNTOLD
from inspector.runner.following.names import Names as Bindings
from inspector.runner.following.passing import short_line
from inspector.runner.following.sampling import Sampler
from inspector.runner.following.statements import NO_HEADER, Header
from inspector.runner.following.suspended import Suspended, runs_in_pieces
from inspector.runner.following.telling import Telling
from inspector.runner.heartbeat import Beat, open_beat
from inspector.runner.sending.sink import Sink
from inspector.runner.sending.sites import Counter

EAGER = 500
_EXITS = frozenset({"__exit__", "__aexit__"})
_INLINED = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>"})
"""Calls in Python 3.11, and part of the code around them in every later one."""


class Exit(Enum):
    """How a call is left."""

    RETURN = 0
    YIELD = 1
    ERROR = 2


class Stopped(BaseException):
    """Raised in the user's program when it was asked to stop; not one of its own errors."""


class Lines:
    """The user's frames that are running, innermost last, and what they have told so far.

    ``here`` : the innermost of them, ``depth`` how many there are. ``attention`` : whether the
    program is to end or to hold at a line, where ``hold`` waits. ``jumps_told`` : a line is told
    again whenever the program jumps back to it. ``quick`` : the fast way (``at``) is good for
    most lines. ``owner`` : who has marked the tensors known.
    """

    def __init__(
        self,
        filename: str,
        headers: Mapping[int, Header],
        sink: Sink,
        listener: Listener,
        counter: Counter | None = None,
        beat: Beat | None = None,
        attention: Attention | None = None,
    ) -> None:
        self.filename = filename
        self.here: Activation | None = None
        self.attention = attention or Attention()
        self.hold: Callable[[FrameType, int], None] = go_on
        self.owner: object = None
        self._module: Bindings | None = None
        self.headers = dict(headers)
        self._sink = sink
        self._identify = listener.identify
        self._stack: list[Activation] = []
        self.depth: Callable[[], int] = self._stack.__len__
        self._codes: dict[int, Code] = {}
        self._counter = counter or Counter()
        self._telling = Telling(self._stack, sink, listener.named, self._counter)
        self._eager = EAGER
        self._sampler: Sampler | None = None
        self._beat = beat if beat is not None else open_beat("")
        self._broken = self._gave_way = False
        self._suspended = Suspended()
        self.jumps_told = self.quick = False
        self._quickly = partial(short_line, self, sink, self._counter, self._beat, listener)
        self.at = self._quickly()

    def passed(self, elsewhere: Callable[[], bool]) -> Callable[..., None]:
        """What does as ``at``, called by a frame of the program itself, in whichever thread."""
        return self._quickly(elsewhere)

    @property
    def sampler(self) -> Sampler | None:
        """What decides which turns of a loop are left out, None while none is."""
        return self._sampler

    @sampler.setter
    def sampler(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._choose()

    def _choose(self) -> None:
        self.quick = not (self._eager or self._broken or self._sampler is not None)

    @property
    def line(self) -> int:
        """The statement that is running, 0 before the first."""
        header = self._stack[-1].header if self._stack else None
        return header.line if header is not None else 0

    def lend(self, code: CodeType) -> None:
        """The names of the frame that waits, or else of the module, are also those of ``code``."""
        facts = self._facts(code)
        if self._stack:
            host = self._stack[-1]
            facts.guest_of, facts.name = (host.bindings, host.depth), host.facts.name
        else:
            self._module = self._module or Bindings(self._identify)
            facts.guest_of = self._module, 0

    def enter(self, frame: FrameType) -> None:
        """A user's function was called, or a generator went on."""
        if self._stack and (frame.f_code.co_name in _EXITS or runs_in_pieces(frame.f_code)):
            self._leave_with(self._stack[-1])
        self._entered(frame)

    def _leave_with(self, caller: Activation) -> None:
        """Tell that a caller is back at the head of a ``with``, where leaving it runs its code."""
        try:
            header, last = self.headers.get(caller.frame.f_lineno), caller.header
            told = not (self._broken or self._leaves_names_out)
            if told and header is not None and last and header.is_left_from(last.line):
                self.tell_names(caller)
                self._telling.again(caller, header.line)
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self.give_up(error)

    def _entered(self, frame: FrameType) -> Activation:
        depth = self._stack[-1].depth + 1 if self._stack else 0
        if frame.f_code.co_name in _INLINED:
            depth -= 1
        facts = self._facts(frame.f_code)
        bindings, depth = facts.guest_of or (Bindings(self._identify), depth)
        self._module = self._module or bindings
        here = Activation(frame, facts, bindings, depth)
        self._stack.append(here)
        self.here = here
        if runs_in_pieces(frame.f_code):
            self._take_up(here)
        return here

    def _take_up(self, here: Activation) -> None:
        """Tell anew what a call that goes on has bound, and what is gone of another one."""
        try:
            waiting = self._suspended.take_up(here.frame)
            if waiting is not None:
                here.header, here.begun = waiting.header, waiting.begun
                here.instruction = waiting.instruction
                here.seen.update(dict.fromkeys(waiting.names, UNTOLD))
            if not self._broken and not self._leaves_names_out:
                self._telling.goes_on(here)
                if here.header is not None and here.header.waits:
                    self._telling.again(here, here.header.line)
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self.give_up(error)

    def _facts(self, code: CodeType) -> Code:
        known = self._codes.get(id(code))
        if known is None:
            known = self._codes[id(code)] = Code(code)
        return known

    def leave(self, frame: FrameType, way: Exit) -> None:
        """A user's function returned, yielded or was left by an exception."""
        if not any(here.frame is frame for here in reversed(self._stack)):
            return
        try:
            here = self._returned_to(frame)
            self.tell_names(here)
            if way is Exit.RETURN:
                if not self._broken:
                    seen = here.header is not None and not self._leaves_names_out
                    self._telling.returned(here, seen)
            elif runs_in_pieces(here.code):
                here.facts.left[here.depth] = frozenset(here.bindings.told())
                if way is Exit.YIELD:
                    self._put_aside(here)
        except RecursionError:
            return
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self.give_up(error)
        finally:
            self._stack.pop()
            self.here = self._stack[-1] if self._stack else None

    def _put_aside(self, here: Activation) -> None:
        """A call yields: its caller goes on."""
        self._suspended.put_aside(here)
        if not self._broken and not self._leaves_names_out:
            self._telling.waits(here)

    def at_length(self, frame: FrameType, line: int) -> None:
        """Tell of a line in the way that does for all of them."""
        if self.attention.alert:
            self._attend(frame, line)
            return
        try:
            self._at(frame, line or frame.f_lineno)
        except RecursionError:
            return
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self.give_up(error)

    def _attend(self, frame: FrameType, line: int) -> None:
        """Tell of a line as ``at`` does, and stop or hold there where that is wanted."""
        attention = self.attention
        if attention.stopping:
            raise Stopped
        here = self._stack[-1] if self._stack else None
        before = (here, here.header, here.instruction) if here is not None else (None, None, -1)
        with attention.averted():
            self.at(frame, line)
        here = self._stack[-1] if self._stack else None
        if here is None or here.frame is not frame or here.header is None:
            return
        if here.headers.get(here.instruction, NO_HEADER) is None:
            return
        onwards = before[:2] == (here, here.header) and self._goes_on(here, before[2])
        if not onwards and attention.wants(here.header.line):
            self.hold(frame, here.header.line)

    def again(self, frame: FrameType, line: int, target: int) -> None:
        """A loop on one line, or a comprehension within it, goes back to an instruction."""
        header = self.headers.get(line)
        here = self._stack[-1] if self._stack else None
        if here is None or header is None or not header.loops or _is_inner(here, header, target):
            return
        here.instruction = sys.maxsize
        self.at(frame, line)
        here.instruction = target

    def _goes_on(self, here: Activation, passed: int) -> bool:
        """Whether a line of the statement that runs is still of the same pass.

        A comprehension goes back within its statement (Python 3.12), but not to its beginning.
        """
        header, instruction = here.header, here.instruction
        if header is None or not header.loops:
            return instruction > here.begun
        if self.jumps_told and (header.last == header.line or _jumped(here, passed)):
            return False
        return instruction > passed or _is_inner(here, header, instruction)

    def _at(self, frame: FrameType, line: int) -> None:
        here = self._stack[-1] if self._stack else self._entered(frame)
        if here.frame is not frame:
            here = self._returned_to(frame)
        if here.code.co_name in EXPRESSIONS or self._broken or opens_class(here.code, line):
            return
        passed, here.instruction = here.instruction, frame.f_lasti
        header = here.headers.get(frame.f_lasti, NO_HEADER)
        if header is NO_HEADER:
            header = self.header_at(here, frame.f_lasti, line)
        if header is None or (header is here.header and self._goes_on(here, passed)):
            return
        self._beat[0] = header.line
        self._beat[1] = self._sink.sent + len(self._sink.events) - self._counter.sites
        if self.sampler is not None and self._leaves_out(here, header):
            return
        self.tell_names(here)
        here.header, here.begun = header, here.instruction
        self.tell_statement(here, header.line)

    def header_at(self, here: Activation, instruction: int, line: int) -> Header | None:
        """Find what begins at an instruction, which stands on a line; once for each.

        Nothing does where a ``with`` is left: its head has been told.
        """
        header, last = self.headers.get(line), here.header
        if header is not None and last is not None and header.is_left_from(last.line):
            header = None
        here.headers[instruction] = header
        return header

    def _leaves_out(self, here: Activation, header: Header) -> bool:
        """Tell what was bound so far, and whether the statement that comes is not recorded."""
        sampler = self.sampler
        if sampler is None:
            return False
        if sampler.detail:
            self.tell_names(here)
        before, here.header, here.begun = here.header, header, here.instruction
        return not sampler.wants(here.frame, header, here.depth, before)

    @property
    def frames(self) -> tuple[Activation, ...]:
        """The user's frames that are running, outermost first."""
        return tuple(self._stack)

    def scopes(self) -> Iterator[Mapping[str, Any]]:
        """The variables of the module, then those of the functions, the innermost first."""
        yield from (here.frame.f_locals for here in (*self._stack[:1], *self._stack[:0:-1]))

    def catch_up(self) -> None:
        """Tell of all names that are bound otherwise than was told."""
        self._telling.everything()

    def tell_statement(self, here: Activation, line: int) -> None:
        """Tell of the statement that begins on a line."""
        self._telling.statement(here, line)
        if self._eager:
            self._eager -= 1
            self._choose()
            self._sink.flush()

    def _returned_to(self, frame: FrameType) -> Activation:
        """The activation of a frame that goes on, though those it called never told their end.

        Where too deep a recursion hid its beginning, that is made up for.
        """
        stack = self._stack
        known: FrameType | None = frame
        if not stack or stack[-1].frame is not frame:
            frames = [here.frame for here in stack]
            while known is not None and known not in frames:
                known = known.f_back
            while stack and stack[-1].frame is not known:
                stack.pop()
        here = stack[-1] if stack and known is frame else self._entered(frame)
        self.here = here
        return here

    @property
    def _leaves_names_out(self) -> bool:
        return self._sampler is not None and not self._sampler.detail

    def tell_names(self, here: Activation) -> None:
        """Tell what the statement that has just run bound, or a call its arguments."""
        if not (self._broken or self._leaves_names_out or here.code.co_name in EXPRESSIONS):
            self._telling.names(here)

    def give_way(self) -> None:
        """The program traces itself: functions that it calls meanwhile are not followed."""
        if not self._gave_way:
            self._gave_way = True
            self._sink.add(Limit("functions called while the program's own tracer is set"))

    def give_up(self, error: Exception) -> None:
        """Something of the user's own broke the telling: say so once and go on without."""
        if self._broken:
            return
        self._broken = True
        self._choose()
        self._sink.add(Limit(f"statements and variables ({type(error).__name__}: {error})"))


def _jumped(here: Activation, passed: int) -> bool:
    """Whether a line is told that the last one told was already: only a jump back does that."""
    lines = [here.facts.position(each)[0] for each in (passed, here.instruction) if each >= 0]
    return len(lines) > len(set(lines))


def _is_inner(here: Activation, header: Header, instruction: int) -> bool:
    """Whether an instruction of a loop on one line is that of a comprehension within it."""
    return bool(header.inner) and header.encloses(here.facts.position(instruction))
