"""Stubs: a leaf used far away is not drawn to there; a tag with its name stands in for it.

An edge across many layers cannot be followed by the eye and crosses all that lies between, in
any order of the layers: the weights of a recurrent network unrolled a hundred times make ten
thousand crossings. So a leaf keeps the edges to its first uses, and every later group of uses
gets a tag beside it, a vertex to all passes of the layout. What has inputs of its own keeps its
edges, however long: they say what depends on what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from inspector.layout.cancel import Check, checked, never, stop_if
from inspector.layout.flow import Flow, Indices
from inspector.layout.geometry import Direction

REACH = 10
"""Layers, about one screen, that an edge of a leaf may span."""
TOGETHER = 3
"""Layers within which several uses share a tag."""
MANY = 500
"""Uses of a leaf before which it is asked whether to go on."""
SIZE = (72.0, 26.0)
"""Width and height of a tag of which nothing else is known."""


def tag_key(key: str) -> str:
    """The key under which sizes hold that of a leaf's tags."""
    return f"@{key}"


@dataclass(frozen=True)
class Use:
    """Uses of a leaf that are near to one another and far from the leaf."""

    leaf: int
    heads: tuple[int, ...]


def cut(
    flow: Flow,
    layer: list[int],
    keys: list[str],
    sizes: Mapping[str, tuple[float, float]],
    direction: Direction,
    cancelled: Check = never,
) -> tuple[Flow, Indices, Indices]:
    """The flow with far edges of its leaves begun at tags, numbered on behind all vertices.

    ``layer`` : how far from the start each vertex lies, to judge what is far; returned with that
    of the tags, next door to their first use, and with the leaf that each tag stands for.
    """
    uses = list(_far_uses(flow, layer, cancelled))
    leaves = np.array([use.leaf for use in uses], dtype=np.intp)
    if not uses:
        return flow, np.array(layer, dtype=np.intp), leaves
    count = len(flow)
    stop_if(cancelled)
    tag_of = {(use.leaf, head): count + i for i, use in enumerate(uses) for head in use.heads}
    stop_if(cancelled)
    edges = flow.edges.tolist()
    tails = [tag_of.get((a, b), a) for a, b in checked(edges, cancelled)]
    stop_if(cancelled)
    extents = [sizes.get(tag_key(keys[use.leaf]), SIZE) for use in uses]
    tags = np.array(extents)[:, [0, 1] if direction is Direction.RIGHT else [1, 0]]
    stop_if(cancelled)
    before = np.concatenate([np.arange(count), [use.heads[0] - 0.5 for use in uses]])
    order = np.argsort(before, kind="stable")
    row = np.empty_like(order)
    row[order] = np.arange(len(order))
    known = [*layer, *(min(layer[head] for head in use.heads) - 1 for use in uses)]
    stop_if(cancelled)
    ends = np.column_stack([tails, flow.edges[:, 1]])
    stop_if(cancelled)
    tagged = replace(
        flow,
        sizes=np.concatenate([flow.sizes, tags])[order],
        edges=row[ends],
        old=np.concatenate([flow.old, np.full(len(uses), np.nan)])[order],
        vertices=order,
    )
    return tagged, np.array(known, dtype=np.intp), leaves


def _far_uses(flow: Flow, layer: list[int], cancelled: Check) -> Iterator[Use]:
    for leaf, consumers in checked(enumerate(flow.consumers), cancelled):
        if flow.inputs[leaf] or len(consumers) < 2:
            continue
        if len(consumers) > MANY:
            stop_if(cancelled)
        ordered = sorted(consumers, key=lambda vertex: (layer[vertex], vertex))
        far = [head for head in ordered if layer[head] - layer[ordered[0]] >= REACH]
        yield from (Use(leaf, tuple(sorted(heads))) for heads in _groups(far, layer))


def _groups(heads: list[int], layer: list[int]) -> Iterator[list[int]]:
    """Neighbours in layers, no group wider than is near."""
    group: list[int] = []
    for head in heads:
        if group and layer[head] - layer[group[0]] >= TOGETHER:
            yield group
            group = []
        group.append(head)
    if group:
        yield group


def tagged(flow: Flow, known: int) -> Iterator[tuple[str, int]]:
    """Names of the edges that begin at a tag, and the tags: numbers from ``known`` on."""
    source: Indices = flow.vertices[flow.edges[:, 0]]
    for edge in np.flatnonzero(source >= known).tolist():
        yield flow.names[edge], int(source[edge])
