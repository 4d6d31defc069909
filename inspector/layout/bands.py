"""Coordinates along the flow: each layer is a band as long as its longest member."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.layout.flow import Flow, Numbers
from inspector.layout.split import Net

GAP = 56.0
STEEP = 0.16  # more room for links that climb far across, so that curves stay gentle
STEEPEST = 96.0


@dataclass(frozen=True)
class Bands:
    """Where each layer begins and ends along the flow."""

    begin: Numbers
    end: Numbers

    @cached_property
    def middle(self) -> Numbers:
        """The line on which a layer's members are centred."""
        return (self.begin + self.end) / 2


def bands(flow: Flow, net: Net, across: Numbers) -> Bands:
    """Layers one behind the other, the first beginning at 0."""
    length = np.zeros(net.depth)
    np.maximum.at(length, net.layer[: net.real], flow.sizes[:, 0])
    climb = np.zeros(net.depth)
    np.maximum.at(climb, net.layer[net.heads], np.abs(across[net.heads] - across[net.tails]))
    gap = GAP + np.minimum(climb * STEEP, STEEPEST)
    worded = flow.rooms[:, 0] > 0
    np.maximum.at(gap, net.layer[flow.edges[worded, 1]], flow.rooms[worded, 0] + GAP / 2)
    gap[0] = 0.0
    end = np.cumsum(length + gap)
    return Bands(end - length, end)
