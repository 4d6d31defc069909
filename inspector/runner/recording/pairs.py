"""The fast path of recording an operation on two tensors, most of any loop of scalars.

What was true of such an operation when its place was last passed is its *plan*, which is only
looked over when it is passed again. In one piece without calls, for the reason told in ``short``.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.modes import MODES, SILENT, WITHIN
from engine.node import AccumulateGrad
from engine.tensor import Tensor
from inspector.model.recordings.packing import Item
from inspector.runner.recording.ways import Ways
from inspector.runner.sending.sink import BATCH

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op

Plan: TypeAlias = "tuple[Op, int, type, bool, str, type, type, Any]"
"""Operation, site, kind of node, whether gradients are recorded, inside what, kinds of the next
nodes, and the second operand where that is a number."""
TENSOR = object()
_float32 = np.float32


def short_pair(
    ways: Ways, otherwise: Callable[..., None]
) -> Callable[[Op, Any, Any, Tensor], None]:
    """An observer's ``elementwise``, which tells of scalars by plans and of all else otherwise."""
    counter, graph, sink, lines = ways.counter, ways.graph, ways.sink, ways.lines
    events, numbers, accumulators = sink.events, graph.numbers, graph.accumulators
    ident, thread = _thread.get_ident, _thread.get_ident()

    def elementwise(op: Op, first: Any, second: Any, out: Tensor) -> None:
        data, edge, here = out._data, out._edge, lines.here
        try:
            plan = here.plans[here.frame.f_lasti]  # type: ignore[union-attr]
            known, site, kind, grad, inside, to_first, to_second, constant = plan
            mark = first._mark
            item: Item = [site, 0, 0, None, float(data), mark[1]]
            fits = (
                known is op
                and type(data) is _float32
                and type(edge) is kind
                and mark[0] is graph
                and (SILENT.nowhere or MODES.grad) is grad
                and (not inside if WITHIN.nowhere else MODES.inside == inside)
                and ident() == thread
            )
            if constant is TENSOR:
                mark = second._mark
                item.append(mark[1])
                fits = fits and mark[0] is graph
            else:
                fits = fits and type(second) is type(constant) and second == constant
            if fits and edge is not None:
                target, other = edge.next
                fits = (
                    edge.extras is None and type(target) is to_first and type(other) is to_second
                )
                if target is not None:
                    item.append(
                        accumulators[target.variable._mark[1]]  # type: ignore[attr-defined]
                        if to_first is AccumulateGrad
                        else numbers[target.sequence_nr]
                    )
                if other is not None:
                    item.append(
                        accumulators[other.variable._mark[1]]  # type: ignore[attr-defined]
                        if to_second is AccumulateGrad
                        else numbers[other.sequence_nr]
                    )
        except (AttributeError, KeyError, TypeError, ValueError):
            fits = False
        if not fits:
            names = op.inputs
            otherwise(op, ((names[0], first), (names[1], second)), (out,), False)
            return
        item[1] = counter.ops = counter.ops + 1
        item[2] = graph.tensors = number = graph.tensors + 1
        out._mark = (graph, number)
        if edge is not None:
            item[3] = graph.nodes = numbers[edge.sequence_nr] = graph.nodes + 1
        events.append(item)
        if len(events) >= BATCH:
            sink.flush()

    return elementwise


def plan_of(
    op: Op, site: int, modes: tuple[bool, str], edge: Node | None, operands: tuple[Any, Any]
) -> Plan | None:
    """How an operation on a pair went; None where its first operand is not a tensor."""
    first, second = operands
    targets = (None, None) if edge is None else edge.next
    if not isinstance(first, Tensor) or len(targets) != 2:
        return None
    constant = TENSOR if isinstance(second, Tensor) else second
    return op, site, type(edge), *modes, type(targets[0]), type(targets[1]), constant
