"""What is recorded of tensors, operations and backward passes, from the engine itself."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

import engine
from engine.observer import watching
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    Freed,
    GradMode,
    GradSet,
    Limit,
    NodeBackward,
    Op,
    RequiresGrad,
    RetainGrad,
    Update,
)
from inspector.model.recordings.facts import Value
from inspector.runner.limits import Limits
from inspector.runner.recording.places import Places
from inspector.runner.recording.recorder import Recorder
from inspector.runner.sending.sink import Sink
from tests.runner.running import of, record


def numbers(value: Value | None) -> list[float]:
    """A whole float32 value's elements."""
    assert value is not None
    assert value.whole
    return [float(each) for each in np.frombuffer(value.data, "<f4")]


def ops(events: list[AnyEvent]) -> dict[str, Op]:
    return {event.name: event for event in of(Op, events)}


SQUARE = """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
z = y + x
z.sum().backward()
"""


def test_an_operation_tells_its_operands_result_node_and_edges() -> None:
    events = record(SQUARE)
    leaf = of(Created, events)[0]
    assert (leaf.requires_grad, leaf.is_leaf, numbers(leaf.value)) == (True, True, [1.0, 2.0])
    mul, add = ops(events)["mul"], ops(events)["add"]
    assert [(o.name, o.tensor, o.text) for o in mul.inputs] == [
        ("self", leaf.tensor, ""), ("other", None, "3"),
    ]  # fmt: skip
    assert (mul.symbol, mul.grad_fn) == ("×", "MulBackward0")
    assert numbers(mul.outputs[0].value) == [3.0, 6.0]
    assert [(n.name, n.tensor) for n in mul.next if n.node] == [("AccumulateGrad", leaf.tensor)]
    assert [n.node for n in add.next] == [mul.node, mul.next[0].node]
    assert (mul.outputs[0].requires_grad, mul.outputs[0].is_leaf) == (True, False)


def test_a_backward_pass_tells_its_order_and_every_gradient() -> None:
    events = record(SQUARE)
    begin = of(BackwardBegin, events)[0]
    assert [(n.name, n.contributions) for n in begin.nodes] == [
        ("SumBackward0", 0), ("AddBackward0", 1), ("MulBackward0", 1), ("AccumulateGrad", 2),
    ]  # fmt: skip
    ran = of(NodeBackward, events)
    assert [n.name for n in ran] == ["SumBackward0", "AddBackward0", "MulBackward0"]
    assert [numbers(ran[2].incoming[0]), numbers(ran[2].outgoing[0])] == [[1, 1], [3, 3]]
    arrived = of(Accumulate, events)[0]
    assert (arrived.before, numbers(arrived.incoming), numbers(arrived.after)) == (
        None, [4, 4], [4, 4],
    )  # fmt: skip
    assert arrived.name == "x"
    assert arrived.node == next(n.node for n in begin.nodes if n.name == "AccumulateGrad")
    assert of(Freed, events)[0].nodes == (ops(events)["mul"].node,)
    assert of(BackwardEnd, events)[0].ok


def test_gradients_add_up_and_zeroing_them_is_told_as_what_it_is() -> None:
    source = """\
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    (x * 4).sum().backward()
    x.grad.zero_()
    x.grad.add_(5)
    x.grad = None
    """
    events = record(source)
    assert [numbers(a.after) for a in of(Accumulate, events)] == [[3, 3], [7, 7]]
    cleared = of(GradSet, events)
    assert [g.how for g in cleared] == [".zero_()", ".add_()", "= None"]
    assert [numbers(g.before) for g in cleared] == [[7, 7], [0, 0], [5, 5]]
    assert cleared[2].after is None
    assert [g.line for g in cleared] == [4, 5, 6]
    assert set(ops(events)) == {"mul", "sum"}


def test_a_change_through_data_is_a_change_of_the_tensor_itself() -> None:
    source = """\
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    (w * 4).sum().backward()
    w.data -= w.grad.data
    w.grad.data.zero_()
    """
    events = record(source)
    leaf = of(Created, events)[0].tensor
    changed = [op for op in of(Op, events) if op.name == "sub_"]
    assert [(op.also[0].tensor, op.line) for op in changed] == [(leaf, 3)]
    assert numbers(changed[0].also[0].value) == [-3, -2]
    assert [(g.tensor, g.how, numbers(g.after)) for g in of(GradSet, events)] == [
        (leaf, ".zero_()", [0, 0])
    ]


def test_other_data_is_a_change_of_the_tensor_that_is_given_it() -> None:
    (update,) = of(Update, record("w = torch.ones(2)\nw.data = torch.zeros(2)\n"))
    assert (update.how, numbers(update.before), numbers(update.after)) == (
        ".data = …", [1, 1], [0, 0],
    )  # fmt: skip


def test_a_module_in_another_dtype_has_other_parameters() -> None:
    updates = of(Update, record("m = torch.nn.Linear(1, 1)\nm.double()\nm.double()\n"))
    assert [(one.how, one.after.dtype) for one in updates] == [("Module.to", "float64")] * 2


def test_values_are_copied_when_they_are_recorded() -> None:
    events = record("a = torch.ones(2)\nb = a * 2\nb += 1\nb *= 5\n")
    values = [numbers(op.outputs[0].value) for op in of(Op, events)]
    assert values == [[2, 2], [3, 3], [15, 15]]


def test_an_in_place_operation_changes_its_tensor_and_counts_the_version() -> None:
    events = record("a = torch.ones(2)\na.mul_(3)\na.add_(1)\n")
    made = of(Created, events)[0]
    outputs = [(o.name, o.in_place, o.outputs[0].tensor, o.outputs[0].version)
               for o in of(Op, events)]  # fmt: skip
    assert outputs == [("mul_", True, made.tensor, 1), ("add_", True, made.tensor, 2)]


def test_a_view_names_its_base() -> None:
    events = record("a = torch.ones(4)\nb = a.view(2, 2)\n")
    assert ops(events)["view"].outputs[0].view_of == of(Created, events)[0].tensor


def test_what_a_node_saves_has_pytorchs_names() -> None:
    source = "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.exp()\nz = x * y\n"
    events = record(source)
    exp, mul = ops(events)["exp"], ops(events)["mul"]
    leaf = of(Created, events)[0].tensor
    assert [(s.name, s.tensor) for s in exp.saved] == [("_saved_result", exp.outputs[0].tensor)]
    assert [(s.name, s.tensor) for s in mul.saved] == [
        ("_saved_self", leaf), ("_saved_other", exp.outputs[0].tensor),
    ]  # fmt: skip


def test_modes_and_flags_are_told() -> None:
    source = """\
    w = torch.ones(2)
    w.requires_grad_()
    y = w * 2
    y.retain_grad()
    with torch.no_grad():
        z = w * 3
    """
    events = record(source)
    assert [e.requires_grad for e in of(RequiresGrad, events)] == [True]
    assert [e.tensor for e in of(RetainGrad, events)] == [of(Op, events)[0].outputs[0].tensor]
    assert next((m.enabled, m.line) for m in of(GradMode, events)) == (False, 5)
    assert [(op.grad_enabled, op.node is None) for op in of(Op, events)] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_ids_are_never_given_twice_though_tensors_die() -> None:
    source = "for n in range(200):\n    a = torch.ones(1) * n\n    del a\n"
    events = record(source)
    made = [e.tensor for e in of(Created, events)]
    made += [op.outputs[0].tensor for op in of(Op, events)]
    assert len(set(made)) == 400


def test_recording_keeps_no_tensor_alive() -> None:
    recorder = Recorder(Sink(lambda batch: 0, Limits()), Places("nowhere.py"))
    with watching(recorder):
        x = engine.ones(2, requires_grad=True)
        y = x * 2
        y.sum().backward()
        kept = y._data
        del y
    gc.collect()
    assert not [each for each in gc.get_objects()
                if issubclass(type(each), engine.Tensor) and each._data is kept]  # fmt: skip


def test_a_tensor_nobody_announced_is_announced_at_its_first_use() -> None:
    stranger = engine.ones(2)
    found: list[Any] = []
    recorder = Recorder(Sink(lambda batch: found.extend(batch) or 0, Limits(events=99)),
                        Places("nowhere.py"))  # fmt: skip
    with watching(recorder):
        stranger * 2
    recorder._sink.flush()
    assert [type(event) for event in found] == [Created, Op]
    assert found[1].inputs[0].tensor == found[0].tensor


def test_two_recordings_number_the_same_tensor_each_for_itself() -> None:
    stranger = engine.ones(2)
    for _ in range(2):
        found: list[Any] = []
        sink = Sink(lambda batch, found=found: found.extend(batch) or 0, Limits())
        with watching(Recorder(sink, Places("nowhere.py"))):
            stranger * 2
        sink.flush()
        assert [type(event) for event in found] == [Created, Op]
        assert found[0].tensor == 1


def test_a_fault_of_the_recorder_never_reaches_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(array: object) -> Value:
        raise ValueError("no value today")

    monkeypatch.setattr("inspector.runner.recording.graph.value_of", broken)
    events = record("a = torch.ones(2)\nb = a * 2\nc = b * 2\nassert c.sum() == 8\n")
    told = [event.what for event in of(Limit, events)]
    assert told == ["some op events (ValueError: no value today)"]


def test_a_backward_pass_inside_a_hook_is_a_pass_of_its_own() -> None:
    source = """\
    x = torch.ones(2, requires_grad=True)
    w = torch.ones(2, requires_grad=True)
    def inner(grad):
        with torch.enable_grad():
            (w * 2).sum().backward()
    y = x * 3
    y.register_hook(inner)
    y.sum().backward()
    """
    events = record(source)
    assert [a.backward for a in of(Accumulate, events)] == [2, 1]
    assert [e.backward for e in of(BackwardEnd, events)] == [2, 1]


def test_an_optimizers_step_tells_the_rate_and_what_it_keeps() -> None:
    steps = of(
        Update,
        record(
            """
            w = torch.tensor(1.0, requires_grad=True)
            optimizer = torch.optim.SGD([w], lr=0.5, momentum=0.9)
            for _ in range(2):
                w.grad = None
                (w * 2).backward()
                optimizer.step()
            """
        ),
    )
    assert [[one.name for one in step.state] for step in steps] == [["lr", "momentum_buffer"]] * 2
    assert steps[0].state[0].text == "0.5"
    buffers = [numbers(step.state[1].value) for step in steps]
    assert buffers == [pytest.approx([2.0]), pytest.approx([3.8])]
