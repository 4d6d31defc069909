"""Crowds: many leaves that one operation takes, or nothing does, stand as one vertex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from msgspec import structs

from inspector.model.graphs.vertex import Edge, Folded, Graph, Kind, Vertex
from inspector.model.moments.calls import Call

CROWD = 12
"""More leaves than this into one operation are a crowd."""
MANY = 6
"""More leaves than this, of which only what is folded away makes use, are folded together."""
COMMON = Call(-1, "leaves", "leaves", "used in several parts", "leaves", None, 0)
IDLE = Call(-2, "leaves", "leaves", "used by no operation", "idle leaves", None, 0)
PATHS = (COMMON.path, IDLE.path)
TENSORS = "tensors"
PLURALS = {Kind.LEAF: "leaves", Kind.CONSTANT: "constants"}
NOTE = "all into one operation"


def common(graph: Graph, hidden: Container[str]) -> list[Vertex]:
    """The leaves that several of the parts use in which all that is ``hidden`` is."""
    found = [vertex for vertex in graph.vertices if _is_common(graph, vertex, hidden)]
    return found if len(found) > MANY else []


def _is_common(graph: Graph, vertex: Vertex, hidden: Container[str]) -> bool:
    """Whether a vertex was given, and only what is folded away uses it."""
    if vertex.op is not None or vertex.key in hidden:
        return False
    users = [edge.target for edge in graph.edges_of[vertex.key]]
    return bool(users) and all(user in hidden for user in users)


def crowds(graph: Graph, hidden: Container[str]) -> list[list[Vertex]]:
    """The leaves of each crowd into an operation that is shown."""
    taken = Counter(edge.target for edge in graph.edges)
    large = {key for key, count in taken.items() if count > CROWD and key not in hidden}
    if not large:
        return []
    found: dict[str, list[Vertex]] = {}
    for vertex in graph.vertices:
        if vertex.op is None and vertex.key not in hidden:
            users = {edge.target for edge in graph.edges_of[vertex.key]}
            if len(users) == 1 and users <= large:
                found.setdefault(users.pop(), []).append(vertex)
    return [held for held in found.values() if len(held) > CROWD]


def idle(graph: Graph) -> list[Vertex]:
    """The tensors that nothing is computed from, beside what is computed from others.

    A layer that was only copied has such, and what every batch norm counts.
    """
    given = (v for v in graph.vertices if v.op is None and v.kind is not Kind.GROUP)
    found = [vertex for vertex in given if not graph.edges_of[vertex.key]]
    return found if len(found) > MANY and graph.edges else []


def leaves_folded(graph: Graph, hidden: Container[str]) -> list[Folded]:
    """What stands for leaves beside what is ``hidden`` in other parts."""
    apart = ((common(graph, hidden), COMMON), (idle(graph), IDLE))
    parts = [_as_one(held, call) for held, call in apart if held]
    for number, crowd in enumerate(crowds(graph, hidden), 1):
        call = replace(COMMON, number=IDLE.number - number, note=NOTE)
        parts.append(_as_one(crowd, call))
    return parts


def _as_one(held: list[Vertex], call: Call) -> Folded:
    kinds = {vertex.kind for vertex in held}
    kind = PLURALS.get(kinds.pop(), TENSORS) if len(kinds) == 1 else TENSORS
    return Folded(replace(call, title=f"{len(held)} {kind}"), tuple(held))


def leaf_arrows(
    edges: Iterable[Edge], name: Mapping[str, str]
) -> dict[tuple[str, str], list[Edge]]:
    """The arrows from leaves that stand as one, by that one and by what they lead to."""
    found: dict[tuple[str, str], list[Edge]] = {}
    if any(map(stands_for_leaves, set(name.values()))):
        for edge in edges:
            source = name.get(edge.source, "")
            if stands_for_leaves(source):
                found.setdefault((source, name.get(edge.target, edge.target)), []).append(edge)
    return found


def arrow_of(several: Sequence[Edge]) -> Edge:
    """The arrow that stands for several: gradients come by it where they do by any of them.

    It holds them where all lead to one operation.
    """
    chosen = next((edge for edge in several if edge.target_node is not None), several[0])
    one = all(edge.target == chosen.target for edge in several)
    held = tuple(several) if one else ()
    return structs.replace(chosen, born=several[0].born, held=held)


def stands_for_leaves(key: str) -> bool:
    """Whether a vertex is one of these, and not a call of the run."""
    return key.startswith("g-")
