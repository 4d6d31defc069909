"""Walking the program: over, into and out of what it calls, to a line, along one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector.model.moments.calls import entered_at
from inspector.model.recordings.events import Created, Entered, Left, Op, Statement
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


def into(recording: Recording, step: int, forward: bool) -> int:
    """To the next statement, also of a function, or to the next module without any of its own."""
    found = beside(recording, step, [recording.of_kind(Statement)], forward)
    first, last = sorted((step, found))
    entered = recording.of_kind(Entered)
    inside = entered[count(entered, first) : count(entered, last)]
    modules = [index + 1 for index in inside if index + 1 != step and _is_closed(recording, index)]
    return modules[0 if forward else -1] if modules else found


def out(recording: Recording, step: int, forward: bool) -> int:
    """To where this function or module has returned, or back to the statement that called it."""
    began, entry = latest(recording.of_kind(Statement), step), entered_at(recording, step)
    if entry <= began:
        return _up_to(recording, step, depth(recording, step) - 1, forward)
    return _left(recording, entry) if forward else began + 1


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


def _is_closed(recording: Recording, entry: int) -> bool:
    """Whether a module does something before any statement of the program runs in it."""
    ahead = (recording.events[index] for index in range(entry + 1, len(recording)))
    kinds = (Created, Entered, Left, Op, Statement)
    return not isinstance(next((one for one in ahead if isinstance(one, kinds)), None), Statement)


def _left(recording: Recording, entry: int) -> int:
    """The step at which the module that was entered there has been left."""
    entered, left = recording.of_kind(Entered), recording.of_kind(Left)
    begun, ended = count(entered, entry + 1), count(left, entry)
    inside = 1
    while inside and ended < len(left):
        if begun < len(entered) and entered[begun] < left[ended]:
            inside, begun = inside + 1, begun + 1
        else:
            inside, ended = inside - 1, ended + 1
    return len(recording) if inside else left[ended - 1] + 1


def _returns(recording: Recording, deep: int, start: int, stop: int) -> bool:
    """Whether a call so deep has returned in one of these steps."""
    returns = recording.scopes.returns.get(deep, ())
    return count(returns, start) < count(returns, stop)


def _is_of_line(recording: Recording, index: int, line: int) -> bool:
    event = recording.events[index]
    return isinstance(event, Statement) and event.line == line
