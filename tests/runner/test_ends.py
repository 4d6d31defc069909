"""How a run may end, and that whatever happens its end is told and nothing of it remains."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

import engine
from inspector.model.recordings.events import AnyEvent, End, Error, Names, Printed, Statement
from inspector.runner.child.tracebacks import text_of
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from inspector.runner.process import ending
from tests.runner.running import DEADLINE, of, printed, run

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


def end(events: list[AnyEvent]) -> End:
    """The one end, which comes last."""
    assert len(of(End, events)) == 1
    last = events[-1]
    assert isinstance(last, End)
    return last


def at_line(line: int):
    """Is this the statement on that line?"""
    return lambda event: isinstance(event, Statement) and event.line == line


def test_an_empty_program_finishes() -> None:
    assert run("") == [End(0)]


def test_what_is_printed_and_done_comes_in_order() -> None:
    events = run("print('a')\nx = 1\nprint('b')\n")
    kinds = [type(event) for event in events]
    assert kinds == [Statement, Printed, Statement, Names, Statement, Printed, End]
    assert printed(events, "stdout") == "a\nb\n"


@pytest.mark.parametrize(
    ("source", "status", "said"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit('enough')", 1, "enough\n"),
        ("raise SystemExit", 0, ""),
    ],
)
def test_a_program_that_exits_gives_its_status(source: str, status: int, said: str) -> None:
    events = run(source)
    assert end(events) == End(status, "exit")
    assert printed(events, "stderr") == said


def test_a_program_that_vanishes_leaves_what_it_recorded() -> None:
    events = run("import os\nkept = 1\nos._exit(4)\n")
    last = end(events)
    assert (last.status, last.reason) == (4, "died")
    assert last.message == "Python ended by itself (status 4) in line 3; 3 events were kept."
    assert any(event.bound[0].name == "kept" for event in of(Names, events))


@posix
def test_a_program_that_is_killed_says_where() -> None:
    last = end(run("import os\nos.kill(os.getpid(), 9)\n"))
    assert (last.status, last.reason) == (137, "died")
    assert last.message.startswith("Python was killed (signal 9) in line 2;")


def test_a_program_that_closes_what_it_is_recorded_through_is_told_so() -> None:
    *_, end = run("import os\nkept = 1\nos.closerange(0, 256)\nkept = 2\n")
    assert isinstance(end, End)
    assert end.reason == "died"
    said = "The program closed the descriptors it is recorded through, and went on unseen in line "
    assert end.message.startswith(said)


def test_exit_handlers_still_speak_before_the_end() -> None:
    events = run("import atexit\natexit.register(print, 'bye')\nprint('main')\n")
    assert printed(events, "stdout") == "main\nbye\n"
    assert end(events) == End(0)


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True:\n    pass\n",
        "x = 0\nwhile True:\n    try:\n        x = 1\n    except:\n        pass\n",
        "import time\nwhile True:\n    time.sleep(1000)\n",
        "import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\n",
    ],
    ids=["one line", "loop", "bare except", "sleep", "thread"],
)
def test_stop_ends_every_loop(source: str) -> None:
    last = end(run(source, stop_at=lambda event: isinstance(event, Statement)))
    assert last.reason == "stopped"
    assert "Stopped in line" in last.message


@posix
def test_stop_ends_what_ignores_every_signal_and_looks_at_nothing() -> None:
    source = """\
    import signal
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    kept = "yes"
    sum(range(10**12))
    """
    events = run(source, stop_at=at_line(5))
    assert end(events).reason == "stopped"
    assert of(Names, events)[-1].bound[0].text == "'yes'"


def test_stop_returns_at_once_and_a_second_stop_does_no_harm() -> None:
    child = Run(Job(source="while True: pass"))
    child.start()
    child.stop()
    child.stop()
    events: list[AnyEvent] = []
    while child.alive:
        events += child.read(0.05, wait=0.05)
    assert end(events).reason == "stopped"


def test_a_run_is_ended_by_its_time_limit() -> None:
    last = end(run("while True:\n    pass\n", Limits(seconds=0.5)))
    assert last.reason == "timeout"
    assert last.message.startswith("The time limit of 0.5 seconds was reached")


def test_closing_a_run_leaves_nothing_of_it() -> None:
    child = Run(Job(source="while True: print('x')"))
    child.start()
    assert child.read(0.05, wait=10)
    child.close()
    assert not child.alive
    assert child.read(0.05) == []


@posix
@pytest.mark.parametrize(
    "source",
    [
        "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)\n",
        "import os, time\nchild = os.fork()\ntime.sleep(600 * (not child))\nprint(child)\n",
    ],
    ids=["subprocess", "fork"],
)
def test_processes_left_behind_are_ended(source: str) -> None:
    events = run(source)
    assert end(events) == End(0)
    left = Path(f"/proc/{int(printed(events, 'stdout'))}")
    deadline = time.monotonic() + DEADLINE
    while left.exists() and time.monotonic() < deadline:
        time.sleep(0.01)  # what is ended needs the processor to end
    assert not left.exists()


@posix
def test_a_fork_prints_but_records_nothing() -> None:
    source = "import os\nif not os.fork():\n    print('inner')\n    os._exit(0)\nos.wait()\n"
    events = run(source)
    assert "inner\n" in printed(events, "stdout")
    assert [event.line for event in of(Statement, events)] == [2, 5]


def test_output_that_goes_round_python_arrives_and_harms_no_frame() -> None:
    source = "import os\nfor n in range(300):\n    os.write(1, b'AGIE\\x00raw')\n    x = n\n"
    events = run(source)
    assert end(events) == End(0)
    assert printed(events, "stdout").count("raw") == 300
    assert of(Names, events)[-1].bound[0].text == "299"


def test_an_error_keeps_everything_before_it_and_knows_its_place() -> None:
    events = run("x = 1\n\ndef f(n):\n    return n / (n - 1)\n\nf(\n    x)\n")
    error = of(Error, events)[0]
    assert (error.type, error.message) == ("ZeroDivisionError", "division by zero")
    assert (error.line, error.columns, error.end_line) == (4, (11, 22), 4)
    assert error.traceback == printed(events, "stderr")
    assert error.traceback.startswith('Traceback (most recent call last):\n  File "lesson.py"')
    assert "inspector" not in error.traceback
    assert end(events) == End(1, "error")
    assert of(Names, events)[0].bound[0].name == "x"


def test_frames_of_numpy_are_shown_only_where_the_program_called_it() -> None:
    program = "import numpy\ntry: numpy.ones(10**14)\nexcept MemoryError: torch.ones(10**14)"
    with pytest.raises(MemoryError) as raised:
        exec(compile(program, "lesson.py", "exec"), {"torch": engine})
    cause, told = text_of(raised.value, "lesson.py").split("During handling")
    assert "numeric.py" in cause
    assert "numeric.py" not in told


def test_a_syntax_error_is_told_with_its_place() -> None:
    events = run("x = 1\ny = (2 +\n")
    error = of(Error, events)[0]
    assert (error.type, error.line, error.columns) == ("SyntaxError", 2, (4, 5))
    assert error.traceback.startswith('  File "lesson.py", line 2\n')
    assert "was never closed" in error.message


def test_a_program_asking_for_input_is_told_that_there_is_none() -> None:
    events = run("name = input('Name? ')\n")
    assert printed(events, "stdout") == "Name? "
    assert "input() has nobody to ask here" in printed(events, "stderr")
    assert of(Error, events)[0].type == "EOFError"


def test_the_program_is_main_and_sees_its_own_name() -> None:
    source = "import sys\nprint(__name__, __file__, sys.argv, sys.modules['__main__'].x)\n"
    events = run("x = 5\n" + source)
    assert printed(events, "stdout") == "__main__ lesson.py ['lesson.py'] 5\n"


def test_a_program_imports_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("answer = 42\n")
    child = Run(Job(source="import helper\nprint(helper.answer)\n", path=tmp_path / "main.py"))
    child.start()
    events: list[AnyEvent] = []
    while child.alive:
        events += child.read(0.05, wait=0.05)
    assert printed(events, "stdout") == "42\n"


def test_a_run_stopped_before_it_began_ends_at_once() -> None:
    child = Run(Job(source="print('never')"))
    child.start()
    child.stop()
    events: list[AnyEvent] = []
    while child.alive:
        events += child.read(0.05, wait=0.05)
    assert end(events).reason == "stopped"
    assert not of(Error, events)


def test_a_broken_frame_ends_the_run_and_says_so() -> None:
    source = """\
    import os, time
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"no frame at all")
        except OSError:
            pass
    time.sleep(600)
    """
    last = end(run(source))
    assert last.reason == "died"
    assert last.message.startswith("The run was given up: a frame does not begin with AGI")


def test_a_status_of_windows_is_told_as_the_code_that_it_is() -> None:
    assert ending(0xC0000005) == "Python crashed (0xC0000005)"
    assert ending(-11) == "Python was killed (signal 11)"
