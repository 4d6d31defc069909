"""Sentences of many numbers and many operands: what matters stands first, the rest is counted."""

from __future__ import annotations

from msgspec.structs import replace

from inspector.model.derivations.passing import passing
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import expression
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.facts import Operand
from tests.model.script import Script
from tests.support.recordings import value


def test_a_gradient_stands_before_the_words_on_how_it_came_about() -> None:
    script = Script()
    x = script.leaf([1.0] * 9, "x")
    script.op("view", x, data=[1.0] * 9)
    script.say(NodeBackward(1, 2, "ViewBackward0", (value([1.0] * 9),), (value([2.0] * 9),)))
    moment = Moment(script.recording, len(script.recording))
    event = moment.event
    assert isinstance(event, NodeBackward)
    ways = {
        "incoming, in the input's shape": "a 9-element float32 tensor (the gradient, in the "
        "input's shape)",
        "incoming @ wᵀ": "a 9-element float32 tensor (incoming @ wᵀ)",
        "incoming": "a 9-element float32 tensor",
    }
    for way, words in ways.items():
        said = passing(event, moment, lambda *_, way=way: way)
        assert said.endswith(f"and sends {words} to x."), said


def test_many_operands_are_counted() -> None:
    script = Script()
    many = [script.leaf(float(number), f"x{number}") for number in range(20)]
    script.op("stack", many[0], data=1.0)
    moment = Moment(script.recording, len(script.recording) - 1)
    inputs = tuple(Operand("tensors", tensor) for tensor in many)
    made = script.recording.events[script.recording.of_kind(Op)[0]]
    assert isinstance(made, Op)
    op = replace(made, inputs=inputs)
    few = "x0, x1, x2, … 16 more …, x19"
    assert expression(moment, op) == f"stack({few}) = stack({few.replace('x', '')})"
