"""A part taken apart into rows, each to be laid out for itself.

An operation's line that leads on into another row ends at an *exit* behind the one and begins
again at a *door* before the other. A leaf that is used in a further row has a tag there, one for
all its uses in that row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from inspector.layout.cancel import Check, checked
from inspector.layout.flow import Flow, Indices, Mask, Numbers
from inspector.layout.part import Part
from inspector.layout.row_cards import Cards
from inspector.layout.split import Net

Size: TypeAlias = tuple[float, float]
TagSize: TypeAlias = Callable[[Flow, int], Size]
"""Length and width of a tag of one of the leaves of a part."""
Passage: TypeAlias = tuple[int, int]
"""A vertex, and the row into or out of which its line leads."""
WIDTH = 20.0
"""Room across that a door and an exit take."""


@dataclass(frozen=True)
class Sheet:
    """The rows of a part as a flow in which they are not connected.

    ``layer``, ``row``, ``home`` : (n,) of each vertex, its home being the part's vertex that it
    is or stands for. ``along`` : where each layer was. ``number`` : which vertex each of the
    part's is. ``edge`` : which edge is what is seen last of each of the part's. ``exits``,
    ``doors`` : the vertices that stand for lines. ``leads`` : the edge that leads to each exit.
    ``tags`` : by the part's edge, the tag at which it begins.
    """

    flow: Flow
    layer: Indices
    row: Indices
    home: Indices
    along: Numbers
    number: Indices
    edge: Indices
    exits: Mapping[Passage, int]
    doors: Mapping[Passage, int]
    leads: Mapping[Passage, int]
    tags: Mapping[int, int]


class Passages:
    """What stands for lines at the ends of rows, as it is found edge by edge.

    Vertices are numbered on behind those of the part, edges behind its edges. ``home`` : for
    which of its vertices each stands. ``standing`` : the tag of a leaf in a row, which may be one
    that the part had already; ``leaf`` says what each of its vertices is or stands for.
    """

    def __init__(self, flow: Flow, at: Cards, row: Indices, leaf: Indices) -> None:
        self._flow, self._at, self._row, self._leaf = flow, at, row, leaf.tolist()
        self.standing: dict[Passage, int] = {}
        for tag in np.flatnonzero(at.tag).tolist():
            self.standing.setdefault((self._leaf[tag], int(row[tag])), tag)
        self.tails = flow.edges[:, 0].copy()
        self.leads: list[tuple[int, int]] = []
        self.lead_of: dict[Passage, int] = {}
        self.exits: dict[Passage, int] = {}
        self.doors: dict[Passage, int] = {}
        self.tags: dict[Passage, int] = {}
        self.tag_of: dict[int, int] = {}
        self.home: list[int] = []

    def lead(self, edge: int) -> None:
        """Let an edge begin in the row where it ends, and at the only tag there."""
        tail, head = self._flow.edges[edge].tolist()
        last = int(self._row[head])
        if self._at.leaf[tail]:
            known = self._leaf[tail], last
            if known not in self.standing:
                self.standing[known] = self.tags[tail, last] = self._new(tail)
            self.tag_of[edge] = self.tails[edge] = self.standing[known]
            return
        for row in range(int(self._row[tail]), last):
            if (tail, row) not in self.exits:
                self._pass(tail, row)
        self.tails[edge] = self.doors[tail, last]

    def _pass(self, tail: int, row: int) -> None:
        """Let the line of a vertex lead out of a row, and into the next."""
        self.exits[tail, row] = self._new(tail)
        self.doors[tail, row + 1] = self._new(tail)
        self.lead_of[tail, row] = len(self.tails) + len(self.leads)
        self.leads.append((self.doors.get((tail, row), tail), self.exits[tail, row]))

    def _new(self, home: int) -> int:
        self.home.append(home)
        return len(self._flow) + len(self.home) - 1


def taken_apart(
    part: Part, at: Cards, row: Indices, leaf: Indices, tag_size: TagSize, cancelled: Check
) -> Sheet:
    """The part in rows. ``row`` : of each vertex. ``leaf`` : what each is, or is a tag of."""
    passages = Passages(part.flow, at, row, leaf)
    tails, heads = part.flow.edges.T
    led = (row[tails] < row[heads]) | at.tag[tails]
    for edge in checked(np.flatnonzero(led).tolist(), cancelled):
        passages.lead(edge)
    leads = np.array(passages.leads, dtype=np.intp).reshape(-1, 2)
    edges = np.concatenate([np.column_stack([passages.tails, heads]), leads])
    vertices = _vertices(at, row, passages, edges)
    order = np.lexsort((vertices.turn, vertices.kind, vertices.row))
    order = order[_stays(at, edges, len(order))[order]]
    number = np.zeros(len(vertices.row), dtype=np.intp)
    number[order] = np.arange(len(order))
    kept = np.argsort(number[edges[:, 1]], kind="stable")
    place = _inverse(kept)
    layer, along = _layers(part, vertices, order)
    sizes = np.concatenate([part.flow.sizes, _sizes(part.flow, passages, tag_size)])
    names = (*part.flow.names, *[""] * len(leads))
    flow = Flow(
        sizes=sizes[order],
        edges=number[edges][kept],
        old=np.full(len(order), np.nan),
        vertices=np.arange(len(order)),
        names=tuple(names[edge] for edge in kept.tolist()),
        rooms=np.concatenate([part.flow.rooms, np.zeros((len(leads), 2))])[kept],
    )
    return Sheet(
        flow,
        layer,
        vertices.row[order],
        np.concatenate([np.arange(len(part.flow)), np.array(passages.home, dtype=np.intp)])[order],
        along,
        number[: len(part.flow)],
        place[: len(part.flow.edges)],
        _by(number, passages.exits),
        _by(number, passages.doors),
        _by(place, passages.lead_of),
        {edge: int(number[tag]) for edge, tag in passages.tag_of.items()},
    )


def _stays(at: Cards, edges: Indices, count: int) -> Mask:
    """Which of all vertices are in the rows: not the tags from which no line leads any more."""
    stays = np.ones(count, dtype=bool)
    stays[: len(at.tag)] = ~at.tag
    stays[edges[:, 0]] = True
    return stays


def _inverse(order: Indices) -> Indices:
    found = np.empty_like(order)
    found[order] = np.arange(len(order))
    return found


def _by(number: Indices, found: Mapping[Passage, int]) -> dict[Passage, int]:
    return {passage: int(number[each]) for passage, each in found.items()}


@dataclass(frozen=True)
class _Vertices:
    """Facts of all vertices of a sheet, those of the part first.

    ``band`` : the layer of each that was seen; doors are before the first of their row, and exits
    behind the last. ``kind`` : 0 for doors, 1, 2 for exits. ``turn`` : when, of its kind, it comes
    in its row.
    """

    row: Indices
    band: Indices
    kind: Indices
    turn: Numbers


def _vertices(at: Cards, row: Indices, passages: Passages, edges: Indices) -> _Vertices:
    count, total = len(row), len(row) + len(passages.home)
    found = _Vertices(
        np.concatenate([row, np.empty(total - count, np.intp)]),
        np.concatenate([at.band, np.empty(total - count, np.intp)]),
        np.ones(total, np.intp),
        np.concatenate([np.arange(count), passages.home]).astype(np.float64),
    )
    users: dict[int, list[int]] = {tag: [] for tag in passages.standing.values()}
    for edge in passages.tag_of:
        users[int(edges[edge, 0])].append(int(edges[edge, 1]))
    for (_, number), vertex in passages.standing.items():
        if users[vertex]:
            found.row[vertex], found.turn[vertex] = number, min(users[vertex]) - 0.5
            found.band[vertex] = at.band[users[vertex]].min() - 1
    first, last = _ends(at, row, passages, found)
    for (_, number), vertex in passages.exits.items():
        found.row[vertex], found.band[vertex], found.kind[vertex] = number, last[number] + 1, 2
    for (_, number), vertex in passages.doors.items():
        found.row[vertex], found.band[vertex], found.kind[vertex] = number, first[number], 0
    return found


def _ends(
    at: Cards, row: Indices, passages: Passages, vertices: _Vertices
) -> tuple[Indices, Indices]:
    """The layer in which lines come into each row, beside its first cards, and its last layer."""
    first, last = np.full(int(row.max()) + 1, len(vertices.row)), np.full(int(row.max()) + 1, -1)
    np.maximum.at(last, row, at.band)
    np.minimum.at(first, row, at.band - ~at.early)
    tags = list(passages.standing.values())
    np.minimum.at(first, vertices.row[tags], vertices.band[tags])
    return first, last


def _sizes(flow: Flow, passages: Passages, tag_size: TagSize) -> Numbers:
    sizes = np.full((len(passages.home), 2), (0.0, WIDTH))
    for (leaf, _), vertex in passages.tags.items():
        sizes[vertex - len(flow)] = tag_size(flow, leaf)
    return sizes


def _layers(part: Part, vertices: _Vertices, order: Indices) -> tuple[Indices, Numbers]:
    """Layers 0, 1, …, those of each row behind those of the row before; where each was, along.

    ``order`` : the vertices that are in the rows, in theirs.
    """
    far = int(vertices.band.max()) + 2
    known = (vertices.row * far + vertices.band + 1)[order]
    different, layer = np.unique(known, return_inverse=True)
    middle = np.empty(far)
    middle[vertices.band[: len(part.flow)] + 1] = part.centres[:, 0]
    middle[0], middle[-1] = middle[1], middle[-2]
    return layer, middle[different % far]


def keys(part: Part, sheet: Sheet, net: Net) -> Numbers:
    """Where, across, every member of the net of a sheet was before the part was broken.

    All long edges of a vertex shared one line, which is read off the longest of them.
    """
    tails, heads = part.flow.edges.T
    order = np.lexsort((part.centres[heads, 0], tails))
    longest = np.full(len(part.flow), -1)
    longest[tails[order]] = order
    found: Numbers = part.centres[sheet.home[net.owner], 1]
    away = net.dummy.copy()
    away[: net.real] = sheet.number[sheet.home] != np.arange(net.real)
    members = np.flatnonzero(away)
    members = members[np.argsort(sheet.home[net.owner[members]], kind="stable")]
    homes = sheet.home[net.owner[members]]
    for some in np.split(members, np.flatnonzero(np.diff(homes)) + 1):
        if len(some):
            home = int(sheet.home[net.owner[some[0]]])
            line = part.routes[longest[home]]
            along = sheet.along[net.layer[some]]
            found[some] = np.interp(along, line[:, 0], line[:, 1])
    return found
