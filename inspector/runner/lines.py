"""Follows the user's program statement by statement and call by call.

This is the part that every Python shares; how Python calls it is in ``tracing`` (3.11) and
``monitoring`` (3.12 and later). It never raises into the program, except to stop it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping, Sequence
from types import CodeType, FrameType
from typing import Any, Protocol

from inspector.model.events import Limit, Names, Statement
from inspector.runner.names import Names as Bindings
from inspector.runner.sink import Sink
from inspector.runner.statements import Header

EAGER = 500
_EXPRESSIONS = frozenset({"<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})


class Stopped(BaseException):
    """Raised in the user's program when it was asked to stop; not one of its own errors."""


class Listener(Protocol):
    """Who knows the tensors, and wants to know their names."""

    def identify(self, value: object) -> int | None:
        """The id of a tensor, None for anything else."""

    def named(self, event: Names) -> None:
        """Variables were bound."""


class Follower(Protocol):
    """How one version of Python is made to tell ``lines`` what runs.

    ``pauses`` : code that is not the program's costs time while followed, so that pausing pays.
    """

    lines: Lines
    pauses: bool

    def start(self) -> None:
        """Follow every user's function called from now on."""

    def stop(self) -> None:
        """Follow nothing any more; any thread may ask for it."""

    def pause(self) -> None:
        """Let code of ours run unfollowed in the program's thread, until ``resume``."""

    def resume(self) -> None:
        """Follow on."""

    def rearm(self, frame: FrameType | None) -> None:
        """Follow ``frame`` and its callers again after the tracer raised."""


class Activation:
    """One running call of a user's function, or the module."""

    __slots__ = ("bindings", "code", "frame", "header", "instruction")

    def __init__(self, frame: FrameType, bindings: Bindings) -> None:
        self.frame = frame
        self.code = frame.f_code
        self.bindings = bindings
        self.header: Header | None = None
        self.instruction = -1


class Lines:
    """The user's frames that are running, innermost last, and what they have told so far.

    ``frame`` : the innermost of them. ``stopping`` : the program is to end at its next line.
    """

    def __init__(
        self,
        filename: str,
        headers: Mapping[int, Header],
        sink: Sink,
        listener: Listener,
    ) -> None:
        self.filename = filename
        self.frame: FrameType | None = None
        self.stopping = False
        self._headers = headers
        self._sink = sink
        self._identify = listener.identify
        self._named = listener.named
        self._stack: list[Activation] = []
        self._splits: dict[tuple[int, tuple[str, ...]], tuple[list[str], list[str]]] = {}
        self._eager = EAGER
        self._broken = False

    @property
    def line(self) -> int:
        """The statement that is running, 0 before the first."""
        header = self._stack[-1].header if self._stack else None
        return header.line if header is not None else 0

    def check(self) -> None:
        """End the program here if it was asked to stop.

        Raises:
            Stopped: it was.
        """
        if self.stopping:
            raise Stopped

    def enter(self, frame: FrameType) -> None:
        """A user's function was called, or a generator went on."""
        self._entered(frame)

    def _entered(self, frame: FrameType) -> Activation:
        self.frame = frame
        here = Activation(frame, Bindings(self._identify))
        self._stack.append(here)
        return here

    def leave(self, frame: FrameType, returned: bool = False) -> None:
        """A user's function returned, yielded or was left by an exception."""
        if not any(here.frame is frame for here in reversed(self._stack)):
            return
        try:
            here = self._returned_to(frame)
            self._tell_names(here)
            if returned:
                self._tell_return(here)
        except RecursionError:
            return
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self._break(error)
        finally:
            self._stack.pop()
            self.frame = self._stack[-1].frame if self._stack else None

    def at(self, frame: FrameType, line: int) -> None:
        """A line of the user's file is about to run in ``frame``."""
        if self.stopping:
            raise Stopped
        try:
            self._at(frame, line)
        except RecursionError:
            return
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self._break(error)

    def again(self, frame: FrameType, line: int) -> None:
        """A loop that stands on one line goes round once more."""
        header = self._headers.get(line)
        if header is not None and header.loops and self._stack:
            self._stack[-1].instruction = sys.maxsize
            self.at(frame, line)

    def _at(self, frame: FrameType, line: int) -> None:
        here = self._stack[-1] if self._stack else self._entered(frame)
        if here.frame is not frame:
            here = self._returned_to(frame)
        if here.code.co_name in _EXPRESSIONS or self._broken or _opens_class(here.code, line):
            return
        header = self._headers.get(line)
        instruction, here.instruction = here.instruction, frame.f_lasti
        if header is None or (header is here.header and frame.f_lasti > instruction):
            return
        self._tell_names(here)
        here.header = header
        self._sink.add(Statement(header.line, _called(here.code), len(self._stack) - 1))
        if self._eager:
            self._eager -= 1
            self._sink.flush()

    def _tell_return(self, here: Activation) -> None:
        """Tell that what a function had bound is gone, as another call of it may follow."""
        gone = here.bindings.told() if len(self._stack) > 1 else ()
        if gone and not self._broken:
            depth = len(self._stack) - 1
            self._sink.add(Names((), gone, _called(here.code), depth, returned=True))

    def _returned_to(self, frame: FrameType) -> Activation:
        """The activation of a frame that goes on, though those it called never told their end."""
        while self._stack and self._stack[-1].frame is not frame:
            self._stack.pop()
        self.frame = frame
        return self._stack[-1] if self._stack else self._entered(frame)

    def _tell_names(self, here: Activation) -> None:
        """Tell what the statement that has just run bound, or a call its arguments."""
        code = here.code
        names = _arguments(code) if here.header is None else here.header.names
        if not names or self._broken or code.co_name in _EXPRESSIONS:
            return
        if code.co_flags & inspect.CO_OPTIMIZED:
            key = id(code), names
            split = self._splits.get(key)
            local, shared = split or self._splits.setdefault(key, _split(code, names))
            self._tell(here, here.frame.f_locals, local, len(self._stack) - 1)
            if shared and self._stack[0].code.co_name == "<module>":
                self._tell(self._stack[0], here.frame.f_globals, shared, 0)
        else:
            self._tell(here, here.frame.f_locals, names, len(self._stack) - 1)

    def _tell(
        self, whose: Activation, scope: Mapping[str, Any], names: Sequence[str], depth: int
    ) -> None:
        bound, deleted = whose.bindings.changes(scope, names)
        if bound or deleted:
            event = Names(bound, deleted, _called(whose.code), depth)
            self._named(event)
            self._sink.add(event)

    def _break(self, error: Exception) -> None:
        """Something of the user's own broke the telling: say so once and go on without."""
        if self._broken:
            return
        self._broken = True
        self._sink.add(Limit(f"statements and variables ({type(error).__name__}: {error})"))


def _is_class(code: CodeType) -> bool:
    return not code.co_flags & inspect.CO_OPTIMIZED and code.co_name != "<module>"


def _opens_class(code: CodeType, line: int) -> bool:
    """Whether a line is the head of the class whose body runs: that has been told outside."""
    return line == code.co_firstlineno and _is_class(code)


def _called(code: CodeType) -> str:
    """What a frame's code is called: a function, the module, or "class Net"."""
    return f"class {code.co_name}" if _is_class(code) else code.co_name


def _arguments(code: CodeType) -> tuple[str, ...]:
    stars = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + stars]


def _split(code: CodeType, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names that are a function's own (or its closures'), and those declared global."""
    own = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
    return [n for n in names if n in own], [n for n in names if n not in own]
