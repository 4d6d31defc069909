"""A program that asks is answered, and both question and answer are in its recording."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

from inspector.model.recordings.events import Answered, AnyEvent, Asked, End, Error
from inspector.runner.headless import record_program
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from inspector.runner.terminal import Terminal
from tests.runner.running import DEADLINE, of, printed

NAMES = """\
import sys
name = input("Name? ")
print(name.upper())
print(len(sys.stdin.read()))
"""


def asked(source: str, *answers: str | None, stop: bool = False) -> list[AnyEvent]:
    """The events of a program whose questions are answered in turn; then it may be stopped."""
    run, todo = Run(Job(source=source, asks=True)), list(answers)
    run.start()
    events: list[AnyEvent] = []
    deadline = time.monotonic() + DEADLINE
    try:
        while run.alive and time.monotonic() < deadline:
            fresh = run.read(0.05, wait=0.05)
            events += fresh
            for _ in of(Asked, fresh):
                if todo:
                    run.answer(todo.pop(0))
                elif stop:
                    run.stop()
    finally:
        run.close()
    return events


def test_question_and_answer_are_recorded_in_order() -> None:
    events = asked(NAMES, "Ada", "one", "two", None)
    assert events[-1] == End(0)
    assert of(Asked, events) == [Asked(2), Asked(4), Asked(4), Asked(4)]
    assert of(Answered, events) == [
        Answered("Ada"), Answered("one"), Answered("two"), Answered(ended=True),
    ]  # fmt: skip
    assert printed(events, "stdout") == "Name? ADA\n8\n"


def test_the_end_of_input_is_an_error_as_in_python() -> None:
    events = asked("input()", None)
    assert of(Error, events)[0].type == "EOFError"


def test_a_program_that_waits_is_stopped() -> None:
    events = asked("while True:\n    try:\n        input()\n    except Exception:\n        pass\n",
                   "go on", stop=True)  # fmt: skip
    last = events[-1]
    assert isinstance(last, End)
    assert last.reason == "stopped"
    assert of(Answered, events) == [Answered("go on")]


def test_recording_without_a_window_reads_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ask.py"
    program.write_text(NAMES)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ada\nmore"))
    recording = record_program(program)
    assert printed(recording.events, "stdout") == "Name? ADA\n5\n"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes cannot be waited for there")
def test_a_pipe_gives_its_lines_one_by_one_and_then_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, here = os.pipe()
    with os.fdopen(there) as reading:
        monkeypatch.setattr(sys, "stdin", reading)
        terminal = Terminal()
        assert terminal.look(0) is None
        os.write(here, b"one\ntw")
        assert terminal.look(5) == ("one",)
        assert terminal.look(0) is None
        os.close(here)
        assert [terminal.look(5) for _ in range(3)] == [("tw",), (None,), (None,)]


def test_the_time_a_person_takes_to_answer_is_not_the_programs() -> None:
    run = Run(Job(source="input()\nwhile True: pass\n", asks=True, limits=Limits(seconds=0.5)))
    run.start()
    events: list[AnyEvent] = []
    try:
        while not of(Asked, events):
            events += run.read(0.05, wait=0.05)
        asked = time.monotonic()
        run.tick(asked)
        run.tick(asked + 10_000)
        run.answer("at last")
        while run.alive and time.monotonic() < asked + DEADLINE:
            events += run.read(0.05, wait=0.05)
    finally:
        run.close()
    assert of(Answered, events) == [Answered("at last")]
    assert isinstance(events[-1], End)
    assert events[-1].reason == "timeout"
