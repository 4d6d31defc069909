"""The backward engine's queue at a moment: what has run, what may run, what waits for what.

A node is ready when every gradient it waits for has arrived. Of those that are ready, the
AccumulateGrad of a leaf runs at once, and else the node that was made last: the order that
PyTorch's engine keeps by sequence number, and so does ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.moment import Moment
from inspector.model.states import NodePhase, NodeState
from inspector.model.upstream import leading_to
from inspector.model.wording import counted, listed

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One node of a running pass: how many gradients of how many have arrived, and from whom not.

    ``fires`` is the step at which it runs, None where it never does.
    """

    node: int
    name: str
    line: int
    phase: NodePhase
    arrived: int
    expected: int
    missing: tuple[str, ...]
    fires: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A running backward pass: ``ready`` in the order in which they will run, then who waits."""

    backward: int
    running: Waiting | None
    ready: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]
    done: int
    total: int


def queue(moment: Moment) -> Queue | None:
    """The queue of the pass that runs at a moment; None where none does."""
    backward = moment.backward
    if backward is None:
        return None
    recording = moment.recording
    running = recording.nodes.passes[backward]
    nodes = [_waiting(moment, backward, node) for node in running.ready]
    now = next((one for one in nodes if one.phase is NodePhase.RUNNING), None)
    open_ones = [o for o in nodes if o.phase in (NodePhase.WAITING, NodePhase.ARRIVING)]
    ready = sorted((o for o in open_ones if o.arrived >= o.expected), key=_turn)
    late = sorted((o for o in open_ones if o.arrived < o.expected), key=_turn)
    done = sum(one.phase in (NodePhase.DONE, NodePhase.RUNNING) for one in nodes)
    return Queue(running.number, now, tuple(ready), tuple(late), done, len(nodes))


def why_now(moment: Moment, node: int) -> str:
    """Why a node runs at this very moment, or when it will; empty where no pass is to run it."""
    found = queue(moment)
    backward = moment.backward
    if found is None or backward is None:
        return ""
    one = next(
        (o for o in (found.running, *found.ready, *found.waiting) if o and o.node == node), None
    )
    if one is None:
        return ""
    came = f"{one.arrived} of {counted(one.expected, 'contribution')} have arrived"
    if one.arrived < one.expected:
        still = f" It waits for {listed(one.missing)}." if 0 < len(one.missing) <= SHOWN else ""
        return f"{came}.{still}"
    if one is not found.running:
        before = [one.node for one in found.ready].index(node)
        turn = f"after {counted(before, 'other node')} that is" if before == 1 else "next"
        turn = f"after {before} other nodes that are" if before > 1 else turn
        return f"{came}: it is ready, and runs {turn}{' ready too' if before else ''}."
    others = len(found.ready)
    if not others:
        return f"{came}, and no other node was ready."
    by = (
        "an AccumulateGrad runs as soon as it can"
        if one.name.startswith("AccumulateGrad")
        else "of those ready, the one made last runs first"
    )
    return f"{came}, as for {counted(others, 'other node')}: {by}."


def _turn(one: Waiting) -> tuple[bool, int]:
    return one.fires is None, one.fires or 0


def _waiting(moment: Moment, backward: int, node: int) -> Waiting:
    state = moment.node(node)
    fires = moment.recording.nodes.fired.get((backward, node))
    line = state.op.line if state.op else 0
    missing = () if state.arrived >= state.expected else missing_from(moment, backward, state)
    return Waiting(
        node,
        _called(moment, state),
        line,
        state.phase,
        state.arrived,
        state.expected,
        missing,
        None if fires is None else fires + 1,
    )


def _called(moment: Moment, state: NodeState) -> str:
    """A node's name; an AccumulateGrad's with the leaf's."""
    name = moment.name(state.tensor) if state.tensor is not None else None
    return f"{state.name} of {name}" if name else state.name


def missing_from(moment: Moment, backward: int, state: NodeState) -> tuple[str, ...]:
    """The names of the nodes whose gradient a node still waits for."""
    senders = leading_to(moment.recording, backward, state.id, direct=True)
    fired = moment.recording.nodes.fired
    late = [s for s in senders if fired.get((backward, s), moment.step) >= moment.step]
    return tuple(moment.node(sender).name for sender in late)
