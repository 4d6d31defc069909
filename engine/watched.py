"""The backward pass of whoever is watched, in the everyday case: no hooks, nothing captured.

It does what ``Pass.step`` does, node for node and in the same order, in one piece: a recorded
program goes through here all the time, and a call a node would cost more than the node.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.node import AccumulateGrad
from engine.observer import WATCH
from engine.ownership import is_alone

if TYPE_CHECKING:
    from engine.backward import Pass
    from engine.node import Node


def run_watched(run: Pass, order: Sequence[Node]) -> None:  # noqa: C901  (see above)
    """Run the nodes of a pass, telling of each; unusual ones go by way of ``run.step``."""
    pending, freed, frees = run.pending, run.freed, not run.keep_graph
    arrive, arrived = pending.pop, pending.get
    for node in order:
        grad = arrive(node, None)
        if grad is None or not node.is_plain or node.extras is not None:
            run.step(node, grad)
            continue
        run.current = node
        results: Sequence[object] = node.backward(grad)
        if node.expects is not None:
            results = run.conformed(node.expects, results)
        if frees and node.release():
            freed.append(node)
        if WATCH.observer is not None:
            WATCH.observer.node_ran(node, (grad,), results)
        for target, result in zip(node.next, results, strict=True):
            if target is None:
                continue
            if target.is_accumulator:
                last = type(target) is AccumulateGrad and run.waiting[target] == 1
                alone = last and is_alone(result, grad, results, target)  # type: ignore[arg-type]
                run.deliver(target, result, alone)
            elif result is not None:
                if not target.is_plain:
                    run.add(target, 0, result)
                    continue
                before = arrived(target)
                pending[target] = result if before is None else before + result
