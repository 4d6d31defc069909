"""The fast paths of recording, by the method of the observer that each replaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.observer import Observer
from inspector.runner.recording.pairs import short_pair
from inspector.runner.recording.short import ShortOps
from inspector.runner.recording.sweeps import Sites, short_node, short_steps
from inspector.runner.recording.ways import Ways

_PAUSING = frozenset({"backward_begin", "backward_end", "left", "quiet_begin", "quiet_end"})
"""What begins or ends a pause by itself, in which nothing is followed."""
TOLD = tuple(name for name in vars(Observer) if name[0] != "_" and name not in _PAUSING)
"""What an observer is told, and should tell on without being followed itself."""


def short_ways(ways: Ways) -> dict[str, Callable[..., Any]]:
    """An observer's methods that tell in short."""
    sites: Sites = {}
    op, node_ran = ShortOps(ways).op, short_node(ways, sites)
    return {
        "op": op, "elementwise": short_pair(ways, op),
        "node_ran": node_ran, "nodes_ran": short_steps(ways, sites, node_ran),
    }  # fmt: skip
