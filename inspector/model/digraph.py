"""The graph in networkx's form, for layout and export."""

from __future__ import annotations

import networkx as nx

from inspector.model.vertex import Graph


def digraph(graph: Graph) -> nx.MultiDiGraph:
    """Vertices and edges under their own keys; ``x*x`` keeps its two parallel edges.

    Attributes are plain text and numbers, so that GraphML and JSON can hold them.
    """
    result = nx.MultiDiGraph(view=graph.view.value)
    for order, vertex in enumerate(graph.vertices):
        result.add_node(
            vertex.key,
            order=order,
            kind=vertex.kind.value,
            label=vertex.label,
            grad_fn=vertex.grad_fn,
            line=vertex.line,
            root=vertex.is_root,
        )
    for edge in graph.edges:
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
