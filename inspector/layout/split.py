"""Splitting: long edges become chains of dummies, one in every layer they pass.

All long edges of one vertex share one chain and leave it where they are needed: a weight that
is used at every step of a loop draws one rail, not one line a use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.layout.flow import Flow, Indices, Mask, Numbers, first_of_each


@dataclass(frozen=True)
class Net:
    """A layered graph whose links join neighbouring layers only.

    Numbers below ``real`` are vertices of the flow, the rest dummies. ``chain`` is the first
    dummy of each vertex; its dummies follow one another. ``owner`` is the vertex a dummy
    carries on (for a vertex, itself). ``tails``, ``heads`` : the links, each once; ``weight`` is
    how many edges run along each.
    """

    real: int
    layer: Indices
    owner: Indices
    chain: Indices
    tails: Indices
    heads: Indices
    weight: Numbers

    def __len__(self) -> int:
        return len(self.layer)

    @cached_property
    def depth(self) -> int:
        """Number of layers."""
        return int(self.layer.max()) + 1

    @cached_property
    def width(self) -> int:
        """Members of the fullest layer."""
        return int(np.bincount(self.layer).max())

    @cached_property
    def island(self) -> Indices:
        """The connected part (island) that each layer belongs to: no link leads to another."""
        linked = np.zeros(self.depth, dtype=bool)
        linked[self.layer[self.heads]] = True
        linked[0] = True
        return np.cumsum(~linked)

    @cached_property
    def dummy(self) -> Mask:
        """Which members are dummies."""
        return np.arange(len(self)) >= self.real

    @cached_property
    def siblings(self) -> Indices:
        """(k, 2) pairs of neighbouring inputs of one vertex, the one of the lower slot first."""
        order = np.argsort(self.heads, kind="stable")
        tails, heads = self.tails[order], self.heads[order]
        same = np.flatnonzero(heads[1:] == heads[:-1])
        return np.column_stack([tails[same], tails[same + 1]])

    def inner(self, tail: int, head: int) -> slice:
        """The dummies that an edge of the flow passes."""
        first = int(self.chain[tail])
        return slice(first, first + int(self.layer[head] - self.layer[tail]) - 1)


def split(flow: Flow, layer: Indices) -> Net:
    """The layered net of a ranked flow."""
    count = len(flow)
    tails, heads = flow.edges[:, 0], flow.edges[:, 1]
    longest = np.zeros(count, dtype=np.intp)
    np.maximum.at(longest, tails, layer[heads] - layer[tails])
    dummies = np.maximum(longest - 1, 0)
    chain = count + np.cumsum(dummies) - dummies
    owner = np.repeat(np.arange(count), dummies)
    inner = np.arange(len(owner)) + count
    step = inner - chain[owner]
    span = layer[heads] - layer[tails]
    last = np.where(span == 1, tails, chain[tails] + span - 2)
    once = first_of_each(heads * (count + len(owner)) + last)
    before = np.where(step == 0, owner, inner - 1)
    riders = _riders(tails[once], span[once], chain - count, len(owner))
    return Net(
        real=count,
        layer=np.concatenate([layer, layer[owner] + 1 + step]),
        owner=np.concatenate([np.arange(count), owner]),
        chain=chain,
        tails=np.concatenate([last[once], before]),
        heads=np.concatenate([heads[once], inner]),
        weight=np.concatenate([np.ones(len(once)), riders]),
    )


def _riders(tails: Indices, span: Indices, chain: Indices, dummies: int) -> Numbers:
    """How many edges pass each dummy: all those of its chain that end behind it."""
    ends = np.zeros(dummies + 1)
    long = span > 1
    np.add.at(ends, chain[tails[long]], 1.0)
    np.add.at(ends, chain[tails[long]] + span[long] - 1, -1.0)
    return np.cumsum(ends)[:-1]


def repeated(net: Net, times: int) -> Net:
    """So many copies of a net one behind another, all of whose members count as real."""
    if times == 1:
        return net
    copy = np.repeat(np.arange(times), len(net))
    link = np.repeat(np.arange(times), len(net.tails)) * len(net)
    member = np.arange(len(copy))
    return Net(
        real=len(copy),
        layer=np.tile(net.layer, times) + copy * net.depth,
        owner=member,
        chain=member,
        tails=np.tile(net.tails, times) + link,
        heads=np.tile(net.heads, times) + link,
        weight=np.tile(net.weight, times),
    )
