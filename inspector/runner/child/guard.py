"""Keeps the child process in hand: its parent's death, its stop, and what is about to vanish.

Everything here waits in threads that ``threading`` does not know, so that the program counts and
joins only its own.
"""

from __future__ import annotations

import _thread
import atexit
import contextlib
import ctypes
import functools
import importlib
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from types import FrameType
from typing import ParamSpec, TypeVar

from inspector.model.recordings.wire import Frame, Stop

P = ParamSpec("P")
R = TypeVar("R")
_LEAVE = os._exit
PULSE = 0.02
PATIENCE = 0.6
_PR_SET_PDEATHSIG = 1
_DEADLY = (
    "_exit", "abort", "execv", "execve", "fork", "forkpty", "kill", "killpg", "posix_spawn",
)  # fmt: skip


def die_with_parent() -> None:
    """Ask Linux to kill this process when the thread that started it ends."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_memory(size: int) -> None:
    """Let the program's own memory grow to ``size`` bytes, and then raise MemoryError.

    Linux alone counts what a process has really asked for; elsewhere nothing is limited.
    """
    if size and sys.platform == "linux":
        resource = importlib.import_module("resource")
        with contextlib.suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (size, most))


def flush_before_leaving(flush: Callable[[], None]) -> None:
    """Send what is recorded before a call of ``os`` that this process may not survive."""
    for name in _DEADLY:
        function = getattr(os, name, None)
        if function is not None:
            setattr(os, name, _flushing(function, flush))


def _flushing(function: Callable[P, R], flush: Callable[[], None]) -> Callable[P, R]:
    @functools.wraps(function)
    def call(*args: P.args, **options: P.kwargs) -> R:
        flush()
        return function(*args, **options)

    return call


def flush_regularly(flush: Callable[[], None]) -> None:
    """Send what is recorded every 20 milliseconds, whatever the program does meanwhile."""
    sleep = time.sleep

    def pulse() -> None:
        while True:
            sleep(PULSE)
            flush()

    _thread.start_new_thread(pulse, ())


def obey(
    messages: Iterable[Frame],
    hear: Callable[[Frame], None],
    stop: Callable[[], None],
    leave: Callable[[], None],
) -> None:
    """Wait for the parent's word: ``hear`` it, or ``stop`` the program.

    The process is made to ``leave`` if the program will not.

    Without a parent the process has no reason to live, nor have those that it started.
    """

    def listen() -> None:
        for message in messages:
            hear(message)
            if isinstance(message, Stop):
                stop()
                time.sleep(PATIENCE)
                leave()
        vanish()

    _thread.start_new_thread(listen, ())


def vanish(status: int = 1) -> None:
    """End this process at once, and with it whatever it has started."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    _LEAVE(status)


def interrupted_by(handler: Callable[[int, FrameType | None], None]) -> None:
    """Let ``handler`` answer an interrupt."""
    signal.signal(signal.SIGINT, handler)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, handler)


def unsaid(ending: type[BaseException]) -> None:
    """Let Python not complain of ``ending`` where it can only be ignored, as in exit handlers."""
    complain = sys.unraisablehook

    def hook(what: sys.UnraisableHookArgs) -> None:
        if not issubclass(what.exc_type, ending):
            complain(what)

    sys.unraisablehook = hook


def forked_by(forked: Callable[[], None]) -> None:
    """Call ``forked`` in every process that the program forks.

    Python warns about forks of processes with several threads; the threads here are ours.
    """
    if sys.platform != "win32":
        os.register_at_fork(after_in_child=forked)
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)


def end_early(finish: Callable[[], None]) -> None:
    """Let the program's own exit handlers run now; ``finish`` is still called at the end."""
    atexit.unregister(finish)
    atexit._run_exitfuncs()  # noqa: SLF001  (there is no other way)
    atexit.register(finish)


def at_end(finish: Callable[[], None]) -> None:
    """Call ``finish`` when the program's threads have ended and its own exit handlers have run."""
    atexit.register(finish)
