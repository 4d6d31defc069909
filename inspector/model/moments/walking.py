"""Walking the program: over and out of functions, to a line, along what touches one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector.model.recordings.events import Statement
from inspector.model.recordings.history import NEVER, count, latest
from inspector.model.recordings.recording import Recording


def beside(
    recording: Recording, step: int, indices: Iterable[Sequence[int]], forward: bool
) -> int:
    """The step past the next event in any of the ascending lists, or back to the one before.

    Beyond the last is the end of the recording, before the first its start.
    """
    if forward:
        ahead = [found[count(found, step)] for found in indices if found and found[-1] >= step]
        return min(ahead, default=len(recording) - 1) + 1
    return max((latest(found, step - 1) for found in indices), default=NEVER) + 1


def depth(recording: Recording, step: int) -> int:
    """How deep in functions of the program a step is; 0 in the module and before its start."""
    return recording.depth_at(step)


def over(recording: Recording, step: int, forward: bool) -> int:
    """To the next statement of this call or of one around it; what it calls runs through.

    Another call of the same function, in the same statement, is no part of this one.
    """
    deepest = depth(recording, step)
    found = _up_to(recording, step, deepest, forward)
    if deepest and _returns(recording, deepest, *sorted((step, found))):
        return _up_to(recording, step, deepest - 1, forward)
    return found


def out(recording: Recording, step: int, forward: bool) -> int:
    """To where this function has returned, or back to the statement that called it."""
    return _up_to(recording, step, depth(recording, step) - 1, forward)


def to_line(recording: Recording, step: int, line: int, forward: bool) -> int:
    """To where the statement of a line runs next, or ran before; the same step where it never."""
    found = beside(recording, step, [recording.scopes.lines.get(line, ())], forward)
    return found if found > 0 and _is_of_line(recording, found - 1, line) else step


def along_tensor(recording: Recording, tensor: int) -> list[Sequence[int]]:
    """The events that make, change or name a tensor, or touch its ``.grad``."""
    tensors, scopes = recording.tensors, recording.scopes
    indices = (tensors.produced, tensors.updates, tensors.required, tensors.grads)
    return [
        *(index.get(tensor, ()) for index in indices),
        scopes.outer_names.get(tensor, ()),
        scopes.inner_names.get(tensor, ()),
    ]


def along_node(recording: Recording, node: int) -> list[Sequence[int]]:
    """The events that make, run or free a backward node, or bring it a gradient."""
    nodes = recording.nodes
    arrivals = [
        sorted({arrival.at for arrival in nodes.arrivals(backward, node)})
        for backward, running in nodes.passes.items()
        if node in running.ready
    ]
    single = (nodes.makers.get(node), nodes.freed.get(node))
    return [nodes.runs.get(node, ()), *arrivals, *((i,) for i in single if i is not None)]


def _up_to(recording: Recording, step: int, deepest: int, forward: bool) -> int:
    statements = recording.scopes.statements
    near = [found for level, found in statements.items() if level <= deepest]
    return beside(recording, step, near, forward)


def _returns(recording: Recording, deep: int, start: int, stop: int) -> bool:
    """Whether a call so deep has returned in one of these steps."""
    returns = recording.scopes.returns.get(deep, ())
    return count(returns, start) < count(returns, stop)


def _is_of_line(recording: Recording, index: int, line: int) -> bool:
    event = recording.events[index]
    return isinstance(event, Statement) and event.line == line
