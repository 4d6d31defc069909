"""What an uncaught exception looks like to the user: their own lines, in Python's own words."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import numpy as np

import engine
import inspector
from inspector.runner.child.suggesting import suggestion
from inspector.runner.recording.places import NOWHERE, Place, Places

Called: TypeAlias = Callable[[int], tuple[str, int]]
HALF = 50_000
"""Characters of an error that are kept from its beginning, and from its end."""
_OURS = tuple(f"{Path(str(p.__file__)).resolve().parent}" for p in (engine, inspector))
_NUMPY = f"{Path(str(np.__file__)).parent}"


def text_of(error: BaseException, filename: str, called: Called | None = None) -> str:
    """The traceback as Python prints it, without the frames of the engine and the runner.

    ``called`` says what to call the place of one of the program's lines, and its number there.
    Where the program has broken what Python itself prints it with, there is only its last line.
    """
    try:
        return cut(_whole_text(error, filename, called or (lambda line: (filename, line))))
    except Exception:  # noqa: BLE001  (a fault of the program's own)
        return f"{type(error).__name__}: {message_of(error)}\n"


def _whole_text(error: BaseException, filename: str, called: Called) -> str:
    told = traceback.TracebackException.from_exception(error)
    begun = any(frame.filename == filename for frame in told.stack)
    _fold(told, filename, called)
    if isinstance(error, SyntaxError) and not begun:
        return "".join(told.format_exception_only())
    whole = "".join(told.format())
    if getattr(error, "__notes__", None):
        return whole  # Python asks before these, and they are seldom
    return whole.removesuffix("\n") + suggestion(error) + "\n"


def cut(text: str) -> str:
    """A text that nobody reads to its end without its middle."""
    left = len(text) - 2 * HALF
    if left <= 0:
        return text
    return f"{text[:HALF]}\n[… {left:,} characters left out …]\n{text[-HALF:]}"


def show(text: str, error: BaseException, write: Callable[[str], object]) -> None:
    """Print an uncaught exception as Python does: by the program's own hook, if it has one."""
    if sys.excepthook is sys.__excepthook__:
        write(text)
        return
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except Exception as fault:  # noqa: BLE001  (a fault of the program's own)
        write(f"Error in sys.excepthook:\n{text_of(fault, '')}\nOriginal exception was:\n{text}")


def tell_of_threads(filename: str, called: Called | None = None) -> None:
    """Let Python print what ends a thread as it prints what ends the program."""

    def hook(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is None or isinstance(what.exc_value, SystemExit):
            return
        name = threading.get_ident() if what.thread is None else what.thread.name
        text = text_of(what.exc_value, filename, called)
        sys.stderr.write(f"Exception in thread {name}:\n{text}")

    threading.excepthook = hook
    threading.__excepthook__ = hook


def _fold(told: traceback.TracebackException, filename: str, called: Called) -> None:
    """Drop our frames from the exception and from all that it is chained to; name the others."""
    todo, done = [told], set[int]()
    while todo:
        each = todo.pop()
        if id(each) not in done:
            done.add(id(each))
            kept = list(_others(each.stack, filename))
            for frame in kept:
                if frame.filename == filename:
                    _name(frame, called)
            _name_syntax(each, filename, called)
            each.stack = traceback.StackSummary.from_list(kept)
            chained = (each.__cause__, each.__context__, *(each.exceptions or ()))
            todo += [other for other in chained if other is not None]


def _others(stack: traceback.StackSummary, filename: str) -> Iterator[traceback.FrameSummary]:
    """The frames that are not ours, nor of numpy on our behalf."""
    inside = False
    for frame in stack:
        inside = frame.filename != filename and (
            _ours(frame.filename) or (inside and frame.filename.startswith(_NUMPY))
        )
        if not inside:
            yield frame


def _name(frame: traceback.FrameSummary, called: Called) -> None:
    """Call a frame's place what its reader does; its text is read first, by the true place."""
    _ = frame.line
    line = frame.lineno or 0
    frame.filename, frame.lineno = called(line)
    if frame.end_lineno is not None:
        frame.end_lineno += frame.lineno - line


def _name_syntax(told: traceback.TracebackException, filename: str, called: Called) -> None:
    if getattr(told, "filename", None) == filename and (line := int(told.lineno or 0)):
        told.filename, number = called(line)
        told.lineno = str(number)


def is_inner(filename: str) -> bool:
    """Whether a file's code is not the program's own, nor of a package that it uses."""
    return _ours(filename) or filename.startswith(_NUMPY)


def _ours(filename: str) -> bool:
    return filename.startswith((*_OURS, "<derivatives of ", "<call of "))


def place_of(error: BaseException, places: Places) -> Place:
    """Where in the user's file an exception was raised, or where it is not valid Python."""
    if isinstance(error, SyntaxError) and error.filename == places.filename:
        return _place_of_syntax(error)
    step = _innermost(error.__traceback__, places.filename)
    if step is None:
        return NOWHERE
    place = places.of_code(step.tb_frame.f_code, step.tb_lasti)
    return place if place.line else Place(step.tb_lineno, (0, 0), step.tb_lineno)


def _innermost(step: TracebackType | None, filename: str) -> TracebackType | None:
    found = None
    while step is not None:
        if step.tb_frame.f_code.co_filename == filename:
            found = step
        step = step.tb_next
    return found


def _place_of_syntax(error: SyntaxError) -> Place:
    line = error.lineno or 0
    first = max((error.offset or 1) - 1, 0)
    end_line = error.end_lineno or line
    last = (error.end_offset or 0) - 1
    return Place(line, (first, max(last, first + 1 if end_line == line else 0)), end_line)


def message_of(error: BaseException) -> str:
    """What the exception says; a fault in its own ``__str__`` is not one of ours."""
    try:
        return cut(str(error))
    except Exception:  # noqa: BLE001  (any fault of the user's own class)
        return f"<unprintable {type(error).__name__} object>"
