"""Tightening: groups of vertices joined by shortest edges move to where all edges are shorter.

The idea of the network simplex layering of Gansner, Koutsofios, North and Vo ("A technique for
drawing directed graphs", 1993) without its tree: a group moves as far as its loose edges allow,
joins the group it then touches, and never parts from it again. Every move shortens the whole.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from inspector.layout.cancel import Check, checked, stop_if
from inspector.layout.flow import Flow

EFFORT = 60
"""So many times the number of vertices may be moved: bounds the time without a clock."""
PATIENCE = 64
"""Groups looked at between two questions whether to go on."""


def tighten(flow: Flow, layer: list[int], cancelled: Check) -> list[int]:
    """Layers with edges no longer in sum; a vertex moves only where that is shorter."""
    groups = Groups(flow, layer, cancelled)
    waiting = [(len(groups.border[root]), root) for root in groups.members]
    heapify(waiting)
    left, asked = EFFORT * len(flow), 0
    while waiting and left > 0:
        asked += 1
        if asked % PATIENCE == 0:
            stop_if(cancelled)
        size, root = heappop(waiting)
        if root not in groups.members or size != len(groups.border[root]):
            continue
        step = groups.wish(root)
        if step:
            left -= len(groups.members[root])
            root = groups.move(root, step)
            heappush(waiting, (len(groups.border[root]), root))
    return groups.layer


class Groups:
    """Which vertices stand together, and the edges that lead out of each group.

    ``members`` and ``border`` go by the group's name, one of its vertices; a border may still
    hold edges that have become inner ones.
    """

    def __init__(self, flow: Flow, layer: list[int], cancelled: Check) -> None:
        self.layer = list(layer)
        self._home = list(range(len(flow)))
        stop_if(cancelled)
        links = flow.links
        stop_if(cancelled)
        pairs: list[tuple[int, int]] = links.tolist()
        self._edges = pairs
        stop_if(cancelled)
        every = range(len(flow))
        self.members = {vertex: [vertex] for vertex in checked(every, cancelled)}
        self.border: dict[int, list[int]] = {vertex: [] for vertex in checked(every, cancelled)}
        for number, (tail, head) in checked(enumerate(self._edges), cancelled):
            self.border[tail].append(number)
            self.border[head].append(number)
        for number, (tail, head) in checked(enumerate(self._edges), cancelled):
            if not self._slack(number):
                self._join(self._home[tail], self._home[head])
        for root in checked(self.members, cancelled):
            self._outer(root)

    def wish(self, root: int) -> int:
        """How many layers a group had better move on; less than 0: back."""
        ahead = [n for n in self._outer(root) if self._home[self._edges[n][0]] == root]
        behind = [n for n in self.border[root] if self._home[self._edges[n][1]] == root]
        if len(ahead) > len(behind):
            return min(self._slack(n) for n in ahead)
        if len(ahead) < len(behind):
            return -min(self._slack(n) for n in behind)
        return 0

    def move(self, root: int, step: int) -> int:
        """Move a group and join it with all it then touches; the name of the new group."""
        for vertex in self.members[root]:
            self.layer[vertex] += step
        for number in list(self.border[root]):
            if not self._slack(number):
                tail, head = self._edges[number]
                root = self._join(self._home[tail], self._home[head])
        return root

    def _slack(self, number: int) -> int:
        tail, head = self._edges[number]
        return self.layer[head] - self.layer[tail] - 1

    def _outer(self, root: int) -> list[int]:
        """The edges that still lead out of a group."""
        home, edges = self._home, self._edges
        kept = [n for n in self.border[root] if home[edges[n][0]] != home[edges[n][1]]]
        self.border[root] = kept
        return kept

    def _join(self, one: int, other: int) -> int:
        """Two groups become one, under the name of the larger."""
        if one == other:
            return one
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        newcomers = self.members.pop(other)
        for vertex in newcomers:
            self._home[vertex] = one
        self.members[one] += newcomers
        self.border[one] += self.border.pop(other)
        return one
