"""What is written on an arrow: the value that goes along it, or the gradient that comes back."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.graphs.crowds import stands_for_leaves
from inspector.model.graphs.vertex import Edge
from inspector.model.looks.showing import token_text
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import counted
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording


def operand_text(edge: Edge, recording: Recording) -> str:
    """What travels forward, as it was before an in-place operation changed it."""
    before = Moment(recording, edge.born - 1)
    states = (before.tensor(each.tensor) for each in parts(edge))
    return text_of(edge, [state.value for state in states if state], "tensor")


def gradient_text(edge: Edge, event: NodeBackward) -> str | None:
    """What a node sends back along an arrow; None where that is nothing."""
    sent = event.outgoing
    own = (each.slot for each in parts(edge) if each.target_node == edge.target_node)
    found = [value for slot in own if slot < len(sent) and (value := sent[slot]) is not None]
    return text_of(edge, found, "gradient") if found else None


def parts(edge: Edge) -> tuple[Edge, ...]:
    """The arrows that one arrow stands for: mostly itself alone."""
    return edge.held or (edge,)


def text_of(edge: Edge, values: Sequence[Value], kind: str) -> str:
    """What all values say that travel along an arrow, or else how many of a ``kind`` they are.

    Nothing is said of leaves that stand as one before several operations that do so, too.
    """
    if not values or (not edge.held and stands_for_leaves(edge.source)):
        return ""
    first = token_text(values[0])
    if len(values) == 1:
        return first
    alike = all(token_text(value) == first for value in values[1:])
    return f"each {first}" if alike else counted(len(values), kind)
