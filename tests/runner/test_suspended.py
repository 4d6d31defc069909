"""What runs in pieces has its own variables in each: generators, coroutines, inner functions."""

from __future__ import annotations

import textwrap

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Limit, Statement
from inspector.model.recordings.recording import Recording
from tests.runner.running import of, record

TWO_GENERATORS = """\
    def numbers(n):
        for i in range(n):
            got = yield i
            last = got
    one, two = numbers(3), numbers(5)
    next(one)
    next(two)
    one.send(7)
    two.send(8)
"""
TWO_TASKS = """\
    import asyncio
    async def double(v):
        w = v * 2
        await asyncio.sleep(0)
        return w
    async def main():
        first = await double(1)
        a, b = await asyncio.gather(double(10), double(20))
        return first + a + b
    asyncio.run(main())
"""
INNER = """\
    def outer():
        n = 0
        def count():
            nonlocal n
            n += 1
        count()
        count()
        return n
    outer()
"""


def seen(source: str, line: int, function: str) -> list[dict[str, str]]:
    """What a function's variables are shown to be, whenever a line is about to run."""
    recording = Recording(textwrap.dedent(source), "lesson.py")
    events = record(source)
    recording.extend(events)
    found = []
    for step, event in enumerate(events, 1):
        if isinstance(event, Statement) and event.line == line:
            frames = [one for one in Moment(recording, step).variables() if one.depth]
            found += [
                {each.name: each.text for each in frame.bindings}
                for frame in frames
                if frame.function == function
            ]
    return found


def changed(source: str, line: int) -> list[frozenset[str]]:
    """Which variables of the innermost function are marked when a line is about to run."""
    recording = Recording(textwrap.dedent(source), "lesson.py")
    events = record(source)
    recording.extend(events)
    at = [n for n, e in enumerate(events, 1) if isinstance(e, Statement) and e.line == line]
    return [Moment(recording, step).variables()[-1].changed for step in at]


def test_a_generator_that_goes_on_has_what_it_had_and_what_it_was_sent() -> None:
    assert seen(TWO_GENERATORS, 4, "numbers") == [
        {"n": "3", "i": "0", "got": "7"},
        {"n": "5", "i": "0", "got": "8"},
    ]


def test_what_a_generator_had_is_not_marked_as_changed_when_it_goes_on() -> None:
    source = "def numbers(n):\n    k = n\n    yield k\n    j = 1\nfor each in numbers(3): pass\n"
    assert changed(source, 4) == [frozenset()]
    assert changed(source, 2) == [frozenset("n")]


def test_tasks_of_one_function_do_not_show_each_others_variables() -> None:
    assert seen(TWO_TASKS, 4, "double") == [
        {"v": "1", "w": "2"}, {"v": "10", "w": "20"}, {"v": "20", "w": "40"},
    ]  # fmt: skip
    assert seen(TWO_TASKS, 5, "double")[1:] == [{"v": "10", "w": "20"}, {"v": "20", "w": "40"}]


def test_what_an_await_gives_is_told_though_the_coroutine_had_waited() -> None:
    assert seen(TWO_TASKS, 9, "main") == [{"first": "2", "a": "20", "b": "40"}]


def test_what_an_inner_function_binds_of_the_outer_is_seen_in_both() -> None:
    assert seen(INNER, 8, "outer") == [{"n": "2"}]
    assert seen(INNER, 5, "outer") == [{"n": "0"}, {"n": "1"}]


def test_what_an_inner_generator_binds_of_the_outer_is_seen_there() -> None:
    source = """\
    def outer():
        n = 0
        def counts():
            nonlocal n
            while True:
                n += 2
                yield n
        turns = counts()
        next(turns), next(turns)
        return n
    outer()
    """
    assert seen(source, 10, "outer") == [{"n": "4"}]


def test_a_generator_that_is_closed_thrown_into_or_forgotten_ends_nothing() -> None:
    source = """\
    def careful(n):
        k = n
        try:
            yield k
        except ValueError as error:
            k = str(error)
            yield k
        finally:
            k = -1
    told = careful(1)
    next(told)
    told.throw(ValueError("no"))
    told.close()
    for n in range(3):
        next(careful(n))
    """
    events = record(source)
    assert not of(Limit, events)
    assert seen(source, 7, "careful") == [{"n": "1", "k": "'no'"}]
    assert [each["k"] for each in seen(source, 9, "careful")] == ["'no'", "0", "1", "2"]


def test_a_generator_that_was_let_go_of_keeps_nothing_alive() -> None:
    source = """\
    import weakref
    class Thing:
        pass
    def holder():
        thing = Thing()
        yield weakref.ref(thing)
    held = holder()
    known = next(held)
    before = known() is not None
    del held
    after = known() is None
    print(before, after)
    """
    names = [b for e in record(source) for b in getattr(e, "bound", ())]
    assert [b.text for b in names if b.name in ("before", "after")] == ["True", "True"]


def test_a_comprehension_of_several_lines_is_one_statement_on_every_python() -> None:
    source = "k = [\n    n\n    for n in range(3)\n    if n\n]\nm = 1\n"
    assert [event.line for event in of(Statement, record(source))] == [1, 6]


ONE_LINE_LOOPS = {
    "a comprehension of several lines": (
        "for n in range(2): a = [\n    x + n\n    for x in range(3)\n]\nb = 1\n", [1, 1, 1, 5],
    ),
    "one of one line": (
        "for n in range(2): a = [x for x in range(3)]\nb = 1\n", [1, 1, 1, 2],
    ),
    "one within another": (
        "for n in range(2): a = {\n  x: [\n    y\n    for y in 'ab']\n  for x in 'cd'\n}\nb = 1\n",
        [1, 1, 1, 7],
    ),
    "one of a while loop": (
        "n = 0\nwhile n < 2: n, a = n + 1, [\n    x\n    for x in 'ab']\nb = 1\n", [1, 2, 2, 5],
    ),
    "one whose condition is on another line": (
        "for n in range(2): a = [x for x in 'ab'\n  if x]\nb = 1\n", [1, 1, 1, 3],
    ),
    "a call of several lines": (
        "for n in range(2): a = max(\n    n,\n    1)\nb = 1\n", [1, 1, 1, 4],
    ),
    "a yield of several lines": (
        "def g():\n  for n in 'ab': yield (\n    n\n  )\nfor x in g():\n  c = x\nb = 1\n",
        [1, 5, 2, 6, 5, 2, 6, 5, 2, 7],
    ),
}  # fmt: skip


HEADS = {
    "a condition": (
        "def f(n): return n\nx = 1\nif (x and\n  f(2)): y = f(x)\nb = 1\n", [1, 2, 3, 1, 1, 5],
    ),
    "that of a loop": ("n = 0\nwhile (n < 3 and\n  n < 2): n += 1\nb = 1\n", [1, 2, 2, 4]),
    "what a loop goes over": (
        "for n in range(\n  2): a = n\nelse: c = 1\nb = 1\n", [1, 1, 1, 3, 4],
    ),
    "a manager": ("import io\nwith io.StringIO(\n  'a') as f: a = f\nb = 1\n", [2, 4]),
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_what_ends_on_the_line_of_its_body_is_told_once_a_turn_on_every_python(head: str) -> None:
    source, lines = HEADS[head]
    assert [event.line for event in of(Statement, record(source))] == lines


@pytest.mark.parametrize("loop", ONE_LINE_LOOPS)
def test_each_turn_of_a_loop_on_one_line_is_told_once_on_every_python(loop: str) -> None:
    source, lines = ONE_LINE_LOOPS[loop]
    assert [event.line for event in of(Statement, record(source))] == lines


def test_the_turns_of_a_loop_of_one_line_are_told_though_an_else_follows() -> None:
    source = "i = 0\nwhile i < 2: i += 1\nelse: i = 10\n"
    assert [event.line for event in of(Statement, record(source))] == [1, 2, 2, 3]


def test_a_statement_that_computes_on_after_its_yield_is_told_again() -> None:
    source = """\
    def scale(x):
        y = (yield 1) * 2
        z = yield y
        z += yield z
        yield
    two = scale(3)
    next(two)
    two.send(4), two.send(5), two.send(6)
    """
    told = [(event.line, event.depth) for event in of(Statement, record(source))]
    assert told[2:] == [(7, 0), (2, 1), (8, 0), (2, 1), (3, 1), (4, 1), (4, 1), (5, 1)]


def test_so_is_one_that_awaits_a_part_of_what_it_computes() -> None:
    source = """\
    import asyncio
    async def double(v):
        await asyncio.sleep(0)
        return v * 2
    async def main():
        a = await double(1) + 1
        b = await double(a)
    asyncio.run(main())
    """
    told = [(event.line, event.depth) for event in of(Statement, record(source))]
    assert told[3:] == [(6, 1), (3, 2), (6, 1), (4, 2), (7, 1), (3, 2), (4, 2)]


def test_a_with_goes_on_where_leaving_it_runs_what_the_program_wrote() -> None:
    source = """\
    import contextlib
    class Guard:
        def __enter__(self):
            return self
        def __exit__(self, *how):
            over = True
    @contextlib.contextmanager
    def guarded():
        yield 1
        over = True
    def both():
        with Guard(), guarded():
            a = 1
            b = 2
    both()
    with contextlib.suppress(ValueError), Guard():
        raise ValueError
    with torch.no_grad():
        c = 1
    """
    told = of(Statement, record(source))
    went = [(one.line, one.depth) for one in told[told.index(Statement(13, "both", 1)) :]]
    first = [(13, 1), (14, 1), (12, 1), (10, 2), (12, 1), (6, 2)]
    assert went == [*first, (16, 0), (4, 1), (17, 0), (16, 0), (6, 1), (18, 0), (19, 0)]
    assert [one.line for one in told if one.again] == [12, 12, 16]
