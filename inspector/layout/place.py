"""Placing: coordinates across the flow, close to neighbours and never overlapping."""

from __future__ import annotations

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.corridor import Stack, stacked
from inspector.layout.flow import Flow, Indices, Numbers
from inspector.layout.ports import Ports
from inspector.layout.room import halves, neighbours
from inspector.layout.solve import Pairs, solve
from inspector.layout.split import Net

ROUNDS, FEWEST = 160, 20
EFFORT = 40_000
"""Points moved in all rounds: bounds the time without a clock."""


def place(
    flow: Flow, net: Net, order: Indices, block: Indices, ports: Ports, cancelled: Check
) -> Numbers:
    """The coordinate across of every member's centre.

    Members of a block share one; springs draw linked blocks together, members of a layer keep
    their order and their distance.
    """
    half = _room(flow, net, ports)
    separations = _separations(net, order, block, half)
    stop_if(cancelled)
    start = _compact(net, order, block, separations)
    stop_if(cancelled)
    walls = _walls(stacked(net, order, half), block)
    rounds = min(max(EFFORT // len(start), FEWEST), ROUNDS)
    springs = _springs(flow, net, block, ports)
    stop_if(cancelled)
    return solve(start, springs, separations, walls, rounds, cancelled)[block]


def _walls(stack: Stack, block: Indices) -> tuple[Numbers, Numbers]:
    """The least and greatest place of each block that leaves room for all above and below it."""
    low, high = np.full(int(block.max()) + 1, -np.inf), np.full(int(block.max()) + 1, np.inf)
    np.maximum.at(low, block, stack.least)
    np.minimum.at(high, block, stack.most)
    return low, np.maximum(low, high)


def _room(flow: Flow, net: Net, ports: Ports) -> Numbers:
    """Half the extent across of every member; parallel edges widen the dummies they share."""
    lane = np.zeros(net.real)
    np.maximum.at(lane, flow.edges[:, 0], ports.lane)
    half = halves(flow, net)
    half[net.real :] += lane[net.owner[net.real :]]
    return half


def _separations(net: Net, order: Indices, block: Indices, half: Numbers) -> Pairs:
    """Neighbours in a layer, as blocks, with the distance their centres must keep."""
    _, pairs = neighbours(net, order, half)
    return _strictest(block[pairs.first], block[pairs.second], pairs.distance)


def _strictest(first: Indices, second: Indices, gap: Numbers) -> Pairs:
    """Every pair once, with its largest gap."""
    order = np.lexsort((-gap, second, first))
    first, second, gap = first[order], second[order], gap[order]
    new = np.ones(len(first), dtype=bool)
    new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return Pairs(first[new], second[new], gap[new])


def _springs(flow: Flow, net: Net, block: Indices, ports: Ports) -> Pairs:
    """A spring for each edge into its port, and for each that joins its source's dummies."""
    joins = net.dummy[net.heads]
    tails = np.concatenate([block[ports.last], block[net.tails[joins]]])
    heads = np.concatenate([block[flow.edges[:, 1]], block[net.heads[joins]]])
    rest = np.concatenate([ports.lane - ports.port, np.zeros(int(joins.sum()))])
    loose = tails != heads
    return Pairs(tails[loose], heads[loose], rest[loose])


def _compact(net: Net, order: Indices, block: Indices, separations: Pairs) -> Numbers:
    """Starting places: layers packed around 0, each block at the mean of its members."""
    row = np.lexsort((order, net.layer))
    size = np.bincount(net.layer)
    middle = order - (size[net.layer[row]][np.argsort(row)] - 1) / 2
    typical = float(separations.distance.mean()) if len(separations.distance) else 0.0
    sums = np.bincount(block, middle * typical)
    return np.asarray(sums / np.bincount(block), dtype=np.float64)
