"""Statements, calls and names: what the line hook tells of a program."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import engine
from inspector.model.recordings.events import AnyEvent, Limit, Names, Statement
from inspector.model.recordings.facts import Binding
from inspector.runner.following.plain import short
from tests.runner.running import of, record, run


def lines(events: list[AnyEvent]) -> list[int]:
    return [event.line for event in of(Statement, events)]


def bindings(events: list[AnyEvent]) -> list[tuple[str, str]]:
    return [(b.name, b.text) for event in of(Names, events) for b in event.bound]


def test_each_statement_is_told_before_it_runs() -> None:
    events = record("a = 1\n\nif a:\n    b = 2\nelse:\n    b = 3\n")
    assert lines(events) == [1, 3, 4]
    assert bindings(events) == [("a", "1"), ("b", "2")]


def test_a_sum_of_a_thousand_terms_is_a_statement_like_another() -> None:
    events = record(f"a = 1\nb = {' + '.join(['a'] * 1100)}\n")
    assert lines(events) == [1, 2]
    assert bindings(events) == [("a", "1"), ("b", "1100")]


def test_a_statement_of_many_lines_is_told_once_at_its_first() -> None:
    source = """\
    total = (
        1
        + 2
    )
    for n in range(
        2
    ):
        total = sum([
            total,
            n,
        ])
    """
    events = record(source)
    assert lines(events) == [1, 5, 8, 5, 8, 5]
    assert ("total", "4") in bindings(events)


def test_the_head_of_a_with_is_told_as_it_is_entered_and_not_as_it_is_left() -> None:
    source = """\
    import contextlib
    n = 0
    while True:
        with torch.no_grad():
            n += 1
        if n == 2:
            break
    while True:
        with contextlib.suppress(ValueError):
            n += 1
            if n == 3:
                continue
            if n == 4:
                raise ValueError
            break
    def last():
        with torch.no_grad(), \\
             contextlib.nullcontext(3) as three:
            return three
    last()
    """
    told = lines(record(source))
    first, turn = [2, 3, 4, 5, 6], [8, 9, 10, 11]
    assert told[:9] == [*first, *first[1:]]
    assert told[9:] == [7, *turn, 12, *turn, 13, 14, *turn, 13, 15, 16, 20, 17, 19]


def test_statements_of_many_lines_that_share_one_are_told_as_one() -> None:
    source = """\
    def same(n):
        return n
    x = (1 +
         same(2)); y = same(3)
    z = 4
    """
    events = record(source)
    assert lines(events) == [1, 3, 2, 2, 5]
    assert bindings(events)[-3:] == [("x", "3"), ("y", "3"), ("z", "4")]


def test_a_loop_whose_body_is_one_long_statement_is_told_every_time_round() -> None:
    source = "n = 0\nwhile n < 3:\n    n = (\n        n\n        + 1\n    )\n"
    assert lines(record(source)).count(3) == 3


def test_a_loop_on_one_line_is_told_every_time_round() -> None:
    events = record("x = 0\nfor n in range(3): x = x + n\n")
    assert lines(events)[:4] == [1, 2, 2, 2]
    assert bindings(events)[-1] == ("x", "3")


def test_calls_are_deeper_and_their_arguments_are_names() -> None:
    source = """\
    def double(n, *more, by=2):
        m = n * by
        return m
    x = double(3)
    """
    events = record(source)
    assert [(s.line, s.function, s.depth) for s in of(Statement, events)] == [
        (1, "<module>", 0), (4, "<module>", 0), (2, "double", 1), (3, "double", 1),
    ]  # fmt: skip
    told = [(n.function, n.depth, [b.name for b in n.bound]) for n in of(Names, events)]
    assert told == [
        ("double", 1, ["n", "by", "more"]), ("double", 1, ["m"]), ("double", 1, []),
        ("<module>", 0, ["x"]),
    ]  # fmt: skip


def test_a_call_left_by_an_exception_is_left() -> None:
    source = """\
    def fail():
        raise ValueError
    try:
        fail()
    except ValueError:
        x = 1
    """
    events = record(source)
    depths = [(s.line, s.depth) for s in of(Statement, events)]
    assert depths == [(1, 0), (3, 0), (4, 0), (2, 1), (5, 0), (6, 0)]
    assert bindings(events) == [("x", "1")]


def test_a_generator_is_entered_and_left_each_time() -> None:
    source = """\
    def count():
        yield 1
        yield 2
    for n in count():
        x = n
    """
    told = [(s.line, s.depth) for s in of(Statement, record(source))]
    assert told == [(1, 0), (4, 0), (2, 1), (5, 0), (4, 0), (3, 1), (5, 0), (4, 0)]


def test_comprehensions_and_lambdas_are_part_of_their_statement() -> None:
    events = record("xs = [n * n for n in range(3)]\ny = (lambda q: q + 1)(2)\n")
    assert lines(events) == [1, 2]
    assert bindings(events) == [("xs", "[0, 1, 4]"), ("y", "3")]


def test_global_names_are_told_of_the_module_they_are_in() -> None:
    source = """\
    n = 0
    def more():
        global n
        n = n + 1
    more()
    """
    told = [(e.depth, e.function, b.text) for e in of(Names, record(source)) for b in e.bound]
    assert told == [(0, "<module>", "0"), (0, "<module>", "1")]


def test_a_function_without_names_of_its_own_tells_its_end_too() -> None:
    source = "def one(): return 1\nx = one() + one()\n"
    events = record(source)
    returned = [(e.function, e.depth) for e in of(Names, events) if e.returned]
    assert returned == [("one", 1), ("one", 1)]


def test_a_name_is_told_again_only_when_it_is_bound_to_something_else() -> None:
    assert bindings(record("for n in range(3):\n    x = 7\n")) == [
        ("n", "0"), ("x", "7"), ("n", "1"), ("n", "2"),
    ]  # fmt: skip


def test_a_name_that_is_deleted_or_bound_to_something_untold_is_gone() -> None:
    events = record("x = 1\ny = 2\ndel x\ny = object()\n")
    assert [name for event in of(Names, events) for name in event.deleted] == ["x", "y"]


def test_tensors_are_told_by_their_number_and_parameters_by_their_path() -> None:
    source = """\
    import torch
    x = torch.ones(2)
    again = x
    net = torch.nn.Linear(2, 1)
    """
    bound = [b for event in of(Names, run(source)) for b in event.bound]
    assert bound[0] == Binding("x", tensor=bound[0].tensor)
    assert bound[1] == Binding("again", tensor=bound[0].tensor)
    assert [b.name for b in bound[2:]] == ["net.weight", "net.bias"]


def test_a_module_that_is_being_made_has_no_parameters_yet() -> None:
    source = """\
    class Net(torch.nn.Module):
        def __init__(self, n):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(n))
    net = Net(3)
    x = 1
    """
    events = record(source)
    assert lines(events) == [1, 2, 5, 3, 4, 6]
    assert [name for name, _ in bindings(events)] == ["n", "net.scale", "x"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"), (None, "None"), (1.5, "1.5"), ("a'b", '"a\'b"'), ([1, 2.5], "[1, 2.5]"),
        ((1,), "(1,)"), ([[1], [2.5]], "[[1], [2.5]]"), (object(), None), ([object()], None),
        (list(range(100)), "[0, 1, …, 99] 100 items"), ([], "[]"), ((), "()"), ({}, "{}"),
        ([1 / 3] * 30, "[0.333333, 0.333333, …, 0.333333] 30 items"),
        (["x" * 99] * 3, "[…] 3 items"), ([[[[1]]]], "[[[[…]]]]"), ([None, "a"], "[None, 'a']"),
        ({"lr": 0.1, 2: [1]}, "{'lr': 0.1, 2: [1]}"), ({"a": object()}, None),
        ({n: n for n in range(100)}, "{…} 100 keys"), (1 << 9999, None), ([1 << 9999], None),
    ],
    ids=[str(n) for n in range(22)],
)  # fmt: skip
def test_only_small_plain_values_have_a_text(value: object, text: str | None) -> None:
    assert short(value) == text


def test_arrays_are_told_by_their_shape_and_sizes_by_what_they_are() -> None:
    assert short(np.zeros((2, 3), np.float32)) == "numpy 2×3 float32"
    assert short(np.array(1)) == "numpy scalar int64"
    assert short(np.float64(1.5)) == "np.float64(1.5)"
    assert short(engine.ones(2, 3).shape) == "torch.Size([2, 3])"
    assert short((engine.float16, engine.device("cpu"))) is None
    assert short(engine.float16) == "torch.float16"


def test_of_long_lists_within_others_it_is_told_that_they_are_there() -> None:
    thirds = [1 / 3] * 3
    assert short({"loss": thirds[:2]}) == f"{{'loss': {thirds[:2]}}}"
    assert short({"loss": thirds, "acc": thirds}) == "{'loss': […], 'acc': […]}"
    assert short([[[[object()]]]]) is None


def test_a_long_string_is_cut() -> None:
    text = short("x" * 10**6)
    assert text is not None
    assert len(text) <= 60
    assert text.endswith("…'")


def test_a_value_whose_repr_misbehaves_is_never_asked() -> None:
    source = """\
    class Trap:
        def __repr__(self):
            raise RuntimeError("touched")
    class Number(int):
        __repr__ = Trap.__repr__
    trap, number, both = Trap(), Number(3), [Number(3)]
    x = 1
    """
    assert bindings(record(source)) == [("x", "1")]


def test_deep_recursion_is_the_programs_own_affair() -> None:
    """Python 3.11 switches a tracer off that meets the recursion limit."""
    source = """\
    def down(n):
        return down(n + 1)
    try:
        down(0)
    except RecursionError as error:
        x = 1
    y = 2
    """
    events = record(source)
    assert lines(events)[-3:] == [5, 6, 7]
    assert bindings(events)[-2:] == [("x", "1"), ("y", "2")]


@pytest.mark.parametrize("way", ["deepcopy(nested)", "Deep(40)(x)", "sum(map(up, [0]))"])
def test_a_recursion_through_code_that_is_not_followed_ends_no_telling(way: str) -> None:
    source = f"""\
    from copy import deepcopy
    nested, x = [], torch.ones(2)
    for n in range(2000):
        nested = [nested]
    class Deep(torch.nn.Module):
        def __init__(self, n):
            super().__init__()
        def forward(self, x):
            return self(x * 1)
    def up(n):
        return max(map(up, [n + 1]))
    try:
        {way}
    except RecursionError as error:
        del error
    y = 2
    """
    events = record(source)
    assert lines(events)[-3:] == [14, 15, 16]
    assert bindings(events)[-1] == ("y", "2")


def test_the_frames_that_a_recursion_comes_back_to_are_told_on() -> None:
    source = """\
    def down(n):
        try:
            return down(n + 1)
        except RecursionError:
            if n > 50:
                raise
            m = n
            return m
    x = down(0)
    """
    events = record(source)
    assert lines(events)[-3:] == [5, 7, 8]
    assert bindings(events)[-2:] == [("m", "50"), ("x", "50")]


def test_a_tracer_of_the_program_itself_is_let_be(capsys: pytest.CaptureFixture[str]) -> None:
    events = record("""\
    import sys
    seen, x = [], torch.ones(1)
    def tracer(frame, event, arg): seen.append(frame.f_code.co_name)
    sys.settrace(tracer); (lambda: 0)(); sys.settrace(None)
    a = 1
    def inner():
        return 2
    b = inner()
    sys.settrace(tracer)
    y = x * 2
    (lambda: 0)(); found = sys.gettrace(); sys.settrace(None)
    print(seen[:1], seen[-1:], found is tracer, sys.gettrace())
    """)
    assert capsys.readouterr().out == "['<lambda>'] ['<lambda>'] True None\n"
    assert lines(events) == [2, 3, 4, 5, 6, 8, 7, 9, 10, 11, 12]


def test_a_program_that_traces_itself_is_told_what_is_left_out() -> None:
    source = "import sys\nsys.settrace(lambda *told: None)\nsys.settrace(None)\n"
    told = [event.what for event in of(Limit, record(source * 2))]
    if sys.version_info < (3, 12):
        assert told == ["functions called while the program's own tracer is set"]
    else:
        assert not told


def test_a_tensor_that_may_not_be_asked_ends_no_telling() -> None:
    source = """\
    class Silent(torch.Tensor):
        def __getattribute__(self, name):
            raise RuntimeError("not " + name)
    for n in range(3):
        x = torch.ones(2).as_subclass(Silent)
        both = [x]
    y = 2
    """
    events = record(source)
    assert not of(Limit, events)
    assert lines(events)[-3:] == [6, 4, 7]
    assert bindings(events)[-1] == ("y", "2")
    assert len({b.tensor for e in of(Names, events) for b in e.bound if b.name == "x"}) == 3


ANOTHER_PASS = """\
    import threading
    from engine.observer import WATCH
    def begin():
        WATCH.observer.backward_begin((), (), {}, False, False, True)
    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    x = torch.tensor(1.0)
    y = x * 2
    z = y * 3
"""


def test_a_pass_of_another_thread_that_still_runs_does_not_stop_the_following() -> None:
    events = record(ANOTHER_PASS)
    assert [event.line for event in of(Statement, events)][-3:] == [8, 9, 10]
