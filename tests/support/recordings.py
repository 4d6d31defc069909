"""Recordings built by hand from events, as a run of the named program would leave them."""

from __future__ import annotations

import numpy as np

from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Error,
    Freed,
    GradMode,
    GradSet,
    Names,
    NodeBackward,
    Op,
    Printed,
    Statement,
    Warned,
)
from inspector.model.recordings.facts import (
    Binding,
    NextFunction,
    Operand,
    Output,
    Ready,
    Saved,
    Value,
)
from inspector.model.recordings.recording import Recording

CUBIC = """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**3 + 2 * x + 1
y.backward(retain_graph=True)
print(x.grad)
y.backward()
print(x.grad)
x.grad = None
"""
X, POWER, DOUBLE, SUM, Y = range(1, 6)
"""Tensor ids of the cubic: x, x**3, 2 * x, their sum, y."""
POW, MUL, ADD, LAST, LEAF = range(1, 6)
"""Node ids of the cubic, in order of execution; LEAF is x's AccumulateGrad."""


def value(data: object, dtype: str = "float32") -> Value:
    """A whole value of nested numbers."""
    array = np.array(data, dtype=dtype)
    return Value(array.shape, dtype, array.tobytes())


def sampled(shape: tuple[int, ...], dtype: str = "float32", nans: int = 0) -> Value:
    """A value too large to be recorded whole: 64 elements of it and statistics."""
    data = np.linspace(-1, 1, 64, dtype=dtype).tobytes()
    told = {"minimum": -1, "maximum": 1, "mean": 0, "std": 0.5, "nans": nans}
    return Value(shape, dtype, data, whole=False, **told)


def recording(source: str, events: list[AnyEvent]) -> Recording:
    """A recording of ``events``."""
    made = Recording(source, "<program>")
    made.extend(events)
    return made


def cubic() -> Recording:
    """x**3 + 2*x + 1 at 2, backward twice: ``x.grad`` becomes 14, then 28, then None."""
    return recording(CUBIC, [*_forward(), *_twice(), End(0)])


def cubic_events() -> list[AnyEvent]:
    """The events of the cubic, for growing a recording bit by bit."""
    return list(cubic().events)


def second_backward() -> Recording:
    """The cubic with a second backward that fails: its buffers were freed by the first."""
    source = CUBIC.replace("retain_graph=True", "")
    message = "Trying to backward through the graph a second time"
    failing: list[AnyEvent] = [
        Statement(7),
        _begin(2, 7),
        *_passes(2, (LAST, ADD, MUL)),
        BackwardEnd(2, ok=False),
        Warned("UserWarning", "a warning <b>not bold</b>", 7),
        Printed("stderr", "Traceback (most recent call last):\n"),
        Error(
            "RuntimeError",
            message,
            7,
            (0, 12),
            7,
            f'  File "<program>", line 7\nRuntimeError: {message}\n',
            POW,
        ),
        End(1, "error"),
    ]
    return recording(source, [*_forward(), *_once(1, 5, None, 14.0, free=True), *failing])


def ended() -> Recording:
    """The forward pass of the cubic, and then an operation on what it made that fails."""
    message = "The size of tensor a (3) must match the size of tensor b (5)"
    error = Error("RuntimeError", message, 5, op_name="add", symbol="+", operands=(X, Y))
    return recording(CUBIC, [*_forward(), error, End(1, "error")])


def untracked() -> Recording:
    """A product made under no_grad: nothing leads from it back to its leaf."""
    source = "import torch\nw = torch.ones(2, 3, requires_grad=True)\n"
    source += "with torch.no_grad():\n    z = w * 2\n"
    ones = value(np.ones((2, 3)))
    return recording(
        source,
        [
            Statement(2),
            Created(1, ones, requires_grad=True, line=2, columns=(4, 40), how="ones"),
            Names((Binding("w", 1),)),
            Statement(3),
            GradMode(False, "no_grad", 3),
            Statement(4),
            Op(
                1,
                "mul",
                "×",
                (Operand("self", 1), Operand("other", text="2")),
                (Output(2, value(2 * np.ones((2, 3)))),),
                grad_enabled=False,
                line=4,
                columns=(8, 13),
            ),
            Names((Binding("z", 2),)),
            GradMode(True, "no_grad", 3),
            End(0),
        ],
    )


def chain(length: int) -> Recording:
    """A loop of ``length`` multiplications, two events each, and a print now and then."""
    events: list[AnyEvent] = [
        Created(0, value(1.0), requires_grad=True, line=1),
        Names((Binding("x", 0),)),
    ]
    for turn in range(1, length + 1):
        events += [Statement(3), _times(turn)]
        if turn % 10 == 0:
            events += [Printed("stdout", f"turn {turn}\n"), Names((Binding("x", turn),))]
    return recording("x = leaf\nfor _ in range(n):\n    x = x * 2\n", [*events, End(0)])


def _times(turn: int) -> Op:
    follows = NextFunction(turn - 1, "MulBackward0") if turn > 1 else NextFunction(None)
    return Op(
        turn,
        "mul",
        "×",
        (Operand("self", turn - 1), Operand("other", text="2")),
        (Output(turn, value(float(turn)), requires_grad=True, is_leaf=False),),
        node=turn,
        grad_fn="MulBackward0",
        next=(follows,),
        line=3,
        columns=(8, 13),
    )


def _forward() -> list[AnyEvent]:
    leaf = NextFunction(LEAF, "AccumulateGrad", 0, X)
    return [
        Statement(1),
        Names((Binding("torch", text="<module 'torch'>"),)),
        Statement(3),
        Created(X, value(2.0), requires_grad=True, line=3, columns=(4, 41), how="tensor"),
        Names((Binding("x", X),)),
        Statement(4),
        Op(
            1, "pow", "^", (Operand("self", X), Operand("exponent", text="3")),
            (_output(POWER, 8.0),), POW, "PowBackward0", (leaf,),
            (Saved("_saved_self", X, value(2.0)), Saved("_saved_exponent", text="3")),
            line=4, columns=(4, 8),
        ),
        Op(
            2, "mul", "×", (Operand("self", X), Operand("other", text="2")),
            (_output(DOUBLE, 4.0),), MUL, "MulBackward0", (leaf, NextFunction(None)),
            (Saved("_saved_other", text="2"),), line=4, columns=(11, 16),
        ),
        Op(
            3, "add", "+", (Operand("self", POWER), Operand("other", DOUBLE)),
            (_output(SUM, 12.0),), ADD, "AddBackward0",
            (NextFunction(POW, "PowBackward0"), NextFunction(MUL, "MulBackward0")),
            line=4, columns=(4, 16),
        ),
        Op(
            4, "add", "+", (Operand("self", SUM), Operand("other", text="1")),
            (_output(Y, 13.0),), LAST, "AddBackward0",
            (NextFunction(ADD, "AddBackward0"), NextFunction(None)),
            line=4, columns=(4, 20),
        ),
        Names((Binding("y", Y),)),
    ]  # fmt: skip


def _output(tensor: int, number: float) -> Output:
    return Output(tensor, value(number), requires_grad=True, is_leaf=False)


def _twice() -> list[AnyEvent]:
    return [
        *_once(1, 5, None, 14.0, free=False),
        *_print(6, "tensor(14.)\n"),
        *_once(2, 7, 14.0, 28.0, free=True),
        *_print(8, "tensor(28.)\n"),
        Statement(9),
        GradSet(X, "grad = None", value(28.0), None, 9),
    ]


def _print(line: int, text: str) -> list[AnyEvent]:
    return [Statement(line), Printed("stdout", text)]


def _once(
    number: int, line: int, before: float | None, after: float, free: bool
) -> list[AnyEvent]:
    start = None if before is None else value(before)
    events: list[AnyEvent] = [
        Statement(line),
        _begin(number, line),
        *_passes(number, (LAST, ADD, MUL, POW)),
        Accumulate(number, X, value(14.0), value(after), start, LEAF, "x"),
    ]
    if free:
        events.append(Freed((POW, MUL, ADD, LAST), number))
    return [*events, BackwardEnd(number)]


def _begin(number: int, line: int) -> BackwardBegin:
    ready = (
        Ready(LAST, "AddBackward0", 0),
        Ready(ADD, "AddBackward0", 1),
        Ready(MUL, "MulBackward0", 1),
        Ready(POW, "PowBackward0", 1),
        Ready(LEAF, "AccumulateGrad", 2, X),
    )
    return BackwardBegin(number, (Y,), (value(1.0),), ready, retain_graph=number == 1, line=line)


def _passes(number: int, nodes: tuple[int, ...]) -> list[AnyEvent]:
    one = value(1.0)
    ran = {
        LAST: NodeBackward(number, LAST, "AddBackward0", (one,), (one, None)),
        ADD: NodeBackward(number, ADD, "AddBackward0", (one,), (one, one)),
        MUL: NodeBackward(number, MUL, "MulBackward0", (one,), (value(2.0), None)),
        POW: NodeBackward(number, POW, "PowBackward0", (one,), (value(12.0),)),
    }
    return [ran[node] for node in nodes]
