"""Splitting: long edges become chains of dummies, one in every layer they pass.

All long edges of one vertex share one chain and leave it where they are needed: a weight that
is used at every step of a loop draws one rail, not one line a use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from inspector.layout.flow import Flow, Indices, Mask


@dataclass(frozen=True)
class Net:
    """A layered graph whose links join neighbouring layers only.

    Numbers below ``real`` are vertices of the flow, the rest dummies. ``chain`` is the first
    dummy of each vertex; its dummies follow one another. ``owner`` is the vertex a dummy
    carries on (for a vertex, itself). ``tails``, ``heads`` : the links, each once.
    """

    real: int
    layer: Indices
    owner: Indices
    chain: Indices
    tails: Indices
    heads: Indices

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
    def dummy(self) -> Mask:
        """Which members are dummies."""
        return np.arange(len(self)) >= self.real

    @cached_property
    def siblings(self) -> Indices:
        """(k, 2) pairs of neighbouring inputs of one vertex, the one of the lower slot first."""
        into: dict[int, list[int]] = {}
        for tail, head in zip(self.tails.tolist(), self.heads.tolist(), strict=True):
            into.setdefault(head, []).append(tail)
        pairs = [pair for tails in into.values() for pair in pairwise(tails)]
        return np.array(pairs, dtype=np.intp).reshape(-1, 2)

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
    links = dict.fromkeys(zip(last.tolist(), heads.tolist(), strict=True))
    ends = np.array(list(links), dtype=np.intp).reshape(-1, 2)
    before = np.where(step == 0, owner, inner - 1)
    return Net(
        real=count,
        layer=np.concatenate([layer, layer[owner] + 1 + step]),
        owner=np.concatenate([np.arange(count), owner]),
        chain=chain,
        tails=np.concatenate([ends[:, 0], before]),
        heads=np.concatenate([ends[:, 1], inner]),
    )
