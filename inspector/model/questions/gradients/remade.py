"""A tensor that was made anew of numbers, and where these were taken out of a graph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import ancestors
from inspector.model.recordings.events import Created, Op, Statement
from inspector.model.recordings.history import NEVER, count

_TAKEN = re.compile(r"\.(item|tolist|numpy)\(|(?<![\w.])(float|int)\(")
_GIVEN = re.compile(r"torch\.(?:(?:as_|Float|Double)?[Tt]ensor|from_numpy)\((.*)")
_NAME = re.compile(r"(?<![\w.'\"])[^\W\d]\w*")
_BOUND = r"^\s*(?:{0})\s*(?:[-+*/]?=(?!=)|\.append\()(.*)"
MOST = 2_000
"""So many statements are gone back through."""


@dataclass(frozen=True, slots=True)
class Remade:
    """What ``taken`` took out of a graph ("item(…) on line 4") was ``made`` a tensor anew.

    Where nothing else took it, ``several`` is the list whose tensors it was made of.
    """

    taken: str
    made: Created
    several: str = ""


def remade(moment: Moment, index: int) -> Remade | None:
    """How the numbers came out of a graph that a tensor, or what it was computed from, is made of.

    ``index`` is where the tensor was made. None where that was otherwise, or is not seen.
    """
    for at in _births(moment, index):
        made = moment.recording.events[at]
        if not isinstance(made, Created):
            continue
        taken, several = _taken_for(moment, made, at), _several(moment, made)
        if taken or several:
            return Remade(taken, made, several)
    return None


def _several(moment: Moment, made: Created) -> str:
    """The name of the list of tracked tensors that one tensor was made of; "" for none."""
    given = _GIVEN.search(line_text(moment.recording, made.line))
    name = re.split("[,)]", given[1])[0].strip() if given is not None else ""
    items = moment.recording.scopes.tensors_of.get(f"{name}[0]", ())
    states = (moment.tensor(tensor) for tensor in items)
    return name if any(state is not None and state.requires_grad for state in states) else ""


def _births(moment: Moment, index: int) -> list[int]:
    """Where all came into being that something is made of, the latest first.

    None where something of it requires grad: then its history was lost in another way.
    """
    recording = moment.recording
    made = recording.events[index] if index != NEVER else None
    if not isinstance(made, Op):
        return [] if made is None else [index]
    before = Moment(recording, index)
    given = [one.tensor for one in made.inputs if one.tensor is not None]
    lineage = {one for tensor in given for one in ancestors(before, tensor)}
    states = [before.tensor(one) for one in lineage]
    if any(state is not None and state.requires_grad for state in states):
        return []
    return sorted({recording.tensors.born[one] for one in lineage}, reverse=True)


def _taken_for(moment: Moment, made: Created, index: int) -> str:
    """What took the numbers that one tensor was made of; "" where nothing is seen."""
    recording = moment.recording
    given = _GIVEN.search(line_text(recording, made.line))
    if given is None:
        return ""
    inside = _inside(given[1])
    names = _NAME.findall(inside)
    statements = recording.of_kind(Statement)
    for at in reversed(statements[: count(statements, index)][-MOST:]):
        line = recording.at(Statement, at).line
        own = line == made.line
        text = inside if own else line_text(recording, line).partition("#")[0]
        bound = re.search(_BOUND.format("|".join(names) or "(?!)"), text)
        found = _TAKEN.search(text) if own or bound else None
        if found is not None and _tracked(moment, line, text):
            return f"{found[1] or found[2]}(…){at_line(line)}"
        if bound is not None and not own:
            names = [*dict.fromkeys((*names, *_NAME.findall(bound[1])))]
    return ""


def _inside(text: str) -> str:
    """What of a text comes before the bracket that closes what was opened before it."""
    depth = 1
    for place, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if not depth:
            return text[:place]
    return text


def _tracked(moment: Moment, line: int, text: str) -> bool:
    """Whether a line computes what requires grad, or names what does."""
    recording = moment.recording
    named = {
        tensor
        for name in _NAME.findall(text)
        for tensor in recording.scopes.tensors_of.get(name, ())
    }
    states = (moment.tensor(tensor) for tensor in named)
    if any(state is not None and state.requires_grad for state in states):
        return True
    ops = recording.of_kind(Op)
    every = (recording.at(Op, at) for at in ops[: count(ops, moment.step)])
    return any(op.line == line and op.node is not None for op in every)
