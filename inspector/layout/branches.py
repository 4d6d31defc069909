"""Shortening edges by moving whole branches of a spanning tree of shortest edges.

These are the exchanges of the network simplex method (see `tighten`), many at a time: a spanning
tree of shortest edges names the sets of vertices worth moving. Edges out of a set less those into
it are what each layer saves that the set moves on, whatever else has moved before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector.layout.cancel import OFTEN, Check, checked, stop_if
from inspector.layout.flow import Flow, Indices

ROUNDS = 12
EFFORT = 20_000
"""Vertices of all trees: bounds the time without a clock."""
PATIENCE = 256
"""Branches looked at between two questions whether to go on."""
LARGEST = 1_000
"""Vertices of a branch at most; a larger one touches something nearly everywhere."""


@dataclass(frozen=True)
class Tree:
    """Vertices in preorder; the branch of the one at place i is ``order[i : i + size[i]]``.

    ``hung`` : 1 where the tree's edge leads into the branch, −1 where out of it, 0 at a root.
    """

    order: Indices
    size: Indices
    hung: Indices


def regraft(flow: Flow, layer: Indices, cancelled: Check) -> Indices:
    """Layers with edges no longer in sum than those given."""
    edges, count = flow.links, len(flow)
    surplus = np.bincount(edges[:, 0], minlength=count) - np.bincount(edges[:, 1], minlength=count)
    layer = layer.copy()
    for turn in range(min(ROUNDS, EFFORT // max(count, 1))):
        tree = _tree(edges, layer, cancelled, backwards=turn % 2 == 1)
        if not _exchange(edges, layer, surplus, tree, cancelled):
            break
    return layer


def _exchange(
    edges: Indices, layer: Indices, surplus: Indices, tree: Tree, cancelled: Check
) -> bool:
    """Move every branch that gains; whether any did."""
    sums = np.concatenate([[0], np.cumsum(surplus[tree.order])])
    places = np.arange(len(layer))
    gain = (sums[places + tree.size] - sums[places]) * tree.hung
    borders = {way: Border(edges, tree, way) for way in (1, -1)}
    moved = False
    worth = np.flatnonzero((gain > 0) & (tree.size <= LARGEST)).tolist()
    for at in checked(worth, cancelled, PATIENCE):
        way, stop = int(tree.hung[at]), at + int(tree.size[at])
        step = borders[way].room(layer, at, stop)
        if step:
            layer[tree.order[at:stop]] += step * way
            moved = True
    return moved


class Border:
    """The edges that lead on (``way`` 1) or back (−1), sorted by where in a tree they begin."""

    def __init__(self, edges: Indices, tree: Tree, way: int) -> None:
        place = np.empty_like(tree.order)
        place[tree.order] = np.arange(len(place))
        mine, other = (0, 1) if way > 0 else (1, 0)
        order = np.argsort(place[edges[:, mine]], kind="stable")
        self._edges = edges[order]
        self._ends = place[self._edges[:, other]]
        self._cuts = np.searchsorted(place[self._edges[:, mine]], np.arange(len(place) + 1))

    def room(self, layer: Indices, start: int, stop: int) -> int:
        """How far the branch at these places may move before an edge is as short as can be."""
        here = slice(self._cuts[start], self._cuts[stop])
        ends = self._ends[here]
        across = self._edges[here][(ends < start) | (ends >= stop)]
        return int((layer[across[:, 1]] - layer[across[:, 0]] - 1).min(initial=len(layer)))


def _tree(edges: Indices, layer: Indices, cancelled: Check, *, backwards: bool) -> Tree:
    """A spanning forest of the shortest edges, walked depth first."""
    count = len(layer)
    short = edges[layer[edges[:, 1]] - layer[edges[:, 0]] == 1].tolist()
    beside: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for tail, head in reversed(short) if backwards else short:
        beside[tail].append((head, 1))
        beside[head].append((tail, -1))
    order, hung, leaving = list[int](), list[int](), [0] * count
    seen = [False] * count
    for root in reversed(range(count)) if backwards else range(count):
        stack = [(root, 0)]
        while stack:
            vertex, way = stack.pop()
            if way == 2:
                leaving[vertex] = len(order)
            elif not seen[vertex]:
                seen[vertex] = True
                if len(order) % OFTEN == 0:
                    stop_if(cancelled)
                order.append(vertex)
                hung.append(way)
                stack.append((vertex, 2))
                stack.extend(beside[vertex])
    preorder = np.array(order, dtype=np.intp)
    size = np.array(leaving, dtype=np.intp)[preorder] - np.arange(count)
    return Tree(preorder, size, np.array(hung, dtype=np.intp))
