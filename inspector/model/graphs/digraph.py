"""The graph in networkx's form, for layout and export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import networkx as nx

from inspector.model.graphs.vertex import Graph

Item = TypeVar("Item")


class Way(Protocol):
    """How one goes through a long row of things, whatever they are."""

    def __call__(self, items: Iterable[Item], /) -> Iterator[Item]:
        """The same, one by one; a way that leads off the row raises."""


def digraph(graph: Graph, through: Way = iter) -> nx.MultiDiGraph:
    """Vertices and edges under their own keys; ``x*x`` keeps its two parallel edges.

    Vertices stand in execution order. Attributes are plain text and numbers, so that GraphML and
    JSON can hold them. ``through`` may end the work early by an exception.
    """
    result = nx.MultiDiGraph(view=graph.view.value)
    for order, vertex in enumerate(through(graph.vertices)):
        result.add_node(
            vertex.key,
            order=order,
            kind=vertex.kind.value,
            label=vertex.label,
            grad_fn=vertex.grad_fn,
            line=vertex.line,
            root=vertex.is_root,
        )
    for edge in through(graph.edges):
        result.add_edge(
            edge.source,
            edge.target,
            key=edge.key,
            slot=edge.slot,
            label=edge.label,
            wall=edge.wall,
            tracked=edge.target_node is not None,
        )
    return result
