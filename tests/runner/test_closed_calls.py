"""While an operation runs nothing of the program does; whatever comes of it, telling goes on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from types import CodeType

import pytest

from engine.observer import CLOSED, closed
from inspector.model.recordings.events import Statement
from tests.runner.running import of, record

MISTAKES = (
    "torch.ones(2) * torch.ones(3)",
    "torch.ones(2) * 'a'",
    "2.0 * torch.tensor([1, 2]).add('a')",
    "torch.ones(2, 3) @ torch.ones(2, 3)",
    "torch.ones(3).view(2)",
    "torch.ones(2).sum(dim=5)",
    "torch.tensor([1, 2]).softmax(0)",
    "torch.ones(2).backward()",
    "torch.ones(2, requires_grad=True).exp().backward()",
    "torch.autograd.grad(torch.ones(1, requires_grad=True) * 2, [torch.ones(1)])",
)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_follows_an_operation_that_failed_is_told(mistake: str) -> None:
    source = f"try:\n    y = {mistake}\nexcept Exception:\n    a = 1\n    b = 2\nc = 3\n"
    told = [statement.line for statement in of(Statement, record(source))]
    assert told == [1, 2, 3, 4, 5, 6]


def test_a_warning_that_is_made_an_error_ends_no_telling() -> None:
    source = """\
        import numpy
        with numpy.errstate(all="raise"):
            try:
                y = torch.tensor(0.0).log()
            except FloatingPointError:
                a = 1
        b = 2
    """
    assert [s.line for s in of(Statement, record(source))][1:6] == [3, 4, 5, 6, 2]


def test_what_an_operand_of_the_programs_own_does_is_told() -> None:
    source = """\
        class Twice:
            def __rmul__(self, other):
                two = 2.0
                return other * two
        y = torch.ones(2) * Twice()
        z = y + 1
    """
    assert [s.line for s in of(Statement, record(source))] == [1, 2, 5, 3, 4, 6]


def test_what_follows_a_second_backward_pass_that_fails_is_told() -> None:
    source = """\
        y = torch.ones(1, requires_grad=True).exp()
        for _ in range(2):
            try:
                y.backward()
            except RuntimeError:
                a = 1
        b = 2
    """
    told = [s.line for s in of(Statement, record(source))]
    assert told == [1, 2, 3, 4, 2, 3, 4, 5, 6, 2, 7]


def test_the_statements_of_a_hook_in_the_middle_of_a_backward_pass_are_told() -> None:
    source = """\
        def double(grad):
            twice = grad * 2
            return twice
        w = torch.ones(2, requires_grad=True)
        y = w * w
        y.register_hook(double)
        y.sum().backward()
        print(w.grad)
    """
    assert [s.line for s in of(Statement, record(source))] == [1, 4, 5, 6, 7, 2, 3, 8]


def test_no_program_is_taken_for_a_closed_call_that_is_gone() -> None:
    def shut() -> weakref.ref[CodeType]:
        scope: dict[str, Callable[[], None]] = {}
        exec("def call(): pass", scope)
        return weakref.ref(closed(scope["call"]).__code__)

    gone = shut()
    gc.collect()
    code = gone()
    assert code is not None, "another's code could have its id by now"
    del CLOSED[id(code)]
