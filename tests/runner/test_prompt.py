"""Code given to a program after its end, and while it waits at a line."""

from __future__ import annotations

import dataclasses
import textwrap
import time
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from inspector.model.recordings.events import (
    AnyEvent,
    Asked,
    BackwardBegin,
    End,
    Error,
    Given,
    Names,
    Op,
    Paused,
    Printed,
    Resumed,
    Statement,
)
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.recording import Recording
from inspector.runner.host import Run
from inspector.runner.job import Job
from tests.runner.running import DEADLINE, NAME

CUBE = """\
import torch
a = 1
x = torch.tensor(2.0, requires_grad=True)
def cube(v):
    w = v * v
    return w * v
y = cube(x)
y.backward()
"""


LONG = 5_000
"""So many events a program has told of whose lines have long taken the fast way."""


class Kept:
    """A program that is kept, and everything it has told so far."""

    def __init__(self, source: str, holds: tuple[int, ...] = ()) -> None:
        self.recording = Recording(textwrap.dedent(source), NAME)
        source = self.recording.source
        self.run = Run(Job(source=source, name=NAME, stays=True, asks=True, holds=holds))
        self.run.start()

    @property
    def events(self) -> list[AnyEvent]:
        return self.recording.events

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, self.events[-5:]
            assert self.run.alive, self.events[-5:]
            self.recording.extend(self.run.read(0.05, wait=0.05))

    def end(self) -> None:
        self.until(lambda: self.run.ended)

    def pause(self) -> None:
        self.until(lambda: bool(self.events) and isinstance(self.events[-1], Paused))

    def give(self, text: str, line: int = 20) -> list[AnyEvent]:
        """Run ``text`` to its end, or to where the program waits again; what it told."""
        before = len(self.events)
        waits = isinstance(self.events[-1], Paused)
        self.run.give(text, line)
        self.until(lambda: len(self.events) > before)
        self.pause() if waits else self.end()
        return self.events[before:]


@pytest.fixture(scope="module")
def ended() -> Iterator[Kept]:
    """One program that has ended, for all tests that leave it so."""
    one = Kept(CUBE)
    one.end()
    yield one
    one.run.close()


@pytest.fixture
def kept() -> Iterator[Callable[..., Kept]]:
    made: list[Kept] = []

    def make(source: str, holds: tuple[int, ...] = ()) -> Kept:
        made.append(Kept(source, holds))
        return made[-1]

    yield make
    for each in made:
        each.run.close()


def printed(events: list[AnyEvent], stream: str = "stdout") -> str:
    return "".join(e.text for e in events if isinstance(e, Printed) and e.stream == stream)


Keep = Callable[..., Kept]


def test_a_stop_while_threads_are_waited_for_says_nothing(kept: Keep) -> None:
    one = kept("""\
        import threading
        threading.Thread(target=threading.Event().wait).start()
        x = 1
    """)
    one.until(lambda: any(isinstance(e, Names) and e.bound[0].name == "x" for e in one.events))
    one.run.stop()
    one.until(lambda: isinstance(one.events[-1], End))
    assert isinstance(end := one.events[-1], End)
    assert end.reason == "stopped"
    assert printed(one.events, "stderr") == ""


def test_code_given_after_the_end_goes_on_with_the_names_and_the_graph(ended: Kept) -> None:
    one = ended
    known = {op.op for op in one.events if isinstance(op, Op)}
    told = one.give("z = x * 3\nz.backward()\nx.grad", 9)
    assert told[0] == Given("z = x * 3\nz.backward()\nx.grad", 9)
    assert isinstance(told[-1], End)
    assert printed(told) == "tensor(15.)\n"
    (made,) = (e for e in told if isinstance(e, Op))
    assert made.op not in known
    assert (made.line, made.columns) == (9, (4, 9))
    assert any(isinstance(e, BackwardBegin) for e in told)
    assert [e.line for e in told if isinstance(e, Statement)] == [9, 10, 11]
    (named,) = (e for e in told if isinstance(e, Names))
    assert named.bound == (Binding("z", made.outputs[0].tensor),)
    assert (named.depth, named.function) == (0, "<module>")
    assert one.recording.complete


def test_two_pieces_share_what_they_bind(ended: Kept) -> None:
    one = ended
    one.give("def f(n):\n    return n + a", 30)
    assert printed(one.give("f(41)", 32)) == "42\n"


def test_a_fault_in_given_code_is_told_as_one_of_the_program_and_ends_nothing(ended: Kept) -> None:
    one = ended
    told = one.give("1\ny.backward()", 42)
    (error,) = (e for e in told if isinstance(e, Error))
    assert (error.type, error.line) == ("RuntimeError", 43)
    assert 'File "<console>", line 2, in <module>' in error.traceback
    assert "    y.backward()\n" in error.traceback
    assert isinstance(told[-1], End)
    assert printed(one.give("'still here'", 44)) == "'still here'\n"


def test_given_code_that_is_no_python_says_where(ended: Kept) -> None:
    one = ended
    told = one.give("a = (", 50)
    (error,) = (e for e in told if isinstance(e, Error))
    assert (error.type, error.line) == ("SyntaxError", 50)
    assert error.traceback.startswith('  File "<console>", line 1\n')


def test_a_program_that_failed_keeps_its_names(kept: Keep) -> None:
    one = kept("a = 7\n1 / 0\n")
    one.end()
    assert printed(one.give("a", 4)) == "7\n"


def test_given_code_may_ask(ended: Kept) -> None:
    one = ended
    one.run.give("input('who? ')", 60)
    one.until(lambda: any(isinstance(e, Asked) for e in one.events))
    one.run.answer("me")
    one.end()
    assert printed(one.events).endswith("'me'\n")


LATE = """\
import atexit, threading
atexit.register(print, "bye")
class Late(threading.Thread):
    awaited = threading.Event()
    def join(self, timeout=None):
        self.awaited.set()
        super().join(timeout)
    def run(self):
        self.awaited.wait()
        print("late")
Late().start()
"""
"""A thread that has nothing to say before somebody waits for it."""


def test_exit_handlers_and_threads_are_done_before_the_end_is_told(kept: Keep) -> None:
    one = kept(LATE)
    one.end()
    assert printed(one.events) == "late\nbye\n"
    assert isinstance(one.events[-1], End)


@pytest.mark.parametrize(
    "endless",
    ["while True: a += 0", "import time\ntime.sleep(10**6)", "input('? ')"],
    ids=["a loop", "a sleep", "a question"],
)
def test_stopping_interrupts_what_was_given_and_keeps_the_program(
    ended: Kept, endless: str
) -> None:
    told = stopped_in(ended, endless, LONG if "while" in endless else 0)
    assert told[-1] == End(130, "interrupted")
    assert printed(told, "stderr") == "KeyboardInterrupt\n"
    assert printed(ended.give("a", 90)) == "1\n"


def test_stopping_what_was_given_to_a_program_that_waits_lets_it_wait_on(kept: Keep) -> None:
    one = kept(CUBE, holds=(5,))
    one.pause()
    told = stopped_in(one, "while True: a += 0")
    assert told[-1] == Paused(5)
    one.run.resume()
    one.end()
    assert Statement(6, "cube", 1) in one.events
    assert one.events[-1] == End(0)


def test_only_code_that_heeds_no_interrupt_ends_the_program_with_it(kept: Keep) -> None:
    one = kept("a = 1")
    one.end()
    told = stopped_in(one, "sum(range(10**12))")
    assert not one.run.alive
    assert isinstance(told[-1], End)
    assert told[-1].reason == "stopped"
    assert "heeded no interrupt" in told[-1].message


def test_a_stop_that_comes_before_the_code_has_begun_ends_it_too(ended: Kept) -> None:
    before = len(ended.events)
    ended.run.give("while True: a += 0", 80)
    ended.run.stop()
    ended.until(lambda: any(isinstance(e, End) for e in ended.events[before:]))
    assert ended.run.alive
    assert isinstance(ended.events[-1], End)
    assert ended.events[-1].reason == "interrupted"


def stopped_in(one: Kept, text: str, events: int = 0) -> list[AnyEvent]:
    """Stop while ``text`` runs and has told ``events``; what was told from its beginning on."""
    before, waits = len(one.events), isinstance(one.events[-1], Paused)
    one.run.give(text, 80)
    one.until(lambda: any(isinstance(e, Statement | Asked) for e in one.events[before:]))
    one.until(lambda: len(one.events) - before >= events)
    one.run.stop()
    deadline = time.monotonic() + DEADLINE
    while one.run.alive and not isinstance(one.events[-1], Paused if waits else End):
        assert time.monotonic() < deadline, one.events[-5:]
        one.recording.extend(one.run.read(0.05, wait=0.05))
    return one.events[before:]


def test_the_time_after_a_question_that_was_broken_off_is_the_programs_again(ended: Kept) -> None:
    stopped_in(ended, "input('? ')")
    ended.run.give("a", 90)
    began = ended.run.began
    ended.run.tick(time.monotonic() + 1_000)
    assert ended.run.began == began
    ended.until(lambda: ended.events[-2:-1] == [Printed("stdout", "1\n")])


def test_what_is_given_and_ends_itself_says_so_and_leaves_the_names(ended: Kept) -> None:
    assert ended.give("raise SystemExit(3)", 90)[-1] == End(3, "exit")
    assert printed(ended.give("a", 91)) == "1\n"


def test_the_time_limit_of_a_run_does_not_count_on_while_it_is_kept(ended: Kept) -> None:
    job = ended.run.job
    ended.run.job = dataclasses.replace(job, limits=replace(job.limits, seconds=30.0))
    ended.run.tick(time.monotonic() + 1_000)
    assert printed(ended.give("a", 70)) == "1\n"
    ended.run.job = job


def test_a_kept_program_that_is_let_go_tells_no_second_end(kept: Keep) -> None:
    one = kept("a = 1")
    one.end()
    one.run.stop()
    while one.run.alive:
        one.recording.extend(one.run.read(0.05, wait=0.05))
    assert sum(isinstance(e, End) for e in one.events) == 1


def test_a_program_waits_before_a_line_and_goes_on(kept: Keep) -> None:
    one = kept(CUBE, holds=(6,))
    one.pause()
    assert one.events[-2:] == [Statement(6, "cube", 1), Paused(6)]
    one.run.resume()
    one.end()
    assert sum(isinstance(e, Paused) for e in one.events) == 1
    assert isinstance(one.events[one.events.index(Paused(6)) + 1], Resumed)


def test_code_given_while_a_function_waits_sees_and_sets_its_variables(kept: Keep) -> None:
    one = kept(CUBE, holds=(6,))
    one.pause()
    told = one.give("w = w * 10\nw", 9)
    assert printed(told) == "tensor(40., grad_fn=<MulBackward0>)\n"
    named = [e for e in told if isinstance(e, Names)]
    assert [(e.bound[0].name, e.depth, e.function) for e in named] == [("w", 1, "cube")]
    one.run.resume()
    one.end()
    assert printed(one.give("y", 12)) == "tensor(80., grad_fn=<MulBackward0>)\n"


def test_a_fault_while_waiting_leaves_the_program_where_it_was(kept: Keep) -> None:
    one = kept(CUBE, holds=(7,))
    one.pause()
    told = one.give("nothing", 9)
    assert any(isinstance(e, Error) and e.type == "NameError" for e in told)
    one.run.resume()
    one.end()
    assert one.events[-1] == End(0)


def test_pausing_reaches_a_program_that_runs(kept: Keep) -> None:
    one = kept("n = 0\nwhile n >= 0:\n    n += 1\nprint('over')\n")
    one.until(lambda: len(one.events) > LONG)
    one.run.pause()
    one.pause()
    one.give("n = -5", 9)
    one.run.resume()
    one.end()
    assert printed(one.events) == "over\n"


def test_a_wish_to_pause_is_heard_before_anything_runs(kept: Keep) -> None:
    one = kept("while 'over' not in globals():\n    n = 1\nprint('over')\n")
    one.run.pause()
    one.pause()
    one.give("over = True", 9)
    one.run.resume()
    one.end()
    assert printed(one.events) == "over\n"


def test_a_loop_waits_once_a_turn_and_no_longer_once_the_lines_are_taken_back(kept: Keep) -> None:
    one = kept("for n in range(4):\n    m = (n +\n         n)\nprint(m)\n", holds=(2,))
    for turn in (1, 2):
        one.until(lambda turn=turn: len(one.recording.of_kind(Paused)) >= turn)
        one.run.resume()
    one.until(lambda: len(one.recording.of_kind(Paused)) == 3)
    one.run.hold_at(())
    one.run.resume()
    one.end()
    assert sum(isinstance(e, Paused) for e in one.events) == 3


def test_the_head_of_a_with_waits_as_it_is_entered_and_not_as_it_is_left(kept: Keep) -> None:
    one = kept(
        "import torch\nwith torch.no_grad():\n    for n in range(2): m = n\nprint(m)\n",
        holds=(2, 4),
    )
    for turn in (1, 2):
        one.until(lambda turn=turn: len(one.recording.of_kind(Paused)) >= turn)
        one.run.resume()
    one.end()
    assert [e.line for e in one.events if isinstance(e, Paused)] == [2, 4]


def test_stopping_ends_a_program_that_waits(kept: Keep) -> None:
    one = kept(CUBE, holds=(3,))
    one.pause()
    one.run.stop()
    while one.run.alive:
        one.recording.extend(one.run.read(0.05, wait=0.05))
    assert one.events[-1].reason == "stopped"
