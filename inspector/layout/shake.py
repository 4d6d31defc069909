"""Shaking: an order that no single move betters is disturbed a little, and sifted anew.

The net is cut into blocks of layers; each is shaken by itself and keeps the result only where
fewer edges cross within it, so that a large net gains in many places at once. Source of the idea:
iterated local search (Lourenço, Martin and Stützle, 2003).
"""

from __future__ import annotations

import numpy as np

from inspector.layout.crossings import gaps
from inspector.layout.flow import Indices, Numbers
from inspector.layout.sift import Sifter
from inspector.layout.split import Net
from inspector.layout.start import places

BLOCK = 6
"""Layers of a block, the still one before it among them."""
SPREAD = 1.5
"""How many places a member is thrown, typically."""
ROUNDS = 3
SEED = 1
PATIENCE = 6
"""Turns without any gain after which an order is as good as it gets."""


def shaken(net: Net, place: Indices, sifter: Sifter, effort: int, turns: int) -> Indices:
    """An order with as few crossings or fewer, found before the sifter has spent ``effort``."""
    chance = np.random.default_rng(SEED)
    behind, idle = gaps(net, place), 0
    for turn in range(turns):
        if sifter.effort > effort or idle == PATIENCE or not behind.any():
            break
        block, still = np.divmod(np.arange(net.depth) + turn * BLOCK // 2, BLOCK)
        restless = (still > 0) & (_near(behind, block) > 0)
        throws: Numbers = chance.normal(0, SPREAD, len(net)) * restless[net.layer]
        thrown: Numbers = place + throws
        tried = sifter(places(net, thrown), ROUNDS, restless)
        gain = np.bincount(block, behind - gaps(net, tried))
        better = (gain > 0)[block]
        idle = 0 if better.any() else idle + 1
        place = np.where(better[net.layer], tried, place)
        behind = gaps(net, place)
    return place


def _near(behind: Numbers, block: Indices) -> Numbers:
    """For every layer, the crossings in its block."""
    return np.asarray(np.bincount(block, behind)[block], dtype=np.float64)
