"""Runs programs for the tests: in a child process, or followed and recorded in this one."""

from __future__ import annotations

import builtins
import importlib
import sys
import textwrap
import time
import warnings
from collections.abc import Callable, Sequence
from traceback import extract_tb
from typing import Any, TypeVar

import engine
from engine.foundation.warn import SAID
from engine.observer import watching
from inspector.model.recordings.events import AnyEvent, End, Error, Printed
from inspector.model.recordings.packing import Unpacker
from inspector.model.recordings.replacing import Replacement
from inspector.runner.child.program import Program, remember_source
from inspector.runner.following.by_version import follower_of
from inspector.runner.following.lines import Lines
from inspector.runner.following.statements import headers
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from inspector.runner.recording.places import Places
from inspector.runner.recording.recorder import Recorder
from inspector.runner.recording.replacing import Replacer
from inspector.runner.sending.sink import Sink
from inspector.runner.sending.sites import Counter

DEADLINE = 60.0
NAME = "lesson.py"

E = TypeVar("E")


def run(
    source: str,
    limits: Limits | None = None,
    stop_at: Callable[[AnyEvent], bool] | None = None,
    seconds: float = DEADLINE,
) -> list[AnyEvent]:
    """All events of a program in a child process, stopped where ``stop_at`` says so."""
    child = Run(Job(source=textwrap.dedent(source), name=NAME, limits=limits or Limits()))
    child.start()
    try:
        return _events(child, stop_at, time.monotonic() + seconds)
    finally:
        child.close()


def _events(
    child: Run, stop_at: Callable[[AnyEvent], bool] | None, deadline: float
) -> list[AnyEvent]:
    found: list[AnyEvent] = []
    while child.alive:
        assert time.monotonic() < deadline, "the run did not end"
        events = child.read(0.05, wait=0.05)
        if stop_at is not None and any(map(stop_at, events)):
            child.stop()
        found += events
    return found


def of(kind: type[E], events: list[AnyEvent]) -> list[E]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def printed(events: list[AnyEvent], stream: str) -> str:
    """All that was written to a stream."""
    return "".join(event.text for event in of(Printed, events) if event.stream == stream)


def record(
    source: str, limits: Limits | None = None, replacements: Sequence[Replacement] = ()
) -> list[AnyEvent]:
    """The events of a program run in this process; what it raises comes through.

    What the engine says once a process, it says once in every one of these programs.
    """
    found: list[AnyEvent] = []
    record_into(found, source, limits, replacements)
    return found


def record_all(source: str) -> list[AnyEvent]:
    """The events of a program run in this process, its error and its end among them.

    What it warns of is not an error, and whether it warns does not depend on what ran before.
    """
    found: list[AnyEvent] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            record_into(found, source)
    except Exception as error:  # noqa: BLE001  (whatever a program can raise)
        lines = [at.lineno or 0 for at in extract_tb(error.__traceback__) if at.filename == NAME]
        told = Error(type(error).__name__, str(error), lines[-1] if lines else 0)
        return [*found, told, End(1, "error")]
    return [*found, End(0)]


def record_into(
    found: list[AnyEvent],
    source: str,
    limits: Limits | None = None,
    replacements: Sequence[Replacement] = (),
) -> None:
    """Run a program in this process, and append its events while it runs."""
    SAID.texts.clear()
    program = Program(textwrap.dedent(source), NAME)
    remember_source(program)
    code = program.compile()
    unpack = Unpacker().unpack
    sink = Sink(lambda batch: found.extend(unpack(batch)) or 0, limits or Limits())
    counter = Counter()
    recorder = Recorder(sink, Places(NAME), counter)
    lines = Lines(NAME, headers(program.parse()), sink, recorder, counter)
    follower = follower_of(lines, code)
    recorder.follow(follower)
    if replacements:
        Replacer(recorder, sink, replacements).start(follower)
    known = {**vars(builtins), "__import__": importing}
    scope: dict[str, Any] = {"__name__": "__main__", "__builtins__": known, "torch": engine}
    before = sys.gettrace()
    follower.start()
    try:
        with watching(recorder):
            exec(code, scope)
    finally:
        follower.stop()
        sys.settrace(before)
        sink.flush()


def importing(
    name: str,
    scope: Any = None,
    local: Any = None,
    chosen: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    """What ``import`` gives to a program in this process, where PyTorch itself is there too."""
    if level or name.partition(".")[0] != "torch":
        return __import__(name, scope, local, chosen or (), level)
    wanted = importlib.import_module(name.replace("torch", "engine", 1))
    return wanted if chosen else engine
