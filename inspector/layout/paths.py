"""Paths: chains of links through the layers of a net, in bundles that do not touch one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import accumulate

import numpy as np

from inspector.layout.cancel import Check, checked, stop_if
from inspector.layout.flow import Indices, Mask
from inspector.layout.split import Net

LONGEST = 8
"""Members of a path at most."""


@dataclass(frozen=True)
class Paths:
    """A bundle of paths with one member a layer, the longest first.

    Rows go by step: the first member of every path, then the second of each that has one, and so
    on; ``alive`` says how many have each step. ``path`` : which of the paths each row is of.
    """

    alive: tuple[int, ...]
    members: Indices
    layer: Indices
    path: Indices

    @cached_property
    def _first(self) -> list[int]:
        return [0, *accumulate(self.alive)]

    def rows(self, step: int) -> slice:
        """Where the members of a step are."""
        return slice(self._first[step], self._first[step + 1])

    def inner(self, step: int) -> slice:
        """Where the links into the members of a step, from 1 on, are among the inner links."""
        start = self.alive[0]
        return slice(self._first[step] - start, self._first[step + 1] - start)

    @cached_property
    def before(self) -> Indices:
        """Of every member that is not the first of its path, the row of the one before it."""
        starts = [
            np.arange(self._first[i], self._first[i] + n) for i, n in enumerate(self.alive[1:])
        ]
        return np.concatenate([np.empty(0, dtype=np.intp), *starts])


def bundles(
    net: Net, restless: Mask, chance: np.random.Generator, cancelled: Check
) -> Iterator[Paths]:
    """Bundles with every restless member in a path; chance decides with which of its links."""
    wanted = restless.tolist()
    chosen = [
        path for path in _paths(net, chance, cancelled) if any(wanted[member] for member in path)
    ]
    stop_if(cancelled)
    for together in _apart(net, chosen, cancelled):
        yield _bundle(net, together)


def _paths(net: Net, chance: np.random.Generator, cancelled: Check) -> list[list[int]]:
    """All members, each in one path: a link belongs to one when both its ends choose it."""
    order = chance.permutation(len(net.tails))
    tails, heads = net.tails[order], net.heads[order]
    behind = np.full(len(net), -1)
    behind[tails] = heads
    before = np.full(len(net), -1)
    before[behind[tails]] = tails
    return _chained(net, before.tolist(), cancelled)


def _chained(net: Net, previous: list[int], cancelled: Check) -> list[list[int]]:
    """Chains of members that follow one another, cut where they grow too long."""
    found: list[list[int]] = []
    home: list[list[int]] = [[]] * len(net)
    for member in checked(np.argsort(net.layer, kind="stable").tolist(), cancelled):
        before = previous[member]
        path = home[before] if before >= 0 else []
        if not path or len(path) >= LONGEST:
            path = []
            found.append(path)
        path.append(member)
        home[member] = path
    return found


def _apart(net: Net, paths: list[list[int]], cancelled: Check) -> list[list[list[int]]]:
    """As few groups as can be of paths with at least one layer between them."""
    layer = net.layer.tolist()
    ends: list[tuple[int, int]] = []
    found: list[list[list[int]]] = []
    for path in checked(sorted(paths, key=lambda path: layer[path[0]]), cancelled):
        if ends and ends[0][0] < layer[path[0]] - 1:
            number = heappop(ends)[1]
        else:
            number = len(found)
            found.append([])
        found[number].append(path)
        heappush(ends, (layer[path[-1]], number))
    return found


def _bundle(net: Net, paths: list[list[int]]) -> Paths:
    ordered = sorted(paths, key=len, reverse=True)
    steps = [[path[i] for path in ordered if len(path) > i] for i in range(len(ordered[0]))]
    members = np.array([member for step in steps for member in step])
    path = np.concatenate([np.arange(len(step)) for step in steps])
    return Paths(tuple(map(len, steps)), members, net.layer[members], path)
