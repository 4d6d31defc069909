"""Over, into and out of the program's functions, and back the same way."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.moments.walking import (
    along_node,
    along_tensor,
    beside,
    into,
    out,
    over,
    to_line,
)
from inspector.model.recordings.events import Entered, Left, NodeBackward, Op, Statement
from inspector.model.recordings.recording import Recording
from tests.runner.running import record, run

NESTED = """\

def square(x):
    y = x * x
    return y
def twice(x):
    first = square(x)
    return square(first)
a = torch.tensor(2.0, requires_grad=True)
b = twice(a)
c = square(b)
c.backward()
"""


@pytest.fixture(scope="module")
def nested() -> Recording:
    recording = Recording(NESTED)
    recording.extend(record(NESTED))
    return recording


def line(recording: Recording, step: int) -> int:
    event = recording.events[step - 1]
    return event.line if isinstance(event, Statement) else 0


def at(recording: Recording, wanted: int) -> int:
    return to_line(recording, 0, wanted, forward=True)


def test_over_runs_through_what_is_called(nested: Recording) -> None:
    step = at(nested, 9)
    assert line(nested, over(nested, step, forward=True)) == 10
    inside = at(nested, 6)
    assert line(nested, over(nested, inside, forward=True)) == 7


def test_over_at_the_end_of_a_function_returns_to_its_caller(nested: Recording) -> None:
    assert line(nested, over(nested, at(nested, 7), forward=True)) == 10


def test_out_leaves_the_function_and_back_finds_the_call(nested: Recording) -> None:
    deepest = at(nested, 3)
    assert line(nested, out(nested, deepest, forward=True)) == 7
    assert line(nested, out(nested, deepest, forward=False)) == 6
    assert line(nested, out(nested, at(nested, 6), forward=False)) == 9


def test_over_back_is_the_way_over_came(nested: Recording) -> None:
    step = at(nested, 9)
    assert over(nested, over(nested, step, forward=True), forward=False) == step


def test_over_enters_no_other_call_in_the_same_statement() -> None:
    source = "def f(n):\n    m = n\n    return m\na = f(1) + f(2)\nb = 1\n"
    recording = Recording(source)
    recording.extend(record(source))
    first = to_line(recording, 0, 3, forward=True)
    second = to_line(recording, first, 2, forward=True)
    assert line(recording, over(recording, first, forward=True)) == 5
    assert line(recording, over(recording, second - 1, forward=True)) == 5
    assert line(recording, over(recording, second, forward=True)) == 3
    assert line(recording, over(recording, second, forward=False)) == 4


def test_over_enters_no_other_call_of_a_function_without_names() -> None:
    source = "def g():\n    return 1\na = g() + g()\nb = 1\n"
    recording = Recording(source)
    recording.extend(record(source))
    first = to_line(recording, 0, 2, forward=True)
    assert line(recording, over(recording, first, forward=True)) == 4
    assert [frame.depth for frame in Moment(recording, first + 1).variables()] == [0]


def test_out_of_the_module_is_the_end_of_the_run(nested: Recording) -> None:
    assert out(nested, at(nested, 9), forward=True) == len(nested)
    assert out(nested, at(nested, 9), forward=False) == 0


def test_a_line_is_found_in_both_directions_and_each_time_it_runs(nested: Recording) -> None:
    first = to_line(nested, 0, 3, forward=True)
    second = to_line(nested, first, 3, forward=True)
    third = to_line(nested, second, 3, forward=True)
    assert first < second < third
    assert to_line(nested, third, 3, forward=False) == second
    assert to_line(nested, third, 3, forward=True) == third
    assert to_line(nested, 5, 99, forward=True) == 5


def test_the_events_of_a_tensor_and_of_a_node_are_those_that_touch_it(nested: Recording) -> None:
    leaf = next(iter(nested.tensors.accumulations))
    steps, step = [], 0
    while (step := beside(nested, step, along_tensor(nested, leaf), forward=True)) < len(nested):
        steps.append(type(nested.events[step - 1]).__name__)
    assert steps[0] == "Created"
    assert "Names" in steps
    assert steps[-1] == "Accumulate"
    node = min(nested.nodes.makers)
    touched = {index for indices in along_node(nested, node) for index in indices}
    kinds = {type(nested.events[index]).__name__ for index in touched}
    assert {"Op", "NodeBackward", "Freed"} <= kinds


def test_a_statement_runs_on_once_what_it_calls_has_returned() -> None:
    source = """\
def g(n):
    global seen
    m = n * 2
    seen = m
    return m
w = torch.ones(1, requires_grad=True)
g(w).sum().backward()
"""
    recording = Recording(source)
    recording.extend(record(source))
    returned = recording.scopes.returns[1][-1]
    assert recording.line_at(returned) == 5
    assert {recording.line_at(at) for at in range(returned + 1, len(recording))} == {7}
    (seen,) = recording.scopes.variables[0, "<module>"]["seen"]
    assert recording.line_at(seen) == 4


MODULES = """\
from torch import nn
class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    def forward(self, x):
        y = self.a(x) + self.b(x)
        return y
both = Both()
out = both(torch.ones(2))
out.sum().backward()
"""


@pytest.fixture(scope="module")
def modules() -> Recording:
    recording = Recording(MODULES)
    recording.extend(run(f"import torch; {MODULES}"))
    return recording


def place(recording: Recording, step: int) -> str | int:
    event = recording.events[step - 1]
    return event.name if isinstance(event, Entered) else line(recording, step)


def test_into_enters_each_module_that_a_statement_calls(modules: Recording) -> None:
    steps = [at(modules, 8)]
    while len(steps) < 7:
        steps.append(into(modules, steps[-1], forward=True))
    assert [place(modules, step) for step in steps] == [8, "a", "b", "b.0", "b.1", 9, 12]
    back = [steps[-1]]
    while len(back) < 7:
        back.append(into(modules, back[-1], forward=False))
    assert back == steps[::-1]


def test_a_module_with_statements_of_its_own_is_entered_at_the_first(modules: Recording) -> None:
    assert place(modules, into(modules, at(modules, 11), forward=True)) == 8


def test_out_of_a_module_is_where_it_has_returned_and_back_what_called_it(
    modules: Recording,
) -> None:
    steps = [at(modules, 8)]
    while len(steps) < 4:
        steps.append(into(modules, steps[-1], forward=True))
    called, a, b, inner = steps
    assert [place(modules, into(modules, out(modules, one, True), True)) for one in (a, b)] == [
        "b", 9,
    ]  # fmt: skip
    assert isinstance(modules.events[out(modules, inner, forward=True) - 1], Left)
    assert into(modules, out(modules, inner, forward=True), forward=True) < at(modules, 9)
    assert out(modules, inner, forward=False) == out(modules, a, forward=False) == called


def test_what_a_statement_computes_once_a_generator_has_yielded_is_its_own() -> None:
    source = """\
def g(x):
    for k in range(2):
        y = x * k
        yield y
w = torch.ones(2, requires_grad=True)
given = g(w)
one = next(given) * 3
two = sum((each * 5).sum() for each in g(w))
loss = [(each.sum() * 2).backward() for each in given]
"""
    recording = Recording(source)
    recording.extend(record(source))
    passed = [recording.line_at(at) for at in recording.of_kind(NodeBackward)]
    assert set(passed) == {9}
    depths = [recording.depth_at(at + 1) for at in recording.of_kind(Op)]
    own = [recording.at(Op, at).line != 3 for at in recording.of_kind(Op)]
    assert [depth == 0 for depth in depths] == own
