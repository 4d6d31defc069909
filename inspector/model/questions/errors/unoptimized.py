"""Why an optimizer refuses what it was given: nothing at all, or what was computed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.errors.grad_inputs import bound
from inspector.model.questions.errors.mistakes import mistake
from inspector.model.recordings.events import Error, Op
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.sources.parsing import nodes, unparsed

_LISTS = (ast.List, ast.Tuple, ast.ListComp, ast.GeneratorExp)
_DICTS = (ast.Dict, ast.DictComp)


def not_a_leaf(error: Error, moment: Moment) -> str:
    """What of the things that an optimizer was given was computed, and where."""
    line = nodes(line_text(moment.recording, error.line).strip())
    for name in dict.fromkeys(unparsed(one) for one in line if _is_named(one)):
        tensor = bound(moment, name)
        state = None if tensor is None else moment.tensor(tensor)
        if state is None or state.is_leaf:
            continue
        index = latest_of(moment.recording.tensors.produced, state.id, moment.step)
        made = moment.recording.events[index] if index != NEVER else None
        by = f" by {made.name}{at_line(made.line)}" if isinstance(made, Op) else ""
        return (
            f"An optimizer changes leaves{at_line(error.line)}, and {name} was computed{by}. Make "
            f"it one: {name} = {name}.detach().requires_grad_()."
        )
    return mistake(error.type, error.message, at_line(error.line))


def no_parameters(error: Error, moment: Moment) -> str:
    """What in the program's own modules should have been a parameter, and is none."""
    for one in nodes(moment.recording.source):
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            name, told = unparsed(one.targets[0]), _unseen(one.value)
            if name.startswith("self.") and told:
                return (
                    f"The model has no parameters to optimize{at_line(error.line)}: "
                    f"{name}{at_line(one.lineno)} {told}"
                )
    return mistake(error.type, error.message, at_line(error.line))


def _unseen(value: ast.expr) -> str:
    """Why a module does not see an attribute's value, and what to write; "" where it does."""
    called = set(_called(value))
    what, held = ("parameters", "Parameter") if "Parameter" in called else ("layers", "Module")
    if any(one[:1].isupper() and one != "Tensor" for one in called):
        if isinstance(value, _LISTS):
            return f"is a plain list, whose {what} are not seen. Use nn.{held}List."
        if isinstance(value, _DICTS):
            return f"is a plain dictionary, whose {what} are not seen. Use nn.{held}Dict."
    if "Parameter" in called and not _is_call_of(value, "Parameter"):
        return (
            "is computed from an nn.Parameter, and is none itself. Keep the nn.Parameter, and "
            "compute with it in forward()."
        )
    if any(isinstance(one, ast.keyword) and one.arg == "requires_grad" for one in ast.walk(value)):
        return "is a tensor, and not an nn.Parameter. Write nn.Parameter(…) around it."
    return ""


def _called(value: ast.expr) -> Iterator[str]:
    """The last names of all that an expression calls: "Linear" of ``nn.Linear(2, 2)``."""
    for one in ast.walk(value):
        if isinstance(one, ast.Call):
            yield unparsed(one.func).rpartition(".")[2]


def _is_call_of(value: ast.expr, name: str) -> bool:
    return isinstance(value, ast.Call) and unparsed(value.func).rpartition(".")[2] == name


def _is_named(one: ast.AST) -> bool:
    return isinstance(one, ast.Name | ast.Attribute)
