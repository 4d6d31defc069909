"""The backward engine's queue at a moment: what has run, what may run, what waits for what.

A node is ready when every gradient it waits for has arrived. Of those that are ready, the
AccumulateGrad of a leaf runs at once, and else the node that was made last: the order that
PyTorch's engine keeps by sequence number, and so does ours.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import NodeState
from inspector.model.moments.wording import counted, listed
from inspector.model.recordings.node_index import Pass

SHOWN, LISTED = 3, 12
"""So many nodes are named that another waits for, and described of a kind."""
NEVER_RUNS = sys.maxsize
Missing: TypeAlias = dict[int | None, list[str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One node of a running pass: how many gradients of how many have arrived, and from whom not.

    ``fires`` is the step at which it runs, None where it never does.
    """

    node: int
    name: str
    line: int
    arrived: int
    expected: int
    missing: tuple[str, ...]
    fires: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A running backward pass: ``ready`` in the order in which they will run, then who waits.

    Of each only the first ``LISTED`` are described; ``late`` counts all that wait, ``turns`` has
    all that are ready.
    """

    backward: int
    running: Waiting | None
    ready: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]
    turns: tuple[int, ...]
    late: int
    done: int
    total: int


class _Progress(NamedTuple):
    """How far a node is: the event at which it runs (``NEVER_RUNS`` if none), and arrivals."""

    fires: int
    node: int
    arrived: int
    expected: int


def queue(moment: Moment) -> Queue | None:
    """The queue of the pass that runs at a moment; None where none does."""
    backward = moment.backward
    if backward is None:
        return None
    running = moment.recording.nodes.passes[backward]
    now, last = moment.step, moment.step - 1
    every = [_progress(moment, running, node) for node in running.ready]
    ready = sorted(o for o in every if o.fires >= now and o.arrived >= o.expected)
    late = sorted(o for o in every if o.fires >= now and o.arrived < o.expected)
    missing = _missing(moment, running, late[:LISTED])
    current = next((o for o in every if o.fires == last), None)
    return Queue(
        running.number,
        None if current is None else _waiting(moment, current),
        tuple([_waiting(moment, one) for one in ready[:LISTED]]),
        tuple([_waiting(moment, one, missing[one.node]) for one in late[:LISTED]]),
        tuple([one.node for one in ready]),
        len(late),
        sum(one.fires < now for one in every),
        len(every),
    )


def _progress(moment: Moment, running: Pass, node: int) -> _Progress:
    """One node's progress, straight from the indices: a pass may have many thousands."""
    flow = moment.recording.nodes.flow(running.backward)
    every = flow.arrivals.get(node, ())
    seeds = bisect_left(every, (running.begin + 1, 0))
    return _Progress(
        flow.fired.get(node, NEVER_RUNS),
        node,
        bisect_left(every, (moment.step, 0)),
        running.ready[node].contributions + seeds,
    )


def why_now(moment: Moment, node: int) -> str:
    """Why a node runs at this very moment, or when it will; empty where no pass is to run it."""
    found, backward = queue(moment), moment.backward
    if found is None or backward is None:
        return ""
    running = moment.recording.nodes.passes[backward]
    if node not in running.ready:
        return ""
    at = _progress(moment, running, node)
    have = "has" if at.expected == 1 else "have"
    came = f"{at.arrived} of {counted(at.expected, 'contribution')} {have} arrived"
    if at.fires < moment.step - 1:
        return ""
    if at.arrived < at.expected:
        missing = _missing(moment, running, [at])[node]
        still = f" It waits for {listed(missing)}." if 0 < len(missing) <= SHOWN else ""
        return f"{came}.{still}"
    if at.fires >= moment.step:
        return f"{came}: it is ready, and runs {_turn(found.turns.index(node))}."
    others = len(found.turns)
    if not others:
        return f"{came}, and no other node was ready."
    accumulator = moment.recording.nodes.identities[node].tensor is not None
    by = (
        "an AccumulateGrad runs as soon as it can"
        if accumulator
        else "of those ready, the one made last runs first"
    )
    return f"{came}, as for {counted(others, 'other node')}: {by}."


def _turn(before: int) -> str:
    if not before:
        return "next"
    return f"after {counted(before, 'other node')} that {'is' if before == 1 else 'are'} ready too"


def _waiting(moment: Moment, at: _Progress, missing: Sequence[str] = ()) -> Waiting:
    state = moment.node(at.node)
    return Waiting(
        at.node,
        _called(moment, state),
        state.op.line if state.op else 0,
        at.arrived,
        at.expected,
        tuple(missing),
        None if at.fires == NEVER_RUNS else at.fires + 1,
    )


def _called(moment: Moment, state: NodeState) -> str:
    """A node's name; an AccumulateGrad's with the leaf's."""
    name = moment.name(state.tensor) if state.tensor is not None else None
    return f"{state.name} of {name}" if name else state.name


def _missing(moment: Moment, running: Pass, waiting: Sequence[_Progress]) -> Missing:
    """By node, the names of those whose gradient it still waits for; one look at every edge."""
    found: Missing = {one.node: [] for one in waiting}
    nodes = moment.recording.nodes
    fired = nodes.flow(running.backward).fired
    for sender in running.ready if found else ():
        if fired.get(sender, NEVER_RUNS) < moment.step:
            continue
        for to in {edge.node for edge in nodes.next.get(sender, ())} & found.keys():
            found[to].append(nodes.identities[sender].name)
    return found
