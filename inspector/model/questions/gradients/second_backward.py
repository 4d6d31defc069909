"""What leads a later graph back into one that has been gone back through, and what then helps."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import BackwardBegin, Op
from inspector.model.recordings.history import NEVER, count, latest


@dataclass(frozen=True, slots=True)
class Carrier:
    """A tensor of the earlier graph that the later one was computed from.

    ``made`` : the line that made it. ``line`` : where the later graph uses it. ``earlier`` : where
    the earlier one did, 0 if nowhere. ``kept`` : its variable is still bound to it, and not to
    what was computed from it.
    """

    name: str
    made: int
    line: int
    earlier: int
    kept: bool


def carrier(moment: Moment, begun: int) -> Carrier | None:
    """The named tensor by which what was computed after a step leads back to what was before."""
    recording = moment.recording
    ops = recording.of_kind(Op)
    for index in ops[count(ops, begun) : count(ops, moment.step)] if begun != NEVER else ():
        event = recording.at(Op, index)
        before = Moment(recording, index)
        for one in event.inputs if event.node is not None else ():
            state = before.tensor(one.tensor) if one.tensor is not None else None
            old = state is not None and recording.tensors.born[state.id] < begun
            if state is not None and old and state.node is not None and not state.is_leaf:
                if not state.name:
                    return None
                used, kept = _used(moment, state.id, begun), _keeps(moment, state.name, state.id)
                return Carrier(state.name, state.line, event.line, used, kept)
    return None


def _used(moment: Moment, tensor: int, begun: int) -> int:
    """The line where a graph last used a tensor before a step, 0 if none did."""
    ops = moment.recording.of_kind(Op)
    for index in reversed(ops[: count(ops, begun)]):
        event = moment.recording.at(Op, index)
        if event.node is not None and any(one.tensor == tensor for one in event.inputs):
            return event.line
        if any(one.tensor == tensor for one in event.outputs):
            return 0
    return 0


def _keeps(moment: Moment, name: str, tensor: int) -> bool:
    frames = moment.variables()
    return any(b.name == name and b.tensor == tensor for frame in frames for b in frame.bindings)


def apart(found: Carrier, freeing: int) -> str:
    """What helps where a second pass comes by a tensor into the graph that a first one freed.

    ``freeing`` is the line of the first pass, 0 if it is not known.
    """
    if not found.kept:
        return (
            f"The result is a new one, but it was computed from {found.name}, which leads back "
            f"into that graph. Let only its value go on: {detached(found.name)}."
        )
    if found.earlier in (0, found.line):
        return (
            f"Each result is a new one, but {found.name} was computed once, on line {found.made}. "
            f"Compute it anew before each backward(), or use {found.name}.detach() if what it "
            "was made from is not to learn."
        )
    call = f"the call on line {freeing}" if freeing else "the first call"
    return (
        f"Both passes go back through {found.name}. If the first is to end there, write "
        f"{found.name}.detach() on line {found.earlier}; if both are to go on, give {call} "
        "retain_graph=True."
    )


def detached(name: str) -> str:
    """How a variable goes on without its graph: ``h = h.detach()``."""
    return f"{name}.detach()" if "[" in name else f"{name} = {name}.detach()"


def another_root(moment: Moment, first: int) -> bool:
    """Whether the pass that runs now began elsewhere than the one that began at ``first``."""
    recording = moment.recording
    index = latest(recording.of_kind(BackwardBegin), moment.step)
    if NEVER in (index, first):
        return False
    return recording.at(BackwardBegin, index).roots != recording.at(BackwardBegin, first).roots
