"""Names that are nearly right: of variables, and of what switches gradients on or off."""

from __future__ import annotations

import re
from difflib import get_close_matches

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import RequiresGrad, Statement
from inspector.model.recordings.history import count

_TYPED = r"^\s*{}\.(require_grad|require_grads|requires_grads|required_grad|need_grad)\s*="
_FROZEN = re.compile(r"^\s*([\w.\[\]]+)\.requires_grad\s*=\s*False\b")


def typed(moment: Moment, state: TensorState) -> str:
    """That a line sets an attribute whose name is nearly ``requires_grad``, as a sentence."""
    name = re.escape(state.name or "(?!)")
    for number, text in enumerate(moment.recording.source.split("\n"), start=1):
        found = re.search(_TYPED.format(name), text)
        if found is not None:
            return f" Line {number} sets {found[1]}, which means nothing: write requires_grad."
    return ""


def lookalike(moment: Moment, name: str) -> str:
    """The variable in sight whose name is nearly this one; "" where there is none."""
    known = [one.name for frame in moment.variables() for one in frame.bindings]
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.75)), "")


def not_frozen(moment: Moment, state: TensorState) -> Reason | None:
    """That a line sets ``requires_grad`` of a module, which leaves its parameters as they are."""
    recording, name = moment.recording, state.name or ""
    if not (state.is_leaf and state.requires_grad and "." in name):
        return None
    lines = enumerate(recording.source.split("\n"), start=1)
    found = {number: match[1] for number, text in lines if (match := _FROZEN.match(text))}
    owned = {number: module for number, module in found.items() if name.startswith(f"{module}.")}
    if not owned:
        return None
    switched = {recording.line_at(one) for one in recording.of_kind(RequiresGrad)}
    statements = recording.of_kind(Statement)
    for index in statements[: count(statements, moment.step)]:
        line = recording.line_at(index)
        if line in owned and line not in switched:
            text = (
                f"Line {line} sets an attribute of the module {found[line]}, and freezes nothing: "
                f"its parameters go on as before. Write {found[line]}.requires_grad_(False)."
            )
            return Reason(text, index)
    return None
