"""Which leaves a program means to train, by the words with which it makes its optimizers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.recordings.events import Update
from inspector.model.sources.parsing import nodes, unparsed

_OPTIMIZERS = re.compile(
    r"ASGD|SGD|(?:N|R|Sparse)?Adam[Wax]*|RMSprop|Rprop|Ada(?:grad|delta|factor)|LBFGS|Muon"
)
_ANY = "*"
"""Stands for whatever a function was given."""


def is_meant(moment: Moment, state: TensorState) -> bool:
    """Whether a leaf is meant to be trained, as far as the program tells.

    Not so are a teacher, a target network or an average of weights beside a model whose optimizer
    does not speak of them: that no gradient comes to them is what they are for.
    """
    named = _trained(moment.recording.source)
    if not named or _ANY in named or not state.name or "self" in state.name.split("."):
        return True
    return bool(named & set(state.name.split("."))) or has_stepped(moment, state.id)


def is_given(moment: Moment, state: TensorState) -> bool:
    """Whether an optimizer's own arguments name a leaf."""
    return bool(state.name) and state.name in _trained(moment.recording.source)


def has_stepped(moment: Moment, tensor: int) -> bool:
    """Whether an optimizer has changed a tensor by now."""
    indices = moment.recording.tensors.updates.get(tensor, ())
    past = (moment.recording.events[index] for index in indices if index < moment.step)
    return any(
        one.how.endswith(".step") and one.before != one.after
        for one in past
        if isinstance(one, Update)
    )


@lru_cache(maxsize=8)
def _trained(source: str) -> frozenset[str]:
    """The names in the arguments of a program's optimizers; empty for no optimizer."""
    every = nodes(source)
    given = {one.arg for one in every if isinstance(one, ast.arg)} - {"self"}
    found = set[str]()
    for call in every:
        if isinstance(call, ast.Call) and _OPTIMIZERS.fullmatch(_called(call)):
            for argument in [*call.args[:1], *(one.value for one in call.keywords)]:
                found |= set(_names(argument, every))
    return frozenset({_ANY} if found & given else found - {"self"})


def _called(call: ast.Call) -> str:
    return unparsed(call.func).rpartition(".")[2]


def _names(argument: ast.AST, every: list[ast.AST], deep: bool = True) -> Iterator[str]:
    """The names an expression speaks of, and those of the lists that its variables are made as."""
    for one in ast.walk(argument):
        if isinstance(one, ast.Attribute):
            yield one.attr
        elif isinstance(one, ast.Name):
            yield one.id
            for made in every if deep else ():
                value = _assigned(made, one.id)
                if isinstance(value, ast.List | ast.BinOp | ast.ListComp | ast.Call):
                    yield from _names(value, every, deep=False)


def _assigned(node: ast.AST, name: str) -> ast.expr | None:
    """What a statement binds a name to, if it makes a list of parameters."""
    if not isinstance(node, ast.Assign | ast.AugAssign):
        return None
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [one.id for one in targets if isinstance(one, ast.Name)]
    listed = not isinstance(node.value, ast.Call) or _called(node.value) in ("list", "parameters")
    return node.value if name in names and listed else None
