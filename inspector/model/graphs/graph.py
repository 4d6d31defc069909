"""The graph of a recording, as vertices and edges ready to be laid out and drawn."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TypeAlias, TypeVar

from inspector.model.graphs.tracing import Draft, Tracer
from inspector.model.graphs.vertex import Edge, Graph, Kind, Vertex, View, structure
from inspector.model.piecemeal import Work, done
from inspector.model.recordings.recording import Recording

PIECE = 2_000
"""So many vertices are made at a time."""
Born = TypeVar("Born", Draft, Edge)

Scope: TypeAlias = tuple[int, int]
"""Steps from (exclusive) and to (inclusive) which a picture shows what came into being."""


def build(recording: Recording, view: View, scope: Scope | None = None) -> Graph:
    """The graph of a recording, whole or only what came into being within ``scope``."""
    tracer = Tracer(view)
    tracer.follow(recording.events)
    return done(picture(tracer, scope))


def picture(tracer: Tracer, scope: Scope | None = None) -> Work[Graph]:
    """Make the graph of what ``tracer`` has walked through, whole or only within ``scope``.

    Tensors made before the scope and used in it stand at its border, without their own past.
    """
    start, stop = scope or (0, tracer.steps)
    edges = tuple(_between(tracer.edges, start, stop))
    keys = {draft.key for draft in _between(tracer.drafts, start, stop) if tracer.shows(draft)}
    yield
    consumed = {edge.source for edge in edges}
    places = sorted(tracer.position[key] for key in keys | consumed)
    vertices: list[Vertex] = []
    for first in range(0, len(places), PIECE):
        yield
        part = places[first : first + PIECE]
        vertices += [_vertex(tracer, tracer.drafts[place], consumed) for place in part]
    yield
    return Graph(tracer.view, tuple(vertices), edges, structure(vertices, edges))


def _between(items: list[Born], start: int, stop: int) -> list[Born]:
    born = attrgetter("born")
    return items[bisect_right(items, start, key=born) : bisect_right(items, stop, key=born)]


def _vertex(tracer: Tracer, draft: Draft, consumed: set[str]) -> Vertex:
    is_root = draft.key in tracer.roots or (draft.node is not None and draft.key not in consumed)
    known = tracer.made.get(draft.key)
    if known is not None and known.born == draft.born and known.is_root == is_root:
        return known
    vertex = _drawn(tracer, draft, is_root)
    if draft.op is not None and draft.node is not None and draft.label:
        tracer.made[draft.key] = vertex  # nothing that comes later can change it
    return vertex


def _drawn(tracer: Tracer, draft: Draft, is_root: bool) -> Vertex:
    kind = _kind(tracer, draft)
    # What an operation made untracked and requires_grad_() was asked of: a leaf from then on.
    made = kind is not Kind.LEAF
    return Vertex(
        key=draft.key,
        kind=kind,
        label=(draft.label if made else "") or tracer.tracks.names.get(draft.tensor, ""),
        tensor=draft.tensor,
        born=draft.born,
        op=draft.op if made else None,
        node=_node(tracer, draft),
        grad_fn=draft.grad_fn,
        line=draft.line,
        is_root=is_root,
    )


def _node(tracer: Tracer, draft: Draft) -> int | None:
    """The node that made the tensor, or the AccumulateGrad of the leaf it is."""
    if draft.node is not None or tracer.tracks.producer.get(draft.tensor) != draft.key:
        return draft.node
    return tracer.tracks.accumulator.get(draft.tensor)


def _kind(tracer: Tracer, draft: Draft) -> Kind:
    is_leaf = draft.node is None and draft.key in tracer.leaves
    return Kind.LEAF if is_leaf else draft.kind
