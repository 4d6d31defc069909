"""What in this very program an error is about: the variable, the module."""

from __future__ import annotations

import ast
import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.errors.subject import measure
from inspector.model.questions.gradients.absence import GRAD_READ, absence
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import (
    Entered,
    Error,
    Left,
    Names,
    Printed,
)
from inspector.model.recordings.history import latest
from inspector.model.recordings.recording import Recording
from inspector.model.sources.parsing import nodes, unparsed

_MULTIPLIED = re.compile(r"shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")

_RULES = {
    "must match the size of tensor": (
        "Counted from the right, sizes must be the same, or one of them 1."
    ),
    "vec (": "The matrix must have as many columns as the vector has elements.",
}
"""By words of the message: which sizes would fit."""


def missing_grad(error: Error, moment: Moment) -> Reason:
    """Why the ``.grad`` that an error's line speaks of is None; "" where it speaks of none."""
    for frame in reversed(moment.variables()):
        bound = {one.name: one.tensor for one in frame.bindings if one.tensor is not None}
        for name in GRAD_READ.findall(line_text(moment.recording, error.line)):
            reason = absence(moment, bound[name]) if name in bound else Reason("")
            if reason.text:
                told = f"{name}.grad is None{at_line(error.line)}. {reason.text}"
                return Reason(told, reason.index)
    return Reason("")


def failing_module(recording: Recording, step: int) -> Entered | None:
    """The innermost module that the last error before ``step`` came out of; None for no module."""
    index, events = latest(recording.of_kind(Error), step), recording.events
    left = index - 1
    while left >= 0 and isinstance(events[left], Left | Names | Printed):
        left -= 1
    ended = [place for place in range(left + 1, index) if isinstance(events[place], Left)]
    depth = 0
    for place in range(ended[0] - 1 if ended else -1, -1, -1):
        event = events[place]
        if isinstance(event, Left):
            depth += 1
        elif isinstance(event, Entered):
            if not depth:
                return event
            depth -= 1
    return None


def misfit(error: Error, moment: Moment) -> str:
    """Which sizes do not fit, and in which module: " … (5x8 and 6x2), … 8 … 6"."""
    module = failing_module(moment.recording, moment.step)
    found = _MULTIPLIED.search(error.message)
    if found is None:
        where = "" if module is None else f" It was in {_called(module)}."
        return f"{operands(error, moment)}{_rule(error.message)}{where}"
    given, taken = found[2], found[3]
    if module is not None and module.type == "Linear":
        return f" {_called(module)} takes {taken} features, and was given {given}."
    where = "" if module is None else f" in {_called(module)}"
    turned = "; the second fits when it is transposed" if given == found[4] != taken else ""
    return f" The inner sizes, {given} and {taken}, must be the same{where}{turned}."


def operands(error: Error, moment: Moment) -> str:
    """How large the variables are that the failing expression joins; "" where it joins none."""
    first, last = error.columns
    written = line_text(moment.recording, error.line)[first:last].strip()
    for node in nodes(written)[2:3]:
        if isinstance(node, ast.BinOp):
            names = dict.fromkeys((unparsed(node.left), unparsed(node.right)))
            told = [f"{name} {large}" for name in names if (large := measure(moment, name))]
            return f" {', '.join(told)}." if told else ""
    return ""


def _rule(message: str) -> str:
    return next((f" {rule}" for words, rule in _RULES.items() if words in message), "")


def _called(module: Entered) -> str:
    name = f"Module {module.name}" if module.name.isdigit() else module.name
    return f"{name} ({module.type})" if name else module.type
