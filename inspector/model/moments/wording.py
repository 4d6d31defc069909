"""Names, numbers and lists, worded as sentences need them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import ill, size
from inspector.model.recordings.events import STARTED, Created, Entered, Names, Op
from inspector.model.recordings.facts import Operand, Value
from inspector.model.recordings.format import MINUS, shape_text, true_minus, value_text
from inspector.model.recordings.operands import ARGUMENTS, POWERS, as_written, options, tensors
from inspector.model.recordings.recording import Recording

WRITTEN = 6
LISTED = 3
MOST_OPERANDS = 12
UNNAMED = "an unnamed tensor"
TURNED = frozenset({"t", "transpose", "permute", "numpy_T", "adjoint"})
PARTS = frozenset({"select", "slice", "index", "as_strided", "narrow", "diagonal"})


_AN = re.compile(r"8|1[18]\b")
"""How the numbers begin that are spoken with a vowel: 8 … 89, 11, 18."""


def value_words(value: Value, kind: str = "tensor") -> str:
    """A small value in full, a large one as "a 2×3 float32 tensor"; NaN and Inf are counted.

    A vector is "an 8-element float32 tensor". ``kind`` says instead of "tensor" what it is.
    """
    if is_small(value):
        return value_text(value, WRITTEN)
    shape = shape_text(value)
    if len(value.shape) == 1:
        shape = shape.replace(" ", "-element ", 1)
    return f"{'an' if _AN.match(shape) else 'a'} {shape} {kind}{_ill_words(value)}"


def is_small(value: Value) -> bool:
    """Whether a value is written in full, not told by its shape."""
    return size(value) <= WRITTEN and len(value.shape) < 3


def _ill_words(value: Value) -> str:
    """What of a value is not finite: " with 2 NaN", " with 1 Inf", " of NaN alone"."""
    nans, infs = ill(value)
    if size(value) in (nans, infs):
        return f" of {'NaN' if nans else 'Inf'} alone"
    told = [f"{number:,} {name}" for number, name in ((nans, "NaN"), (infs, "Inf")) if number]
    return f" with {' and '.join(told)}" if told else ""


def at_line(line: int) -> str:
    """ "on line 4", or nothing where the line is unknown."""  # noqa: D210
    return f" on line {line}" if line else ""


def listed(words: Sequence[str], last: str = "and") -> str:
    """A list in words: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, kind: str) -> str:
    """A number with its noun: "1 node", "1,209 nodes"."""
    return f"{number} {kind}" if number == 1 else f"{number:,} {kind}s"


def coming_name(recording: Recording, tensor: int) -> str:
    """The variable a tensor is first bound to, whenever that is; "" where it never is."""
    scopes = recording.scopes
    indices = scopes.outer_names.get(tensor) or scopes.inner_names.get(tensor) or ()
    if not indices:
        return ""
    bound = recording.at(Names, indices[0]).bound
    return next((one.name for one in bound if one.tensor == tensor), "")


def gradient_name(recording: Recording, tensor: int) -> str:
    """ "w.grad" for the tensor that is it or "grad_output", else nothing."""  # noqa: D210
    made = recording.tensors.produced.get(tensor)
    event = recording.events[made[0]] if made else None
    how = event.how if isinstance(event, Created) else ""
    return how if how.endswith(".grad") or how == STARTED else ""


def grad_called(moment: Moment, tensor: int) -> str:
    """What to call the ``.grad`` of a tensor: "w.grad", or "the .grad of the result of mul"."""
    name = called(moment, tensor)
    return f"the .grad of {name}" if " " in name else f"{name}.grad"


def called(moment: Moment, tensor: int) -> str:
    """What to call a tensor: its variable now or later, else what made it."""
    name = moment.name(tensor) or coming_name(moment.recording, tensor)
    if name:
        return name
    made = moment.recording.tensors.produced.get(tensor)
    event = moment.recording.events[made[0]] if made else None
    if isinstance(event, Op):
        return _of_base(moment, event) or f"the result of {event.name.removeprefix('_')}"
    return gradient_name(moment.recording, tensor) or UNNAMED


def _of_base(moment: Moment, op: Op) -> str:
    """What to call a view of what has a name: "a part of x", "x transposed"; else ""."""
    base = op.outputs[0].view_of
    shown = moment.name(base) if base is not None else None
    if shown and op.name in PARTS:
        return f"a part of {shown}"
    return f"{shown} transposed" if shown and op.name in TURNED else ""


def source_words(moment: Moment, op: Op) -> str:
    """The operand that an operation copies: the last tensor it was given."""
    return _operand_name(moment, tensors(op)[-1])


def expression(moment: Moment, op: Op) -> str:
    """The operation as one would write it, first with names, then with numbers: "x × 3 = 2 × 3".

    ``moment`` is the one just before the operation.
    """
    names = _few([_operand_name(moment, operand) for operand in _arguments(op)])
    numbers = _few([_operand_number(moment, operand) for operand in _arguments(op)])
    named = _written(op, names)
    if "" in numbers or names == numbers:
        return named
    return f"{named} = {_written(op, numbers)}"


def _few(operands: list[str]) -> list[str]:
    """The operands; of very many only the first, how many more there are, and the last."""
    if len(operands) <= MOST_OPERANDS or "" in operands:
        return operands
    return [*operands[:LISTED], f"… {len(operands) - LISTED - 1:,} more …", operands[-1]]


def _arguments(op: Op) -> list[Operand]:
    return [one for one in as_written(op) if one.tensor is not None or one.name in ARGUMENTS]


def _operand_name(moment: Moment, operand: Operand) -> str:
    if operand.tensor is None:
        return true_minus(operand.text)
    name = moment.name(operand.tensor) or gradient_name(moment.recording, operand.tensor)
    if name:
        return name
    state = moment.tensor(operand.tensor)
    if state is None:
        return "?"
    if is_small(state.value):
        return value_words(state.value)
    made = moment.recording.tensors.produced.get(operand.tensor)
    event = moment.recording.events[made[0]] if made else None
    return (_of_base(moment, event) if isinstance(event, Op) else "") or value_words(state.value)


def _operand_number(moment: Moment, operand: Operand) -> str:
    """A single number, "" where the operand has several elements."""
    if operand.tensor is None:
        return true_minus(operand.text)
    state = moment.tensor(operand.tensor)
    return value_text(state.value) if state and size(state.value) == 1 else ""


def _written(op: Op, operands: list[str]) -> str:
    sign = op.symbol or op.name
    if sign in POWERS and len(operands) == 2:
        return f"{_atom(operands[0])}^{operands[1]}"
    stands_between = not any(map(str.isalpha, sign))
    if len(operands) == 2 and stands_between and not options(op):
        return f"{operands[0]} {sign} {_atom(operands[1])}"
    name = op.name.removeprefix("_").removeprefix("native_")
    return f"{name}({', '.join([*operands, *options(op)])})"


def _atom(text: str) -> str:
    """In brackets where a sign in front could be misread: 2 − (−3)."""
    return f"({text})" if text.startswith(MINUS) else text


def module_words(entered: Entered | None) -> str:
    """A module as its call was told of: its name and type, or that one was called."""
    if entered is None:
        return "The module that was called"
    return f"{entered.name} ({entered.type})" if entered.name else entered.type
