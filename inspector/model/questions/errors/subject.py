"""The tensor that a refused statement is about: what it goes back from, or would change."""

from __future__ import annotations

import ast

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.errors.grad_inputs import bound
from inspector.model.recordings.events import Error, Op
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.sources.parsing import nodes, unparsed

_INITIALISERS = {
    "fill_": "constant_",
    "normal_": "normal_",
    "uniform_": "uniform_",
    "zero_": "zeros_",
}
"""What of ``torch.nn.init`` does to a leaf what a method is refused."""
_USUAL = "Change it under torch.no_grad(), or make a new tensor"


def going_back(error: Error, moment: Moment) -> tuple[str, str]:
    """The call that goes back, "backward" or "grad", and what it is called on as it is written."""
    for node in nodes(line_text(moment.recording, error.line).strip()):
        if isinstance(node, ast.Call):
            name = unparsed(node.func).rpartition(".")[2]
            if name == "backward" and isinstance(node.func, ast.Attribute):
                return name, _named(node.func.value)
            if name == "grad":
                return name, _named(node.args[0]) if node.args else ""
    return "backward", ""


def extent(moment: Moment, text: str) -> str:
    """How large a variable is and what made it: "has the shape 4×2, made by mul on line 7"."""
    tensor, large = bound(moment, text), measure(moment, text)
    return f"{large}{_maker(moment, tensor)}" if tensor is not None and large else ""


def measure(moment: Moment, text: str) -> str:
    """How large a variable is: "has 3 elements"; "" of a scalar, and of what is not a variable."""
    tensor = bound(moment, text)
    state = None if tensor is None else moment.tensor(tensor)
    if state is None or not state.value.shape:
        return ""
    shape = state.value.shape
    if len(shape) > 1:
        return f"has the shape {'×'.join(map(str, shape))}"
    return f"has {shape[0]} element{'' if shape[0] == 1 else 's'}"


def changed_leaf(error: Error, moment: Moment) -> tuple[str, str]:
    """The leaf that a line would change, as it is written, and what usually helps."""
    for node in nodes(line_text(moment.recording, error.line).strip()):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=whole)]):
                return _named(whole), "Fill it before it requires grad, or under torch.no_grad()"
            case ast.AugAssign(target=ast.Subscript(value=whole)) | ast.AugAssign(target=whole):
                return _named(whole), _USUAL
            case ast.Call(func=ast.Attribute(value=whole, attr=method)) if _changes(method):
                known = _INITIALISERS.get(method)
                helps = f"Use torch.nn.init.{known}(), or torch.no_grad()" if known else _USUAL
                return _named(whole), helps
    return "", _USUAL


def _changes(method: str) -> bool:
    return method.endswith("_") and not method.endswith("__")


def _named(written: ast.expr) -> str:
    """An expression as it is written, where it is a variable or an attribute; else ""."""
    inner = written
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return unparsed(written) if isinstance(inner, ast.Name) else ""


def _maker(moment: Moment, tensor: int) -> str:
    """What made a tensor, and on which line: " by mse_loss on line 7"."""
    recording = moment.recording
    index = latest_of(recording.tensors.produced, tensor, moment.step)
    made = None if index == NEVER else recording.events[index]
    return f", made by {made.name}{at_line(made.line)}" if isinstance(made, Op) else ""
