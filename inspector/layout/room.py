"""How much room the members of a layer take across the flow, and the gaps between them."""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Flow, Indices, Numbers
from inspector.layout.solve import Pairs
from inspector.layout.split import Net

CARD_GAP = 26.0
RAIL_GAP = 20.0
RAIL = 6.0  # half the room a rail takes


def halves(flow: Flow, net: Net) -> Numbers:
    """Half the extent across of every member, where no edges run side by side."""
    half = np.full(len(net), RAIL)
    half[: net.real] = flow.sizes[:, 1] / 2
    return half


def neighbours(net: Net, order: Indices, half: Numbers) -> tuple[Indices, Pairs]:
    """The members layer by layer from above, and pairs of neighbours with their least distance.

    ``half`` : half the extent across of every member.
    """
    row = np.lexsort((order, net.layer))
    a, b = row[:-1], row[1:]
    same = net.layer[a] == net.layer[b]
    a, b = a[same], b[same]
    gap = np.where(net.dummy[a] | net.dummy[b], RAIL_GAP, CARD_GAP)
    return row, Pairs(a, b, half[a] + half[b] + gap)
