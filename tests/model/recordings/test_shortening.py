"""What is saved in short: the same events again, and less of it than whole."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from inspector.model.recordings.events import AnyEvent, Names, NodeBackward, Op, Statement
from inspector.model.recordings.facts import Binding, Operand, Output, Value
from inspector.model.recordings.packing import Unpacker
from inspector.model.recordings.shortening import Shortener
from inspector.model.recordings.wire import encode, encode_packed
from tests.golden import PROGRAMS
from tests.runner.running import record

LOOP = """\
w = torch.tensor([0.5, 1.0], requires_grad=True)
def turn(x, n):
    y = (w * x + n).relu()
    z = torch.nn.functional.softmax(y, 0)
    z = z * 2.0
    z.add_(1.0)
    (z * y.view(2, 1)).sum().backward()
    w.grad = None
for n in range(20):
    turn(torch.tensor(float(n)), n)
"""
VALUE = Value((), "float32", b"abcd")
OP = Op(
    1, "mul", "×", (Operand("self", 1), Operand("other", None, "2")), (Output(2, VALUE),), line=3
)


def again(events: list[AnyEvent]) -> list[AnyEvent]:
    return Unpacker().unpack(Shortener().shortened(events))


@pytest.mark.parametrize("source", [*PROGRAMS.values(), LOOP])
def test_a_program_is_the_same_when_it_was_shortened(source: str) -> None:
    events = record(source)
    assert again(events) == events


def test_what_repeats_takes_less_room() -> None:
    events = record(LOOP)
    short = encode_packed(list(Shortener().shortened(events)))
    assert len(short) < 0.5 * len(encode(events))


@pytest.mark.parametrize(
    "change",
    [
        {"also": (Output(3, VALUE),)}, {"in_place": True}, {"columns": (2, 5)}, {"inside": "F.f"},
        {"outputs": (Output(2, VALUE, version=4),)}, {"grad_enabled": False}, {"node": 7},
        {"outputs": (Output(2, VALUE, view_of=1),)}, {"inputs": (Operand("self", 1),)},
        {"outputs": (Output(2, replace(VALUE, nans=1)),)}, {"outputs": ()}, {"line": 4},
        {"inputs": (Operand("self", 1), Operand("other", None, "3"))},
    ],
    ids=str,
)  # fmt: skip
def test_no_operation_is_taken_for_another(change: dict[str, object]) -> None:
    other = replace(OP, op=2, **change)
    events: list[AnyEvent] = [OP, OP, other, other, OP]
    assert again(events) == events


def test_names_and_nodes_are_not_taken_for_others() -> None:
    bound = Names((Binding("x", 3),))
    ran = NodeBackward(1, 2, "Mul", (VALUE,), (VALUE, None))
    events: list[AnyEvent] = [
        bound, bound, replace(bound, depth=1), Names((Binding("x", None, "3"),)),
        Names((Binding("x", None, "\ud800"),)), Names((Binding("x", 3),), returned=True),
        ran, ran, replace(ran, outgoing=(None, VALUE)), replace(ran, incoming=(None,)),
        replace(ran, incoming=(VALUE, VALUE), outgoing=()),
        replace(ran, incoming=(Value((2,), "float32", b"abcdefgh"),)),
        replace(ran, incoming=(replace(VALUE, whole=False),)),
        Statement(1), Statement(1), Statement(1, depth=2),
    ]  # fmt: skip
    assert again(events * 3) == events * 3
