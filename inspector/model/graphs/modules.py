"""Which module of a model makes each vertex of a graph."""

from __future__ import annotations

from bisect import bisect_right
from itertools import takewhile
from typing import TypeAlias

from inspector.model.graphs.vertex import Graph, Kind, Vertex
from inspector.model.moments.wording import coming_name
from inspector.model.recordings.events import Entered, Left
from inspector.model.recordings.recording import Recording

Chain: TypeAlias = tuple[str, ...]
"""The modules being called at a time, the outermost first."""
MOST = 9


def module_names(graph: Graph, recording: Recording) -> list[str]:
    """For each vertex the module it is part of, "" outside of any.

    A parameter or buffer is where it is used; a variable of the program is given to a module.
    Modules within modules are told apart as deep as there are no more than ``MOST`` of them.
    """
    chains = _chains(graph, recording)
    cuts = range(1, max(map(len, chains), default=0) + 1)
    few = (
        cut for cut in reversed(cuts) if len({chain[:cut] for chain in chains if chain}) <= MOST
    )
    cut = next(few, 1)
    return [chain[:cut][-1] if chain else "" for chain in chains]


def _chains(graph: Graph, recording: Recording) -> list[Chain]:
    times, calls = _calls(recording)

    def during(vertex: Vertex) -> Chain:
        parts = graph.groups[vertex.key].members if vertex.key in graph.groups else (vertex,)
        made = [part.born for part in parts if part.op is not None] or [vertex.born]
        first, last = (calls[bisect_right(times, born)] for born in (made[0], made[-1]))
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
        return tuple(one for one, _ in pairs)

    def is_held(vertex: Vertex) -> bool:
        name = coming_name(recording, vertex.tensor)
        return vertex.op is None and vertex.kind is not Kind.GROUP and ("." in name or not name)

    given = {vertex.key for vertex in graph.vertices if is_held(vertex)}
    users: dict[str, Vertex] = {}
    for edge in graph.edges:
        if edge.source in given:
            users.setdefault(edge.source, graph.by_key[edge.target])
    return [during(users.get(vertex.key, vertex)) for vertex in graph.vertices]


def _calls(recording: Recording) -> tuple[list[int], list[Chain]]:
    """The steps at which modules are entered or left, and what is called before each, and last."""
    times, calls, now = list[int](), list[Chain]([()]), list[str]()
    for index in sorted([*recording.of_kind(Entered), *recording.of_kind(Left)]):
        event = recording.events[index]
        if isinstance(event, Entered):
            now.append(f"{event.name}: {event.type}" if event.name else event.type)
        elif now:
            now.pop()
        times.append(index + 1)
        calls.append(tuple(now))
    return times, calls
