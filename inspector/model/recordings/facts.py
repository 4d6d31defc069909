"""What events consist of: values, operands and outputs, saved tensors, bound variables."""

from __future__ import annotations

import msgspec

from inspector.model.recordings.ids import Number


class Fact(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Base of every plain part of an event.

    No fact refers back to what refers to it, so that the collector of cycles need not look: a
    large recording is decoded in two thirds of the time and takes a tenth less memory.
    """


class Value(Fact, frozen=True):
    """What an array held when it was recorded.

    ``data`` is little-endian C-order bytes: the whole array where ``whole``, otherwise a strided
    sample of its elements, with statistics over all finite elements beside it. ``dtype`` is
    PyTorch's name without ``torch.``; bfloat16 travels as float32 bytes.
    """

    shape: tuple[int, ...]
    dtype: str
    data: bytes
    whole: bool = True
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    std: float | None = None
    nans: int = 0
    infs: int = 0


class NextFunction(Fact, frozen=True):
    """One entry of ``grad_fn.next_functions``; ``tensor`` is an AccumulateGrad's variable."""

    node: Number | None
    name: str = ""
    input_nr: Number = 0
    tensor: Number | None = None


class Operand(Fact, frozen=True):
    """One input of an operation: a tensor, or a Python number or option as ``text``."""

    name: str
    tensor: Number | None = None
    text: str = ""


class Output(Fact, frozen=True):
    """One result of an operation; ``view_of`` is the tensor whose storage it shares."""

    tensor: Number
    value: Value
    requires_grad: bool = False
    is_leaf: bool = True
    version: Number = 0
    view_of: Number | None = None


class Saved(Fact, frozen=True):
    """One value a node keeps for its backward pass, by PyTorch's name (``_saved_other``)."""

    name: str
    tensor: Number | None = None
    value: Value | None = None
    text: str = ""


class Binding(Fact, frozen=True):
    """A variable of the program and what it is bound to now."""

    name: str
    tensor: Number | None = None
    text: str = ""


class Ready(Fact, frozen=True):
    """A node that a backward pass will run, and how many contributions it waits for."""

    node: Number
    name: str
    contributions: Number
    tensor: Number | None = None
