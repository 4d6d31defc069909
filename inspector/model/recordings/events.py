"""The events of a run: the one vocabulary of wire, recording, moment and file.

A run is a sequence of these structs. Ids are small integers given in order of first
appearance: a *tensor* id names one Tensor object of the program, a *node* id one backward
node (``grad_fn`` or ``AccumulateGrad``), an *op* id one execution of an operation. Lines count
from 1, columns from 0 in characters, as in Python's own tracebacks. ``line`` 0 means unknown.
What events consist of (values, operands, outputs …) stands in ``facts``.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from inspector.model.recordings.facts import (
    Binding,
    NextFunction,
    Operand,
    Output,
    Ready,
    Saved,
    Value,
)
from inspector.model.recordings.ids import Number

UNSEEN = "turns left out"
"""How an ``Update`` or ``GradSet`` says that it tells what came of turns that were left out."""
STARTED = "grad_output"
"""How a ``Created`` says that it is the gradient from which a backward pass starts."""


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", gc=False):
    """Base of every event; its JSON and wire form carries ``kind``."""


class Statement(Event, frozen=True, tag="statement"):
    """A statement of the user's program is about to run; ``again`` : what it had begun goes on."""

    line: Number
    function: str = "<module>"
    depth: Number = 0
    again: bool = False


class Names(Event, frozen=True, tag="names"):
    """Variables of one frame that were bound, rebound or (in ``deleted``) unbound.

    ``returned`` : the frame has returned, and all that it had bound is gone with it. ``waits`` :
    it has yielded, or awaits, and keeps what it had bound.
    """

    bound: tuple[Binding, ...]
    deleted: tuple[str, ...] = ()
    function: str = "<module>"
    depth: Number = 0
    returned: bool = False
    waits: bool = False


class Created(Event, frozen=True, tag="tensor"):
    """A tensor that no recorded operation made: a leaf or an untracked constant.

    ``inside`` is the method of a custom ``autograd.Function`` that was running, if one was.
    """

    tensor: Number
    value: Value
    requires_grad: bool = False
    is_leaf: bool = True
    line: Number = 0
    columns: tuple[Number, Number] = (0, 0)
    end_line: Number = 0
    how: str = ""
    view_of: Number | None = None
    inside: str = ""


class Op(Event, frozen=True, tag="op"):
    """An operation ran; ``node`` is the backward node it made, None where untracked.

    ``inside`` is the method of a custom ``autograd.Function`` it is part of ("Cube.forward").
    ``also`` are the other tensors whose memory was changed with that of the first output.
    """

    op: Number
    name: str
    symbol: str
    inputs: tuple[Operand, ...]
    outputs: tuple[Output, ...]
    node: Number | None = None
    grad_fn: str = ""
    next: tuple[NextFunction, ...] = ()
    saved: tuple[Saved, ...] = ()
    in_place: bool = False
    grad_enabled: bool = True
    line: Number = 0
    columns: tuple[Number, Number] = (0, 0)
    end_line: Number = 0
    inside: str = ""
    also: tuple[Output, ...] = ()


class GradMode(Event, frozen=True, tag="grad_mode"):
    """Gradient recording was switched, by ``cause`` (``no_grad``, ``enable_grad`` …).

    ``line`` is that of the block, or where ``cause`` decorates a function, of that function.
    """

    enabled: bool
    cause: str
    line: Number = 0


class RequiresGrad(Event, frozen=True, tag="requires_grad"):
    """``requires_grad`` of a tensor was set after it was made."""

    tensor: Number
    requires_grad: bool
    line: Number = 0


class RetainGrad(Event, frozen=True, tag="retain_grad"):
    """``retain_grad()`` was asked of a tensor that is not a leaf."""

    tensor: Number
    line: Number = 0


class Entered(Event, frozen=True, tag="entered"):
    """A module is being called; what happens until it is left is part of that.

    ``name`` is its own within the outermost module that was called ("encoder.layers.0"), for that
    itself its variable's, "" if none; ``parameters`` counts the elements of all its parameters.
    """

    name: str
    type: str
    parameters: Number = 0
    line: Number = 0


class Left(Event, frozen=True, tag="left"):
    """The module entered last was left, or an exception came out of it."""


class BackwardBegin(Event, frozen=True, tag="backward_begin"):
    """A backward pass starts at ``roots``, seeded with ``gradients``."""

    backward: Number
    roots: tuple[Number, ...]
    gradients: tuple[Value | None, ...]
    nodes: tuple[Ready, ...]
    retain_graph: bool = False
    create_graph: bool = False
    accumulates: bool = True
    line: Number = 0


class NodeBackward(Event, frozen=True, tag="node_backward"):
    """A backward node ran: ``incoming`` per output of its op, ``outgoing`` per next function."""

    backward: Number
    node: Number
    name: str
    incoming: tuple[Value | None, ...]
    outgoing: tuple[Value | None, ...]


class Accumulate(Event, frozen=True, tag="accumulate"):
    """``incoming`` was added to a tensor's ``.grad``; ``before`` is None for the first.

    ``grad`` is the tensor that ``.grad`` is, where the program has ever looked at it.
    """

    backward: Number
    tensor: Number
    incoming: Value
    after: Value
    before: Value | None = None
    node: Number | None = None
    name: str = ""
    grad: Number | None = None


class Freed(Event, frozen=True, tag="freed"):
    """Nodes let go of their saved tensors."""

    nodes: tuple[Number, ...]
    backward: Number = 0


class BackwardEnd(Event, frozen=True, tag="backward_end"):
    """A backward pass ended; ``ok`` is False where it raised."""

    backward: Number
    ok: bool = True


class GradSet(Event, frozen=True, tag="grad_set"):
    """A tensor's ``.grad`` was cleared, zeroed or assigned; ``how`` is the call that did it.

    ``grad`` is the tensor that ``.grad`` is now, where the program has ever looked at it.
    """

    tensor: Number
    how: str
    before: Value | None = None
    after: Value | None = None
    line: Number = 0
    grad: Number | None = None


class Update(Event, frozen=True, tag="update"):
    """An optimiser changed a parameter in place, and with it ``also``, which share its memory.

    ``state`` is what it went by, as it is after the step: the learning rate, then whatever it
    keeps for this parameter from one step to the next (``momentum_buffer``, ``exp_avg`` …).
    """

    tensor: Number
    how: str
    before: Value
    after: Value
    version: Number = 0
    line: Number = 0
    also: tuple[Output, ...] = ()
    state: tuple[Saved, ...] = ()


class Held(Event, frozen=True, tag="held"):
    """An optimiser, called by its class, was given tensors to change at its steps."""

    optimizer: str
    tensors: tuple[Number, ...]
    line: Number = 0


class Paused(Event, frozen=True, tag="paused"):
    """The program waits before a line, until it is told to go on."""

    line: Number = 0


class Resumed(Event, frozen=True, tag="resumed"):
    """The program that had waited goes on."""


class Given(Event, frozen=True, tag="given"):
    """More code runs in the namespace of a program that has ended, or waits.

    Its first line counts as ``line`` of the program. ``shown`` is the line at which the text
    stood in the editor, 0 where it was typed into the console. An ``End`` follows, or where the
    program only waits, a ``Paused``.
    """

    text: str
    line: Number
    shown: Number = 0


class Printed(Event, frozen=True, tag="output"):
    """The program wrote text; ``stream`` is ``stdout`` or ``stderr``."""

    stream: str
    text: str


class Asked(Event, frozen=True, tag="asked"):
    """The program waits for a line of input; the question is what it has printed last."""

    line: Number = 0


class Answered(Event, frozen=True, tag="answer"):
    """The line the program was given; ``ended`` : that there is no more input."""

    text: str = ""
    ended: bool = False


class Warned(Event, frozen=True, tag="warning"):
    """The program raised a Python warning."""

    category: str
    message: str
    line: Number = 0


class Error(Event, frozen=True, tag="error"):
    """The program ended with an exception, at ``line`` of the user's file.

    ``node`` is the backward node that raised, ``op_name`` the operation that did, ``symbol`` its
    sign if it has one, and ``operands`` the tensors that it had been given.
    """

    type: str
    message: str
    line: Number = 0
    columns: tuple[Number, Number] = (0, 0)
    end_line: Number = 0
    traceback: str = ""
    node: Number | None = None
    op_name: str = ""
    symbol: str = ""
    operands: tuple[Number, ...] = ()


class Limit(Event, frozen=True, tag="limit"):
    """A limit of the recording was reached: from here on, ``what`` is left out."""

    what: str


class End(Event, frozen=True, tag="end"):
    """The run is over. ``status`` is the exit status Python would give.

    ``reason`` is one of ``finished``, ``error``, ``exit``, ``stopped``, ``timeout``, ``died``;
    for code that was given also ``interrupted``, after which the program is still there.
    """

    status: int
    reason: str = "finished"
    message: str = ""


AnyEvent: TypeAlias = (
    Statement | Names | Created | Op | GradMode | RequiresGrad | RetainGrad | Entered | Left
    | BackwardBegin | NodeBackward | Accumulate | Freed | BackwardEnd | GradSet | Update | Held
    | Paused | Resumed | Given | Printed | Asked | Answered | Warned | Error | Limit | End
)  # fmt: skip
