"""Grouping: the calls of a run fold into single vertices until somebody opens them.

As calls are whole stretches of the run, no way leads out of one and back in: what is folded
stays free of cycles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from msgspec import structs

from inspector.model.graphs.crowds import (
    arrow_of,
    common,
    crowds,
    idle,
    leaf_arrows,
    leaves_folded,
)
from inspector.model.graphs.turns import called_by_classes, called_by_modules, needless_turns
from inspector.model.graphs.vertex import Edge, Folded, Graph, Kind, Vertex, structure
from inspector.model.graphs.whole_loops import whole_loops
from inspector.model.moments.calls import Call, Calls
from inspector.model.piecemeal import Work

READABLE = 40
"""A picture of so many vertices can be read as it is; no more are shown by opening groups."""
ASIDE = 16
"""In a picture of more vertices than this, what no gradient comes by is folded."""
ENOUGH = 6
"""Once so many vertices are shown, what is folded within them stays so."""
FEW = 3
"""A picture of fewer vertices says nothing: something is opened, however large it is."""
LENGTHY = frozenset({"loop", "statement"})
"""What stands as one because there is so much of it."""


@dataclass(frozen=True)
class Grouping:
    """The calls that hold at least two of a graph's vertices, and which vertex is in which.

    ``home`` is the innermost such call of each vertex; ``parent`` of each call the next around.
    """

    graph: Graph
    calls: Mapping[int, Call]
    home: Mapping[str, int]
    parent: Mapping[int, int | None]

    @cached_property
    def size(self) -> Mapping[int, int]:
        """How many vertices each call holds, with those of the calls within."""
        return self._counted(self.home)

    @cached_property
    def weight(self) -> Mapping[int, int]:
        """How many of them gradients come by; all of them where that are none."""
        return self.tracked if any(self.tracked.values()) else self._counted(self.home)

    def _counted(self, keys: Iterable[str]) -> dict[int, int]:
        """How many of some vertices each call holds."""
        return _summed(Counter(map(self.home.__getitem__, keys)), self.parent)

    @cached_property
    def inside(self) -> Mapping[int | None, list[int]]:
        """The calls directly within each, and within none."""
        found: dict[int | None, list[int]] = {None: []}
        for number in self.calls:
            found.setdefault(self.parent[number], []).append(number)
        return found

    def around(self, number: int | None) -> list[int]:
        """A call and those around it, the innermost first."""
        found: list[int] = []
        while number is not None:
            found.append(number)
            number = self.parent[number]
        return found

    def opened(self, chosen: Mapping[str, bool]) -> Work[frozenset[int]]:
        """Find the calls that are open: as ``chosen`` by path, the others level by level.

        All of a level are opened or none, so that what is alike looks alike.
        """
        found: set[int] = set()
        shown = len(self._loose) + len(self.inside[None])
        level = self.inside[None]
        while level:
            yield
            free = [number for number in level if self.calls[number].path not in chosen]
            opened = [n for n in level if chosen.get(self.calls[n].path)] + self._free(free, shown)
            found.update(opened)
            shown += sum(map(self._gain, opened))
            level = [inner for number in opened for inner in self.inside.get(number, ())]
        return frozenset(found)

    def _free(self, level: list[int], shown: int) -> list[int]:
        """Which calls of a level are opened where nobody has chosen."""
        central = [number for number in level if not self._is_aside(number)]
        if len(self.graph.vertices) <= READABLE:
            return central
        level = central or level
        if not level:
            return []
        parts = [number for number in level if self.calls[number].kind not in LENGTHY]
        if parts and shown < ENOUGH and shown + sum(map(self._gain, parts)) <= READABLE:
            return parts
        largest = max(level, key=lambda number: (self.weight[number], self.size[number]))
        if shown + self._gain(largest) <= READABLE and self._is_most(largest):
            return [largest]
        return [max(level, key=self._gain)] if shown < FEW else []

    def _is_aside(self, number: int) -> bool:
        """Whether no gradient comes by a call, in a picture of some size in which some do.

        So an update by hand, a validation, and what only reports are one card each.
        """
        return self._is_mixed and not self.tracked[number]

    @cached_property
    def _is_mixed(self) -> bool:
        """Whether there is so much to see that what no gradient comes by had better be folded."""
        vertices = self.graph.vertices
        return len(vertices) > ASIDE and any(vertex.node is not None for vertex in vertices)

    @cached_property
    def tracked(self) -> Mapping[int, int]:
        """How many vertices each call holds that gradients come by."""
        return self._counted(key for key in self.home if self.graph.by_key[key].node is not None)

    def _is_most(self, number: int) -> bool:
        """Whether a call holds more than half of what matters, which it would hide if closed.

        Beside other parts, what stands as one because it is long does not matter as much.
        """
        long = self.calls[number].kind in LENGTHY
        outermost = (n for n in self.inside[None] if long or self.calls[n].kind not in LENGTHY)
        return 2 * self.weight[number] > len(self._loose) + sum(self.weight[n] for n in outermost)

    @cached_property
    def _loose(self) -> list[str]:
        """What is part of no call; leaves that are shown as one count as one."""
        graph, home = self.graph, self.home
        loose = [vertex for vertex in graph.vertices if vertex.key not in home]
        held = (common(graph, home), idle(graph), *crowds(graph, home))
        given = {vertex.key for leaves in held for vertex in leaves[1:]}
        return [vertex.key for vertex in loose if vertex.key not in given]

    def _gain(self, number: int) -> int:
        """How many more vertices are shown once a call is opened."""
        within = self.inside.get(number, [])
        own = self.size[number] - sum(self.size[each] for each in within)
        return own + len(within) - 1


def grouped(graph: Graph, calls: Calls) -> Work[Grouping]:
    """Find which calls a graph's vertices are part of; what is not computed is with its users."""
    users: dict[str, list[str]] = {v.key: [] for v in graph.vertices if v.op is None}
    for edge in graph.edges:
        if edge.source in users:
            users[edge.source].append(edge.target)
    yield
    ways: dict[str, list[int]] = {}
    around: dict[int | None, list[int]] = {}
    for vertex in reversed(graph.vertices):
        if vertex.op is not None:
            inner = calls.inner.get(vertex.born)
            way = around.get(inner)
            if way is None:
                way = around[inner] = calls.around(inner)
            ways[vertex.key] = way
        else:
            ways[vertex.key] = _common(ways.get(user, []) for user in users[vertex.key])
    yield
    return (yield from _kept(graph, calls, ways))


def _common(ways: Iterable[list[int]]) -> list[int]:
    """The calls that all of some ways from the outside in begin with."""
    found: list[int] | None = None
    for way in ways:
        if found is None:
            found = list(way)
        else:
            same = next(
                (i for i, pair in enumerate(zip(found, way, strict=False)) if pair[0] != pair[1]),
                None,
            )
            found = found[: min(len(found), len(way)) if same is None else same]
    return found or []


def _kept(graph: Graph, calls: Calls, ways: Mapping[str, list[int]]) -> Work[Grouping]:
    """Do without the calls that hold a single vertex, or every operation there is."""
    # A way is known by where it ends, and there are far fewer of them than vertices.
    ends = {way[-1]: way for way in ways.values() if way}  # the last one first
    all_held = Counter([way[-1] for way in ways.values() if way])
    operations = [ways[vertex.key] for vertex in graph.vertices if vertex.op is not None]
    all_computed = Counter([way[-1] for way in operations if way])
    yield
    outer: dict[int, int | None] = {}
    for way in {way[-1]: way for way in map(ways.__getitem__, graph.by_key) if way}.values():
        _place(way, outer)
    held, computed = _summed(all_held, outer), _summed(all_computed, outer)
    yield
    kept = {n: calls.all[n] for n in held if held[n] > 1 and 0 < computed[n] < len(operations)}
    for number, turn in called_by_classes(calls, held).items():
        if turn.number in kept:
            del kept[turn.number]
            kept[number] = replace(kept[number], note=f"{turn.title}, {turn.note}")
    for number in needless_turns(kept, held):
        del kept[number]
    yield
    homes, parent = dict[int, int](), dict[int, int | None]()
    for end, way in ends.items():
        own = [number for number in way if number in kept]
        if own:
            homes[end] = own[-1]
        _place(own, parent)
    home = {key: homes[way[-1]] for key, way in ways.items() if way and way[-1] in homes}
    yield
    tracked = _tracked(graph, home, parent)
    kept |= called_by_modules(kept, parent, tracked)
    yield
    some = tracked and len(graph.vertices) > ASIDE
    aside = frozenset(parent) - tracked.keys() if some else frozenset[int]()
    for loop, turns in whole_loops(kept, parent, home, graph.edges, aside).items():
        kept[loop.number], parent[loop.number] = loop, parent[turns[0]]
        parent.update(dict.fromkeys(turns, loop.number))
    return Grouping(graph, kept, home, parent)


def _tracked(
    graph: Graph, home: Mapping[str, int], parent: Mapping[int, int | None]
) -> dict[int, int]:
    """How many vertices that gradients come by each call holds, if any."""
    nodes = (home.get(vertex.key) for vertex in graph.vertices if vertex.node is not None)
    found = _summed(Counter(number for number in nodes if number is not None), parent)
    return {number: count for number, count in found.items() if count}


def _place(way: Sequence[int], parent: dict[int, int | None]) -> None:
    """Note around which call each of a way stands, as far as that is not known yet."""
    known = len(way)
    while known and way[known - 1] not in parent:
        known -= 1
    for place in range(known, len(way)):
        parent[way[place]] = way[place - 1] if place else None


def _summed(own: Mapping[int, int], parent: Mapping[int, int | None]) -> dict[int, int]:
    """What each call has, with what the calls within have; each is visited once."""
    total = {number: own.get(number, 0) for number in parent}
    within = Counter(parent.values())
    innermost = [number for number in parent if not within[number]]
    for number in innermost:  # which grows, as calls follow of which all is known
        around = parent[number]
        if around is not None:
            total[around] += total[number]
            within[around] -= 1
            if not within[around]:
                innermost.append(around)
    return total


def folded(
    grouping: Grouping, opened: frozenset[int], spread: frozenset[str] = frozenset()
) -> Work[Graph]:
    """Make the graph with every call that is not open as a single vertex.

    So are many leaves that several of them use, one operation takes or nothing does, unless the
    path of what would stand for them is among those ``spread``.
    """
    graph = grouping.graph
    closed: dict[int, int] = {}
    for number in set(grouping.home.values()):
        around = [each for each in grouping.around(number) if each not in opened]
        if around:
            closed[number] = around[-1]
    hidden = {key: closed[number] for key, number in grouping.home.items() if number in closed}
    yield
    leaves = [part for part in leaves_folded(graph, hidden) if part.call.path not in spread]
    if not hidden and not leaves:
        return graph
    yield
    members: dict[int, list[Vertex]] = {}
    for vertex in graph.vertices:
        if vertex.key in hidden:
            members.setdefault(hidden[vertex.key], []).append(vertex)
    parts = [Folded(grouping.calls[number], tuple(held)) for number, held in members.items()]
    yield
    return (yield from _with(graph, parts + leaves))


def _with(graph: Graph, parts: list[Folded]) -> Work[Graph]:
    """Make the graph with each of the parts as one vertex."""
    groups = [_group(part) for part in parts]
    name = {
        member.key: group.key
        for part, group in zip(parts, groups, strict=True)
        for member in part.members
    }
    shown = [vertex for vertex in graph.vertices if vertex.key not in name]
    vertices = tuple(sorted([*shown, *groups], key=lambda vertex: vertex.born))
    yield
    edges = tuple(_edges(graph.edges, name))
    yield
    keys = {group.key: part for part, group in zip(parts, groups, strict=True)}
    return Graph(graph.view, vertices, edges, structure(vertices, edges), keys)


def _group(part: Folded) -> Vertex:
    """The vertex of a folded call: it shows what its last operation made."""
    call = part.call
    made = [vertex for vertex in part.members if vertex.op is not None] or list(part.members)
    return structs.replace(
        made[-1],
        key=f"g{call.number}",
        kind=Kind.GROUP,
        label=call.title,
        born=made[0].born,
        op=None,
        grad_fn=call.note,
        line=call.line,
        is_root=any(vertex.is_root for vertex in part.members),
    )


def _edges(edges: Iterable[Edge], name: Mapping[str, str]) -> Iterable[Edge]:
    """The edges between what is shown; one tensor between the same two is one edge.

    So are all leaves that stand as one.
    """
    seen: set[tuple[str, str, int]] = set()
    leaves = leaf_arrows(edges, name)
    for edge in edges:
        source, target = name.get(edge.source, edge.source), name.get(edge.target, edge.target)
        if source == target and edge.source != edge.target:
            continue
        moved = (edge.source, edge.target) != (source, target)
        several = leaves.get((source, target))
        mark = (source, target, 0 if several else edge.tensor)
        if moved and mark in seen:
            continue
        seen.add(mark)
        shown = arrow_of(several) if several else edge
        yield structs.replace(shown, source=source, target=target) if moved else edge
