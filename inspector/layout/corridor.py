"""Cutting straight lines where they would carry the picture off slantwise.

A line keeps its neighbours off along its whole length. Lines one above the other, each reaching
farther than the last, become a staircase as long as the graph. So each is cut where it would
leave too little room, in the height of the fullest layer and a little more, for what its layers
hold below it. Lines are laid from above, so that a piece of one member always fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inspector.layout.cancel import Check, checked, stop_if
from inspector.layout.flow import Flow, Indices, Numbers, listed
from inspector.layout.room import halves, neighbours
from inspector.layout.split import Net

SPARE = 1.25
"""The height of a corridor, in those of its fullest layer."""
SCREEN = 1_000.0
"""Its height at least: what is seen at once."""
BLOCKS = 1_024
"""Lines between two questions whether to go on: each is long."""


@dataclass(frozen=True)
class Stack:
    """The layers as stacks of members in a corridor whose middle is at 0.

    ``above`` : the member above each, or −1. ``need`` : how far below that one's centre, or below
    the corridor's edge, its own is at least. ``least``, ``most`` : where its centre may be.
    """

    above: Indices
    need: Numbers
    least: Numbers
    most: Numbers


def within(flow: Flow, net: Net, order: Indices, block: Indices, cancelled: Check) -> Indices:
    """The blocks, cut where they leave the corridor of their connected part."""
    stack = stacked(net, order, halves(flow, net))
    stop_if(cancelled)
    facts = Facts(stack)
    stop_if(cancelled)
    found, number = block.tolist(), int(block.max()) + 1
    for members in checked(_from_above(net, block, facts.above, cancelled), cancelled, BLOCKS):
        for piece in _pieces(members, facts)[1:]:
            for member in piece:
                found[member] = number
            number += 1
    return np.unique(found, return_inverse=True)[1]


class Facts:
    """A stack as Python lists, and the coordinates ``across`` of the members placed so far."""

    def __init__(self, stack: Stack) -> None:
        self.above: list[int] = stack.above.tolist()
        self.need: list[float] = stack.need.tolist()
        self.least: list[float] = stack.least.tolist()
        self.most: list[float] = stack.most.tolist()
        self.across = list(self.least)


def _pieces(members: list[int], facts: Facts) -> list[list[int]]:
    """Lay a block's members on one line, as many as fit, and the others on further ones."""
    found, place, most = [list[int]()], -np.inf, np.inf
    for member in members:
        above = facts.above[member]
        need = facts.across[above] + facts.need[member] if above >= 0 else facts.least[member]
        if max(place, need) > min(most, facts.most[member]) and found[-1]:
            _lay(found[-1], place, facts)
            found.append([])
            place, most = -np.inf, np.inf
        found[-1].append(member)
        place, most = max(place, need), min(most, facts.most[member])
    _lay(found[-1], place, facts)
    return found


def _lay(piece: list[int], place: float, facts: Facts) -> None:
    for member in piece:
        facts.across[member] = place


def _from_above(
    net: Net, block: Indices, above: list[int], cancelled: Check
) -> Iterator[list[int]]:
    """The members of each block by layer; a block comes when all above it have come."""
    order = np.lexsort((net.layer, block))
    members = listed(block[order], order, int(block.max()) + 1)
    stop_if(cancelled)
    home = block.tolist()
    below = [-1] * len(net)
    waiting = [0] * len(members)
    for member, upper in checked(enumerate(above), cancelled):
        if upper >= 0:
            below[upper] = member
            waiting[home[member]] += 1
    ready = [number for number, count in enumerate(waiting) if not count]
    for number in ready:
        yield members[number]
        for under in (below[member] for member in members[number]):
            if under >= 0:
                waiting[home[under]] -= 1
                if not waiting[home[under]]:
                    ready.append(home[under])


def stacked(net: Net, order: Indices, half: Numbers) -> Stack:
    """Which member is above which, and between which places each has room.

    ``half`` : half the extent across of every member.
    """
    row, pairs = neighbours(net, order, half)
    above, need = np.full(len(net), -1), half.copy()
    above[pairs.second], need[pairs.second] = pairs.first, pairs.distance
    layer = net.layer[row]
    sums = np.cumsum(need[row])
    first = np.searchsorted(layer, np.arange(net.depth))
    packed = sums - (sums - need[row])[first][layer]
    last = np.append(first[1:], len(row)) - 1
    height = packed[last] + half[row[last]]
    budget = np.zeros(int(net.island[-1]) + 1)
    np.maximum.at(budget, net.island, height)
    budget = np.maximum(budget * SPARE, SCREEN)[net.island]
    least, most = np.empty(len(net)), np.empty(len(net))
    least[row] = packed - (budget / 2)[layer]
    most[row] = packed + (budget / 2 - height)[layer]
    return Stack(above, need, least, most)
