"""The parts of a graph as it is shown: vertices and the edges between them.

Vertices are not tensors nor nodes: in the *operations* view a vertex is a leaf, a constant or
one execution of an operation; in the *tensors* view every vertex is a tensor and operations
lie on the edges. Arrows always follow the forward direction.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from operator import attrgetter, le
from zlib import crc32

import msgspec

from inspector.model.moments.calls import Call


class View(Enum):
    """Which things are drawn as nodes."""

    OPERATIONS = "operations"
    TENSORS = "tensors"


class Kind(Enum):
    """What a vertex stands for; shape and colour follow it."""

    LEAF = "leaf"
    CONSTANT = "constant"
    OPERATION = "operation"
    TENSOR = "tensor"
    GROUP = "group"
    FAILED = "failed operation"


FAILED = "failed"
"""The key of the operation that ended the program, and made nothing."""
PILLS = frozenset({Kind.OPERATION, Kind.FAILED})
"""What is drawn as an operation."""


class Vertex(msgspec.Struct, frozen=True, gc=False):
    """One box of the drawing.

    ``key`` is stable for the same program ("t3", "o7"). ``tensor`` is the tensor whose value the
    vertex shows (an operation's first output). ``born`` is the step after which it exists.
    ``label`` is the operation's symbol or the tensor's first name; ``grad_fn`` its node's name.
    """

    key: str
    kind: Kind
    label: str
    tensor: int
    born: int
    op: int | None = None
    node: int | None = None
    grad_fn: str = ""
    line: int = 0
    is_root: bool = False


class Edge(msgspec.Struct, frozen=True, gc=False):
    """One arrow: ``tensor`` travels from ``source`` to input ``slot`` of ``target``.

    ``source_node``/``target_node`` are the backward nodes its gradient travels between
    (``target_node``'s next function number ``slot`` leads to ``source_node``); None at a wall.
    ``label`` is the operation's symbol with its constants, in the tensors view ("×3").
    ``wall`` names what stops the gradient here ("detach", "no_grad"), empty where it flows.
    ``held`` : the arrows into one operation that this one stands for, from leaves shown as one.
    """

    key: str
    source: str
    target: str
    slot: int
    tensor: int
    born: int
    source_node: int | None = None
    target_node: int | None = None
    label: str = ""
    wall: str = ""
    held: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Folded:
    """What stands as one vertex of kind ``GROUP``: a call of the run, and the vertices in it."""

    call: Call
    members: tuple[Vertex, ...]


@dataclass(frozen=True)
class Graph:
    """A graph to be laid out and drawn; vertices and edges stand in order of execution.

    ``groups`` has what is folded away, by the key of the vertex that stands for it.
    """

    view: View
    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    structure: int = field(default=0)
    groups: Mapping[str, Folded] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[str, Vertex]:
        """Vertices by their key."""
        return {vertex.key: vertex for vertex in self.vertices}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The places of vertices in their order by their key."""
        return {vertex.key: place for place, vertex in enumerate(self.vertices)}

    @cached_property
    def edge_by_key(self) -> Mapping[str, Edge]:
        """Edges by their key."""
        return {edge.key: edge for edge in self.edges}

    @cached_property
    def by_tensor(self) -> Mapping[int, Vertex]:
        """The vertex that made or is each tensor, or the group it is folded into."""
        own = {vertex.tensor: vertex for vertex in reversed(self.vertices)}
        return {member.tensor: group for member, group in self._folded} | own

    @cached_property
    def by_node(self) -> Mapping[int, Vertex]:
        """Vertices by their backward node, as ``by_tensor``; an AccumulateGrad's is its leaf."""
        own = {v.node: v for v in reversed(self.vertices) if v.node is not None}
        return {m.node: group for m, group in self._folded if m.node is not None} | own

    @cached_property
    def _folded(self) -> tuple[tuple[Vertex, Vertex], ...]:
        """Every vertex that is folded away, with its group."""
        return tuple(
            (member, self.by_key[key])
            for key, folded in self.groups.items()
            for member in folded.members
        )

    @cached_property
    def edges_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that enter or leave each vertex."""
        found: dict[str, list[Edge]] = {vertex.key: [] for vertex in self.vertices}
        for edge in self.edges:
            found[edge.source].append(edge)
            if edge.target != edge.source:
                found[edge.target].append(edge)
        return {key: tuple(edges) for key, edges in found.items()}

    @cached_property
    def ends(self) -> tuple[list[int], list[int]]:
        """The places of the sources of all edges, and of their targets."""
        place = self.place
        return [place[edge.source] for edge in self.edges], [
            place[edge.target] for edge in self.edges
        ]

    @cached_property
    def inputs(self) -> Sequence[Sequence[int]]:
        """The places of the vertices that each vertex uses, once for every edge."""
        sources, targets = self.ends
        return self._beside(targets, sources)

    @cached_property
    def outputs(self) -> Sequence[Sequence[int]]:
        """The places of the vertices that use each vertex, once for every edge."""
        return self._beside(*self.ends)

    def _beside(self, heres: list[int], theres: list[int]) -> Sequence[Sequence[int]]:
        found: list[list[int]] = [[] for _ in self.vertices]
        for here, there in zip(heres, theres, strict=True):
            found[here].append(there)
        return found

    @cached_property
    def is_ordered(self) -> bool:
        """Whether whatever is used stands before what uses it, as all does that is not folded."""
        return all(map(le, *self.ends))

    @cached_property
    def edges_born(self) -> Mapping[int, tuple[Edge, ...]]:
        """The edges that came into being at each step: an operation's, all at once."""
        return _grouped((edge.born, edge) for edge in self.edges)

    @cached_property
    def edges_from_node(self) -> Mapping[int, tuple[Edge, ...]]:
        """The edges along which each backward node sends its gradients."""
        return _grouped((e.target_node, e) for e in self.edges if e.target_node is not None)

    @cached_property
    def beyond(self) -> Mapping[str, str]:
        """What cuts each vertex off from the gradient ("no_grad, line 12"), where it is cut off.

        A wall on an edge reaches on through every untracked operation that follows.
        """
        cut: dict[str, str] = {}
        for edge in self.edges:
            cause = edge.wall or cut.get(edge.source, "")
            if cause and self.by_key[edge.target].node is None:
                cut.setdefault(edge.target, cause)
        return cut


_KIND = attrgetter("kind._value_")  # ``value`` would be a call for every vertex


def structure(vertices: Sequence[Vertex], edges: Sequence[Edge]) -> int:
    """A number that graphs of the same shape share, whatever their tensors are called."""
    index = {vertex.key: place for place, vertex in enumerate(vertices)}
    columns = (
        [index[edge.source] for edge in edges],
        [index[edge.target] for edge in edges],
        [edge.slot for edge in edges],
    )
    number = crc32(" ".join(map(_KIND, vertices)).encode())
    for column in columns:
        number = crc32(array("q", column), number)
    return number


def _grouped(pairs: Iterable[tuple[int, Edge]]) -> dict[int, tuple[Edge, ...]]:
    found: dict[int, list[Edge]] = {}
    for key, edge in pairs:
        found.setdefault(key, []).append(edge)
    return {key: tuple(edges) for key, edges in found.items()}
