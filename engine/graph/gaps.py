"""What a backward pass does when a node has sent no gradient to one that waits for it.

A Function that gives back None, or a hook that takes a gradient away, does not end the pass: in
PyTorch every node above still runs, on undefined gradients. Hooks are shown None, and Functions
get zeros unless they said otherwise. The sweep only follows gradients; it hands over to the pass
that visits every node that can be reached.
"""

from __future__ import annotations

from heapq import heappush
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from engine.graph.hooks import Hooks
from engine.graph.sweep import dependencies
from engine.node import Extras, Node

if TYPE_CHECKING:
    from engine.backward import Pass

_by_sequence = attrgetter("sequence_nr")


def end_sweep(run: Pass, target: Node) -> None:
    """Note that no gradient came for ``target``: the sweep ends before the next node."""
    if target.is_accumulator:
        return
    if run.end is None:
        run.end = _last()
        run.pending[run.end] = None
        heappush(run.heap, (-inf, run.end))
    run.gaps.append(target)


def carry_on(run: Pass) -> None:
    """Run every node that can still be reached, whether or not a gradient has come for it."""
    run.sweeping = False
    run.heap.clear()
    run.waiting = dependencies([*run.gaps, *run.pending])
    for leaf in [each for each in run.leaves if each in run.waiting]:
        run.pending[leaf] = run.leaves.pop(leaf)
    nodes = [node for node in run.waiting if not node.is_accumulator]
    for node in sorted(nodes, key=_by_sequence, reverse=True):
        run.step(node, run.pending.pop(node, None))


def _last() -> Node:
    """No node of any graph: it comes first in the sweep's heap, which leaves it to the pass."""
    end = Node()
    end.extras = Extras()
    end.extras.hooks = Hooks()
    return end
