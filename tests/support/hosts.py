"""A host for commands that has no window."""

from __future__ import annotations

import struct

from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    NodeBackward,
    Op,
    Statement,
)
from inspector.model.recordings.facts import NextFunction, Operand, Output, Ready, Value
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session


class Remembering:
    """Takes any call and remembers its name and arguments."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str):
        def called(*arguments: object) -> bool:
            self.calls.append((name, arguments))
            return True

        return called


class FakePlayer(Remembering):
    def __init__(self) -> None:
        super().__init__()
        self.playing = False

    def play(self) -> None:
        self.playing = True

    def pause(self) -> None:
        self.playing = False


class FakeDisplay(Remembering):
    def __init__(self) -> None:
        super().__init__()
        self.presenting = False

    def present(self, on: bool) -> None:
        self.presenting = on

    def has_aid(self, aid: object) -> bool:
        return ("set_aid", (aid, True)) in self.calls


class FakeEditor(Remembering):
    line = 1
    undoable = redoable = True

    def goto(self, line: int) -> None:
        self.line = line


class FakeHost:
    """Everything a command may ask for, without a window."""

    def __init__(self, recording: Recording | None = None) -> None:
        self.session = Session()
        self.camera = Remembering()
        self.program = Remembering()
        self.editor = FakeEditor()
        self.files = Remembering()
        self.keyboard = Remembering()
        self.player = FakePlayer()
        self.display = FakeDisplay()
        if recording is not None:
            self.session.open_recording(recording)


def number(value: float) -> Value:
    """A scalar tensor's value."""
    return Value((), "float32", struct.pack("<f", value))


def product() -> Recording:
    """``x = tensor(2.); y = x * x; y.backward()`` as it would be recorded."""
    two, four = number(2.0), number(4.0)
    recording = Recording("x = t(2.)\ny = x * x\ny.backward()\n", "product.py")
    recording.extend(
        [
            Statement(1),
            Created(1, two, requires_grad=True, line=1, how="tensor"),
            Statement(2),
            Op(
                1,
                "mul",
                "×",
                (Operand("self", 1), Operand("other", 1)),
                (Output(2, four, requires_grad=True, is_leaf=False),),
                node=1,
                grad_fn="MulBackward0",
                next=(
                    NextFunction(2, "AccumulateGrad", 0, 1),
                    NextFunction(2, "AccumulateGrad", 0, 1),
                ),
                line=2,
            ),
            Statement(3),
            BackwardBegin(
                1,
                (2,),
                (number(1.0),),
                (Ready(1, "MulBackward0", 1), Ready(2, "AccumulateGrad", 2, 1)),
                line=3,
            ),
            NodeBackward(1, 1, "MulBackward0", (number(1.0),), (two, two)),
            NodeBackward(1, 2, "AccumulateGrad", (four,), ()),
            Accumulate(1, 1, four, four, node=2, name="x"),
            BackwardEnd(1),
            End(0),
        ]
    )
    return recording
