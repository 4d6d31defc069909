"""How a folded group looks at a step: what it holds, and what has become of its gradients."""

from __future__ import annotations

import math
from math import hypot

from inspector.model.graphs.crowds import stands_for_leaves
from inspector.model.graphs.vertex import Folded, Kind, Vertex
from inspector.model.looks.look import Activity, Phase, VertexLook
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import counted
from inspector.model.recordings.events import Accumulate, NodeBackward
from inspector.model.recordings.format import number_text, shape_text
from inspector.model.recordings.measuring import DEFECTS, SOUND, measured


def group_look(
    vertex: Vertex, group: Folded, moment: Moment, beyond: bool, wrong: int = SOUND
) -> VertexLook:
    """The look of what stands for ``group``.

    ``beyond`` : a wall cuts it off from the gradient. ``wrong`` : the worst of what its members
    hold, as ``measured`` tells it.
    """
    state = moment.tensor(vertex.tensor)
    norm = gradient_norm(group, moment)
    leaves = stands_for_leaves(vertex.key)  # their number is their name
    return VertexLook(
        phase=_phase(vertex, group, moment, beyond),
        kind=Kind.GROUP,
        title=vertex.label,
        grad_fn="" if leaves else vertex.grad_fn,
        shape_text=shape_text(state.value) if state and not leaves else "",
        value_text=group.call.note if leaves else totals(group),
        grad_text="" if norm is None else number_text(float(f"{norm:.3g}")),
        activity=_activity(group, moment),
        alarm=_alarm(group, moment, wrong),
        is_root=vertex.is_root,
        tracked=is_tracked(group),
        named=True,
    )


def is_tracked(group: Folded) -> bool:
    """Whether gradients come by anything in a group, or would if it were used."""
    return any(one.node is not None or one.kind is Kind.LEAF for one in group.members)


def totals(group: Folded) -> str:
    """What a group holds: "12 ops, 3 leaves"."""
    operations = sum(member.op is not None for member in group.members)
    leaves = sum(member.kind is Kind.LEAF for member in group.members)
    others = len(group.members) - operations - leaves
    parts = ((operations, "op"), (leaves, "leaf"), (others, "constant"))
    return ", ".join(counted(number, kind) for number, kind in parts if number).replace(
        "leafs", "leaves"
    )


def gradient_norm(group: Folded, moment: Moment) -> float | None:
    """The length of all gradients of the group's leaves together; None where none has one.

    It is not finite where one of them is not: as the root of the sum of their squares would be.
    """
    leaves = (member for member in group.members if member.kind is Kind.LEAF)
    states = (moment.tensor(leaf.tensor) for leaf in leaves)
    found = [state.grad for state in states if state and state.grad is not None]
    if not found:
        return None
    norms, codes = measured(found)
    return (hypot(*norms), math.inf, math.nan)[codes.max()]


def _phase(vertex: Vertex, group: Folded, moment: Moment, beyond: bool) -> Phase:
    if moment.step < vertex.born:
        return Phase.UNBORN
    freed = moment.recording.nodes.freed
    nodes = [m.node for m in group.members if m.op is not None and m.node is not None]
    if nodes and any(freed.get(node, moment.step) < moment.step for node in nodes):
        return Phase.FREED
    return Phase.FAINT if beyond else Phase.SHOWN


def _alarm(group: Folded, moment: Moment, wrong: int) -> str:
    """The word for what is wrong inside: the error that ended the program, else the numbers."""
    failed = None if moment.error is None else moment.error.node
    stopped = failed is not None and any(member.node == failed for member in group.members)
    return "error" if stopped else DEFECTS[wrong]


def _activity(group: Folded, moment: Moment) -> Activity:
    event = moment.event
    if any(member.born == moment.step for member in group.members):
        return Activity.FORWARD
    node = event.node if isinstance(event, NodeBackward) else None
    tensor = event.tensor if isinstance(event, Accumulate) else None
    for member in group.members:
        if (node is not None and member.node == node) or (
            tensor is not None and member.tensor == tensor and member.op is None
        ):
            return Activity.GRADIENT
    return Activity.NONE
