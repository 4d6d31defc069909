"""Code of Python 3.11 with calls woven into it: it does what it did, and tells of it."""

from __future__ import annotations

import dis
import inspect
import sys
from collections.abc import Callable
from types import CodeType, ModuleType

import pytest

import tests.runner.running as running
from inspector.model.events import AnyEvent, Names, Statement
from inspector.runner.bytecode import read, write
from inspector.runner.follower import Follower
from inspector.runner.lines import Lines
from inspector.runner.tracing import Tracing
from inspector.runner.weaving import Weaving, can_weave
from tests.golden import PROGRAMS
from tests.runner.running import NAME, of, record

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="for Python 3.11 alone")

ODD = """\
def fails(n):
    try:
        if n: raise ValueError(n)
        return n
    except ValueError as error:
        told = str(error)
        raise KeyError(told) from error
    finally:
        done = n
for n in range(3):
    try:
        fails(n)
    except KeyError as error:
        last = n
    else:
        last = -1
def gives():
    got = 0
    try:
        while True:
            got = yield got
    except ValueError:
        yield 7
def plain(n):
    yield n
each = gives()
next(each); each.send(3)
thrown = each.throw(ValueError())
each.close()
each = plain(2); next(each); each.close()
each = gives(); next(each)
try:
    each.throw(KeyError())
except KeyError: y = 0
match last:
    case 2 if y > 2:
        y = 1
    case _:
        y = 2
while y < 4: y += 1
for q in range(3): y += q; y -= 1
t = [q for q in range(3)
     if q]
u = (lambda a: a + 1)(
  3)
def deco(f): return f
@deco
@deco
class A:
    "doc"
    x: int = 3
    def m(self, *, k=3): return k
    def loop(self):
        for k in range(2):
            found = (k if
                     k else
                     0)
        else:
            del k
        return found
A().m(k=
   4); A().loop()
while True:
    y += 1
    if y > 9:
        break
    continue
for a in range(2):
    for b in range(2):
        if b: continue
        c = a
"""
TRIED = {**PROGRAMS, "odd": ODD}
MANY = (
    "def f(x):\n    for k in range(2):\n"
    + "        x = x + k\n" * 3000
    + "    return x\ny = f(1)\n"
)


def codes(code: CodeType) -> list[CodeType]:
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return [code, *(each for one in inner for each in codes(one))]


def recorded_by(
    kind: Callable[[Lines, CodeType], Follower], source: str, monkeypatch: pytest.MonkeyPatch
) -> list[AnyEvent]:
    monkeypatch.setattr(running, "follower_of", kind)
    return record(source)


@pytest.mark.parametrize("module", [dis, running], ids=lambda module: module.__name__)
def test_code_that_is_read_and_written_is_the_same(module: ModuleType) -> None:
    code = compile(inspect.getsource(module), "x.py", "exec")
    for each in codes(code):
        again = write(each, *read(each), each.co_consts, each.co_stacksize)
        assert again.co_code == each.co_code
        assert again.co_exceptiontable == each.co_exceptiontable
        assert list(again.co_positions()) == list(each.co_positions())


@pytest.mark.parametrize("program", TRIED)
def test_woven_code_tells_what_tracing_tells(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = TRIED[program]
    traced = recorded_by(Tracing, source, monkeypatch)
    assert len(of(Statement, traced)) > 5
    assert recorded_by(Weaving, source, monkeypatch) == traced


def test_jumps_over_what_is_woven_in_may_become_long() -> None:
    events = record(MANY)
    assert len(of(Statement, events)) > 6000
    assert of(Names, events)[-1].bound[0].text == str(1 + 3000)


def test_what_is_raised_keeps_its_place_and_its_way() -> None:
    source = "def f(n):\n    m = n\n    return (m +\n            1 / n)\nf(0)\n"
    with pytest.raises(ZeroDivisionError) as raised:
        record(source)
    steps = [each for each in raised.traceback if each.frame.code.raw.co_filename == NAME]
    assert [each.lineno + 1 for each in steps] == [5, 4]
    innermost = raised.tb
    while innermost.tb_next is not None:
        innermost = innermost.tb_next
    places = list(innermost.tb_frame.f_code.co_positions())
    assert places[innermost.tb_lasti // 2] == (4, 4, 12, 17)


def test_statements_go_on_after_a_recursion_that_was_too_deep() -> None:
    source = """\
    def f(n):
        return f(n + 1)
    try:
        f(0)
    except RecursionError as error:
        text = str(error)
    x = 1
    """
    events = record(source)
    assert [each.line for each in of(Statement, events)][-3:] == [5, 6, 7]
    assert ("x", "1") in [(b.name, b.text) for each in of(Names, events) for b in each.bound]


def test_a_program_that_switches_tracing_off_is_followed_all_the_same() -> None:
    events = record("import sys\nsys.settrace(None)\nx = 1\ny = 2\n")
    assert [each.line for each in of(Statement, events)] == [2, 3, 4]


def test_generators_that_wait_for_generators_are_not_woven() -> None:
    code = compile("def f():\n    yield from [1]\n", "x.py", "exec")
    assert not can_weave(code)
    assert can_weave(compile(ODD, "x.py", "exec"))
