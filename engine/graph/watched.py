"""The backward pass under an observer, in the everyday case: no hooks, nothing captured.

It does what ``Pass.step`` does, node for node and in the same order, in one piece: a recorded
program goes through here all the time, and a call a node would cost more than the node. Steps on
numbers, which cannot change any more, are told of together, before anything else is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.graph.ownership import is_alone
from engine.node import AccumulateGrad
from engine.numbers.half import plus
from engine.observer import WATCH, Step

if TYPE_CHECKING:
    from engine.backward import Pass
    from engine.node import Node


TOGETHER = 256
"""The most steps that are told of together."""
_float32 = np.float32


def run_watched(run: Pass, order: Sequence[Node]) -> None:
    """Run the nodes of a pass, telling of each; unusual ones go by way of ``run.step``."""
    steps: list[Step] = []
    try:
        _run(run, order, steps)
    finally:
        _tell(steps)


def _tell(steps: list[Step]) -> None:
    if steps and WATCH.observer is not None:
        WATCH.observer.nodes_ran(steps)
    steps.clear()


def _run(run: Pass, order: Sequence[Node], steps: list[Step]) -> None:  # noqa: C901  (see above)
    pending, freed, frees = run.pending, run.freed, not run.keep_graph
    arrive, arrived = pending.pop, pending.get
    for node in order:
        grad = arrive(node, None)
        if grad is None or not node.is_plain or node.extras is not None:
            _tell(steps)
            run.step(node, grad)
            continue
        run.current = node
        results: Sequence[object] = node.backward(grad)
        if node.expects is not None:
            results = run.conformed(node.expects, results)
        if frees and node.release():
            freed.append(node)
        if type(grad) is _float32 and node.expects is None:
            steps.append((node, grad, results))
            if len(steps) >= TOGETHER:
                _tell(steps)
        elif WATCH.observer is not None:
            _tell(steps)
            WATCH.observer.node_ran(node, (grad,), results)
        for target, result in zip(node.next, results, strict=True):
            if target is None:
                continue
            if target.is_accumulator:
                last = type(target) is AccumulateGrad and run.waiting[target] == 1
                alone = last and is_alone(result, grad, results, target)  # type: ignore[arg-type]
                if last:
                    _tell(steps)
                run.deliver(target, result, alone)
            elif result is not None:
                if not target.is_plain:
                    run.add(target, 0, result)
                    continue
                before = arrived(target)
                pending[target] = result if before is None else plus(before, result)
