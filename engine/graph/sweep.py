"""The backward pass in the plain case: nobody could tell in which order leaves get their sums.

This is the hottest loop of the engine, and so spelt out. Nodes that gradients have reached wait
in a heap, which takes the place of counting and sorting all of them beforehand; the one reached
last, though, most often runs next, as in every chain, and does not go by way of the heap. The
leaves receive their sums at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from numpy import ndarray

from engine.calls.later import later
from engine.dtypes import F32, F64
from engine.graph.accumulate import accumulate
from engine.graph.ownership import held_alone
from engine.node import AccumulateGrad, Node
from engine.numbers.half import MET, plus

if TYPE_CHECKING:
    from engine.backward import Pass, Root

end_sweep = later("engine.graph.gaps", "end_sweep")
by_sequence = attrgetter("sequence_nr")


def sweep(run: Pass, edges: Sequence[Root], gradients: Sequence[Any]) -> None:
    """Send ``gradients`` into ``edges`` and on to every node, in order of falling numbers.

    Should a node fail, the leaves that it could have reached are left as they are.
    """
    leaves = run.leaves
    run.sweeping = True
    for (node, number), gradient in zip(edges, gradients, strict=True):
        run.reach(node, number, gradient)
    try:
        _drain(run)
    except BaseException:
        waiting = [node for node in (run.current, *run.pending) if node is not None]
        reachable = dependencies(waiting)
        for leaf in [each for each in leaves if each in reachable]:
            del leaves[leaf]
        raise
    finally:
        for leaf, total in leaves.items():
            accumulate(leaf.variable, total, False, True)


def _drain(run: Pass) -> None:  # noqa: C901  (a call a node would cost more than the node)
    """Run node after node until no gradient waits.

    ``first`` : the node that was reached first by the node before; ``carried`` : its gradient.
    """
    pending, heap, leaves, frees = run.pending, run.heap, run.leaves, not run.keep_graph
    arrived, arrive, summed = pending.get, pending.pop, leaves.get
    first: Node | None = None
    carried: Any = None
    while heap or first is not None:
        if first is not None and (not heap or heap[0][0] > -first.sequence_nr):
            node, grad = first, carried
        else:
            if first is not None:
                pending[first] = carried
                heappush(heap, (-first.sequence_nr, first))
            node = heappop(heap)[1]
            grad = arrive(node)
        run.current, first, carried = node, None, None
        extras, numbers = node.extras, None
        if extras is not None:
            if extras.hooks is not None:
                run.step(node, grad)
                continue
            numbers = extras.numbers  # None where there are only versions, as after every step
        results: Sequence[Any] = node.backward(grad)
        if node.expects is not None:
            for result, expected in zip(results, node.expects):  # noqa: B905  (it costs time)
                if (
                    expected is not None
                    and result is not None
                    and (result.dtype is not expected[1] or result.shape != expected[0])
                ):
                    results = run.conformed(node.expects, results)
                    break
        if frees:
            if not node.is_plain:
                node.release()
            elif node.saved:
                node.saved = None
        if numbers is not None:
            run.send(node, results, grad)
            continue
        for target, result in zip(node.next, results):  # noqa: B905  (it costs time)
            if target is None:
                continue
            if result is None:
                end_sweep(run, target)
                continue
            if type(target) is AccumulateGrad:
                before = summed(target)
                if before is None:
                    leaves[target] = held_alone(result, grad, results, target.variable)
                elif type(before) is ndarray and (
                    before.dtype is result.dtype and result.dtype in (F32, F64)
                ):
                    before += result  # it is held by nobody else
                else:
                    leaves[target] = plus(before, result) if MET.unusual else before + result
            elif target is first:
                carried = plus(carried, result) if MET.unusual else carried + result
            elif not target.is_plain:
                run.reach(target, 0, result)
            else:
                before = arrived(target)
                if before is not None:
                    pending[target] = plus(before, result) if MET.unusual else before + result
                elif first is None:
                    first, carried = target, result
                else:
                    pending[target] = result
                    heappush(heap, (-target.sequence_nr, target))


def dependencies(
    roots: Iterable[Node], through: set[Node] | None = None, wanted: set[Node] | None = None
) -> dict[Node, int]:
    """Every node that can be reached, and how many gradients each will receive from others.

    ``through`` : only by way of these nodes; ``wanted`` : only to these.
    """
    waiting = dict.fromkeys(roots, 0)
    todo = list(waiting)
    for node in todo:
        if through is not None and node not in through:
            continue
        for target in node.next:
            if target is None or (wanted is not None and target not in wanted):
                continue
            if target in waiting:
                waiting[target] += 1
            else:
                waiting[target] = 1
                todo.append(target)
    return waiting


def on_the_way(nodes: Iterable[Node], ends: set[Node]) -> set[Node]:
    """Those of ``nodes`` from which one of ``ends`` can be reached."""
    found: set[Node] = set()
    for node in sorted(nodes, key=by_sequence):
        if any(target in ends or target in found for target in node.next):
            found.add(node)
    return found
