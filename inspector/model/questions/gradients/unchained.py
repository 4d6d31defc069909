"""A custom Function whose ``backward`` never reads the gradient that it is given."""

from __future__ import annotations

import ast
from functools import lru_cache

import numpy as np

from inspector.model.moments.defects import is_zero
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.questions.gradients.passages import passages
from inspector.model.questions.reason import Reason
from inspector.model.recordings.arrays import array
from inspector.model.recordings.facts import Value
from inspector.model.sources.parsing import nodes

_METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)


def unchained(moment: Moment, state: TensorState) -> Reason | None:
    """That a gradient came through a backward which sends the same whatever it receives.

    Where it received nothing but ones, what it sent is right all the same.
    """
    if not (state.is_leaf and state.requires_grad and "Function" in moment.recording.source):
        return None
    deaf = _deaf(moment.recording.source)
    for one in passages(moment, state) if deaf else ():
        name = one.event.name.removesuffix("Backward")
        if name not in deaf or all(map(_is_one, one.received)) or all(map(is_zero, one.sent)):
            continue
        method, parameter = deaf[name]
        text = (
            f"No: the backward of {name} (line {method}) never uses {parameter}, the gradient "
            f"that it is given, which was not 1 here. By the chain rule what it returns is to be "
            f"multiplied by {parameter}."
        )
        return Reason(text, one.index)
    return None


def _is_one(value: Value) -> bool:
    return bool(np.all(array(value) == 1))


@lru_cache(8)
def _deaf(source: str) -> dict[str, tuple[int, str]]:
    """The classes whose backward reads none of the gradients it is given: its line, their name."""
    tree = nodes(source)
    return {
        one.name: found
        for one in tree
        if isinstance(one, ast.ClassDef)
        for method in one.body
        if isinstance(method, _METHODS) and method.name == "backward"
        if (found := _unread(method)) is not None
    }


def _unread(method: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[int, str] | None:
    """The line of a backward and the gradient it is given, where it never reads any."""
    given = [one.arg for one in (*method.args.posonlyargs, *method.args.args)[1:]]
    given += [method.args.vararg.arg] if method.args.vararg else []
    body = [inner for each in method.body for inner in ast.walk(each)]
    read = {one.id for one in body if isinstance(one, ast.Name)}
    if not given or read & {*given, "locals", "super"}:
        return None
    return method.lineno, given[0]
