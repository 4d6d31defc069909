"""Crossings counted in finished drawings, by the same measure for the layout's and for dot's.

Each edge is followed from layer to layer: two cross wherever they change sides. Parallel edges
count as one; edges that share an end do not cross there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from typing import TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt

from inspector.layout.crossings import inversions
from inspector.layout.geometry import Geometry, Rows
from inspector.model.graphs.vertex import Graph
from tests.layout.graphs import Builder

Points: TypeAlias = npt.NDArray[np.float64]
Lines: TypeAlias = dict[tuple[int, int], Points]
INCH = 72
STEPS = np.linspace(0, 1, 9)[1:, None]


def crossings(graph: Graph, geometry: Geometry) -> int:
    """Crossings of a layout from left to right; edges begun at a tag are nobody's to cross.

    Rows are set behind each other again: lines that are led back between two do not cross there.
    """
    index = geometry.index
    rows = geometry.rows or Rows.of(len(index))
    far = np.array([2 * geometry.bounds[2], 0.0])
    middles = geometry.boxes[:, :2] + rows.number[:, None] * far
    lines = {}
    for edge in graph.edges:
        if edge.key not in geometry.stubs:
            ends = index[edge.source], index[edge.target]
            first = int(rows.number[ends[0]])
            parts = _onward(geometry.routes[edge.key])
            moved = [part + far * row for row, part in enumerate(parts, first)]
            lines[ends] = np.concatenate(moved)
    return _count(middles, lines)


def _onward(points: Points) -> list[Points]:
    """The pieces of a line that lead onward, without its ways back to another row."""
    back = np.diff(points[:, 0]) < -1e-6
    turns = np.flatnonzero(back[1:] != back[:-1]) + 1
    return np.split(points, turns)[::2]


def dot_source(made: Builder, without: Container[str] = ()) -> str:
    """The graph in dot's language, cards in their sizes."""
    sizes = (
        f"{key} [shape=box fixedsize=true width={width / INCH} height={height / INCH}]"
        for key, (width, height) in made.sizes.items()
    )
    edges = dict.fromkeys((e.source, e.target) for e in made.edges if e.key not in without)
    lines = (f"{source} -> {target}" for source, target in edges)
    return "\n".join(["digraph {", "rankdir=LR", *sizes, *lines, "}"])


def dot_crossings(made: Builder, plain: str) -> int:
    """Crossings of what dot has drawn, read from its plain format."""
    number = {key: place for place, key in enumerate(made.sizes)}
    middles, lines = np.zeros((len(number), 2)), Lines()
    for words in (line.split() for line in plain.replace("\\\n", "").splitlines()):
        if words[0] == "node":
            middles[number[words[1]]] = float(words[2]) * INCH, float(words[3]) * INCH
        elif words[0] == "edge":
            count = 2 * int(words[3])
            control = np.array(words[4 : 4 + count], dtype=np.float64).reshape(-1, 2) * INCH
            lines[number[words[1]], number[words[2]]] = _spline(control)
    return _count(middles, lines)


def _spline(control: Points) -> Points:
    """Points on the cubic Bézier pieces of one edge."""
    t, parts = STEPS, [control[:1]]
    for i in range(0, len(control) - 1, 3):
        a, b, c, d = control[i : i + 4]
        parts.append(
            (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
        )
    return np.concatenate(parts)


def _count(middles: Points, lines: Lines) -> int:
    """Crossings within each connected part: nothing says where the parts stand to one another."""
    parts = nx.connected_components(nx.Graph(lines.keys()))
    home = {vertex: number for number, part in enumerate(parts) for vertex in part}
    inside = defaultdict[int, Lines](dict)
    for ends, points in lines.items():
        inside[home[ends[0]]][ends] = points
    return sum(_count_inside(middles, part) for part in inside.values())


def _count_inside(middles: Points, lines: Lines) -> int:
    own = sorted({end for ends in lines for end in ends})
    along = np.round(middles[own, 0], 1)
    known = np.unique(along)
    begins = np.concatenate([[True], np.diff(known) > 1.0])
    layers = (np.cumsum(begins) - 1)[np.searchsorted(known, along)]
    layer = dict(zip(own, layers.tolist(), strict=True))
    gap, before, behind = [], [], []
    for (tail, head), points in lines.items():
        first, last = layer[tail], layer[head]
        at = known[begins][first : last + 1]
        across = np.interp(at, np.maximum.accumulate(points[:, 0]), points[:, 1])
        across[0], across[-1] = middles[tail, 1], middles[head, 1]
        gap.append(np.arange(first, last))
        before.append(across[:-1])
        behind.append(across[1:])
    return _inversions(*(np.concatenate(each) for each in (gap, before, behind)))


def _inversions(gap: npt.NDArray[np.intp], before: Points, behind: Points) -> int:
    before, behind = np.round(before, 1), np.round(behind, 1)
    order = np.lexsort((behind, before, gap))
    gap, behind = gap[order], behind[order]
    _, place = np.unique(behind, return_inverse=True)
    return int(inversions(gap, place, np.ones(len(gap)), int(gap.max()) + 1).sum())
