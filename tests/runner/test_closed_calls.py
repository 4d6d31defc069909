"""While an operation runs nothing of the program does; whatever comes of it, telling goes on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest

import engine
from engine.modes import DEFAULTS
from engine.nn.modules.everywhere import EVERYWHERE
from engine.observer import CLOSED, Observer, closed, watching
from inspector.model.recordings.events import Statement
from tests.runner.running import of, record

torch: Any = engine
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
    assert [s.line for s in of(Statement, record(source))][1:6] == [3, 4, 5, 6, 7]


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


QUIET = {
    "a layer that fails": ("torch.nn.Linear(2, 3)(torch.ones(3))", []),
    "a step that fails": (
        "torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1).step(None, 1)", []
    ),
    "a hook on a layer": ("hooked(torch.ones(2))", [2, 3]),
    "a hook on one layer of several": (
        "torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Sequential(hooked))(torch.ones(2))", [2, 3]
    ),
    "a layer of the program's among several": (
        "torch.nn.Sequential(torch.nn.ReLU(), own, torch.nn.ReLU())(torch.ones(2))", [10]
    ),
    "a layer within one of the program's": ("own(torch.ones(2))", [10]),
    "a layer that was given a function": (
        "torch.nn.TripletMarginWithDistanceLoss(distance_function=meet)(a, a, a)", [2, 3, 2, 3]
    ),
    "a function that was given one": (
        "torch.nn.functional.triplet_margin_with_distance_loss(a, a, a, distance_function=meet)",
        [2, 3, 2, 3],
    ),
    "a backward pass through a hook": ("y.backward()", [2, 3]),
    "a backward pass that cannot begin": ("torch.ones(2).backward()", []),
    "a layer whose call was replaced": ("replaced(a)", [2, 3]),
    "a layer whose class was changed": ("torch.nn.Mish()(a)", [2, 3]),
    "a hook on what is saved": ("saving()", [12, 13, 2, 3]),
}  # fmt: skip
PRELUDE = """\
def meet(*given):
    met = given[0]
    return met if isinstance(met, torch.Tensor) else None
a = torch.ones(1, 2)
hooked, replaced = torch.nn.Linear(2, 2), torch.nn.ReLU()
hooked.register_forward_hook(meet)
replaced.forward = meet
class Own(torch.nn.Linear):
    def forward(self, x):
        return super().forward(x)
def saving():
    with torch.autograd.graph.saved_tensors_hooks(meet, meet):
        torch.nn.Sigmoid()(torch.ones(1, requires_grad=True))
own, y = Own(2, 2), torch.ones(1, requires_grad=True).exp(); y.register_hook(meet)
import functools; torch.nn.Mish.forward = staticmethod(functools.partial(meet))
"""


@pytest.mark.parametrize("what", QUIET)
def test_lines_within_a_call_of_the_engines_and_those_after_it_are_told(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.nn.Mish, "forward", torch.nn.Mish.forward)  # to be as it was again
    call, inside = QUIET[what]
    source = f"{PRELUDE}try:\n    {call}\nexcept Exception:\n    b = 1\nc = 2\n"
    told = [s.line for s in of(Statement, record(source))]
    start = told.index(17)
    assert told[start + 1 : start + 1 + len(inside)] == inside
    assert told[-1] == 20


def test_a_sequence_of_the_programs_own_is_followed_where_a_tensor_is_made_of_it() -> None:
    source = """\
        class One:
            def __len__(self):
                return 1
            def __getitem__(self, place):
                return [0.5][place]
        x = torch.tensor(One())
        y = torch.tensor([[1.0, 2.0]])
    """
    told = [s.line for s in of(Statement, record(source))]
    assert told[:4] == [1, 2, 4, 6]
    assert {3, 5} == {*told[4:-1]}
    assert told[-1] == 7


class Heard(Observer):
    """Hears what is told of while nobody need look for the program's lines, and what else is."""

    def __init__(self) -> None:
        self.quiet, self.begun, self.told = 0, 0, list[tuple[str, bool]]()

    def quiet_begin(self) -> None:
        self.quiet += 1
        self.begun += 1

    def quiet_end(self) -> None:
        self.quiet -= 1

    def op(self, op: Any, *_: Any) -> None:
        self.told.append((op.name, bool(self.quiet)))

    def created(self, *_: Any) -> None:
        self.told.append(("created", bool(self.quiet)))

    def grad_set(self, *_: Any) -> None:
        self.told.append(("grad", bool(self.quiet)))

    def updated(self, *_: Any) -> None:
        self.told.append(("updated", bool(self.quiet)))


def test_no_line_is_looked_for_in_a_layer_in_a_step_and_in_the_clearing_of_gradients(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Programs of other tests, in this process, may have used what is for good.
    monkeypatch.setattr(DEFAULTS, "overridden", False)
    monkeypatch.setattr(EVERYWHERE, "used", False)
    layer, x = torch.nn.ReLU(), torch.ones(2, requires_grad=True)
    optimizer, heard = torch.optim.SGD([x], lr=0.1), Heard()
    layer(x).sum().backward()
    with watching(heard):
        layer(x)
        torch.nn.functional.relu(x)
        torch.sigmoid(x)
        torch.tensor([[1.0, 2.0]])
        optimizer.step()
        optimizer.zero_grad()
        monkeypatch.setattr(torch.nn.ReLU, "__module__", "torch.nn.modules.activation")
        layer(x)
        monkeypatch.setattr(DEFAULTS, "overridden", True)
        layer(x)
    assert heard.told == [
        ("relu", True), ("relu", True), ("sigmoid", False), ("created", True),
        ("updated", True), ("grad", True), ("relu", True), ("relu", False),
    ]  # fmt: skip
    assert not heard.quiet


def test_layers_in_each_other_are_one_stretch_in_which_no_line_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DEFAULTS, "overridden", False)
    monkeypatch.setattr(EVERYWHERE, "used", False)
    relu, heard, x = torch.nn.ReLU(), Heard(), torch.ones(2)
    with watching(heard):
        torch.nn.Sequential(relu, torch.nn.Sequential(relu, relu))(x)
    assert heard.told == [("relu", True)] * 3
    assert (heard.begun, heard.quiet) == (1, 0)


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
