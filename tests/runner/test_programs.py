"""Whole programs in the child process, on the engine: what a person writes first."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    End,
    Error,
    GradMode,
    GradSet,
    Limit,
    NodeBackward,
    Op,
    Update,
    Warned,
)
from tests.runner.running import of, printed, run


def ended_well(events: list[AnyEvent]) -> bool:
    """Did the program finish, with nothing left out?"""
    return events[-1] == End(0) and not of(Limit, events)


def test_a_chain_of_two_operations_and_its_gradient() -> None:
    source = """\
    import torch
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y + 5
    z.backward()
    print(z, x.grad)
    """
    events = run(source)
    assert ended_well(events)
    assert printed(events, "stdout") == "tensor(11., grad_fn=<AddBackward0>) tensor(3.)\n"
    assert [op.name for op in of(Op, events)] == ["mul", "add"]


def test_a_loss_of_a_layer_written_by_hand() -> None:
    source = """\
    import torch
    import torch.nn.functional as F
    torch.manual_seed(0)
    x, target = torch.ones(5), torch.zeros(3)
    w = torch.rand(5, 3, requires_grad=True)
    b = torch.rand(3, requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(torch.matmul(x, w) + b, target)
    loss.backward()
    """
    events = run(source)
    assert ended_well(events)
    by_name = {event.name: event for event in of(Accumulate, events)}
    assert set(by_name) == {"w", "b"}
    assert by_name["w"].incoming.shape == (5, 3)


def test_training_with_an_optimiser_tells_every_update() -> None:
    source = """\
    import torch
    net = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(2):
        optimizer.zero_grad()
        loss = (net(torch.ones(4, 3)) - 1).pow(2).mean()
        loss.backward()
        optimizer.step()
    """
    events = run(source)
    assert ended_well(events)
    assert len(of(Update, events)) == 4
    assert {update.line for update in of(Update, events)} == {8}
    assert {cleared.line for cleared in of(GradSet, events)} == {5}
    first = of(Update, events)[0]
    assert not np.array_equal(first.before.data, first.after.data)


def test_the_second_backward_fails_at_its_node() -> None:
    source = """\
    import torch
    x = torch.tensor(2.0, requires_grad=True)
    y = x ** 2 + 1
    y.backward()
    y.backward()
    """
    events = run(source)
    error = of(Error, events)[0]
    power = next(op for op in of(Op, events) if op.grad_fn == "PowBackward0")
    assert (error.type, error.line, error.node) == ("RuntimeError", 5, power.node)
    assert error.message.startswith("Trying to backward through the graph a second time")
    assert [end.ok for end in of(BackwardEnd, events)] == [True, False]
    assert [ran.name for ran in of(NodeBackward, events) if ran.backward == 2] == ["AddBackward0"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = torch.ones(2, requires_grad=True)\n(x * 2).backward()", "grad can be implicitly"),
        ("x = torch.ones(1, requires_grad=True)\nwith torch.no_grad():\n    (x * 2).backward()",
         "element 0 of tensors does not require grad"),
    ],
)  # fmt: skip
def test_backward_where_it_cannot_be_is_an_error_at_its_line(source: str, message: str) -> None:
    events = run(f"import torch\n{source}\n")
    error = of(Error, events)[0]
    assert error.message.startswith(message)
    assert error.line == source.count("\n") + 2
    assert error.node is None
    assert not of(BackwardBegin, events)


def test_an_operation_that_fails_is_named() -> None:
    events = run("import torch\na = torch.ones(2, 3)\nb = (a + 1) @ a\n")
    error = of(Error, events)[0]
    assert (error.line, error.columns) == (3, (4, 15))
    assert error.op_name in {"mm", "matmul"}
    assert "engine" not in error.traceback


def test_reading_grad_of_a_non_leaf_warns_at_its_line() -> None:
    source = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.grad\n"
    events = run(source)
    warned = of(Warned, events)[0]
    assert (warned.category, warned.line) == ("UserWarning", 4)
    assert "not a leaf Tensor" in warned.message
    assert printed(events, "stderr").startswith("lesson.py:4: UserWarning: The .grad attribute")


def test_walls_are_told_where_they_stand() -> None:
    source = """\
    import torch
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        y = x * 2
    z = x.detach()
    print(y.requires_grad, z.requires_grad)
    """
    events = run(source)
    assert ended_well(events)
    assert printed(events, "stdout") == "False False\n"
    assert [(mode.enabled, mode.line) for mode in of(GradMode, events)] == [(False, 3), (True, 3)]


def test_what_ends_a_thread_is_printed_without_our_frames() -> None:
    source = """\
    import sys, threading, torch
    def work():
        torch.ones(2) @ torch.ones(3)
    for target in (work, sys.exit):
        thread = threading.Thread(target=target)
        thread.start(), thread.join()
    """
    said = printed(run(source), "stderr")
    assert said.count("Exception in thread") == 1
    assert "torch.ones(2) @ torch.ones(3)\n" in said
    assert "engine" not in said
    assert "inspector" not in said
