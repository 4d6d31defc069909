"""The order of the derivative that each value is, where create_graph recorded them."""

from __future__ import annotations

from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.events import BackwardBegin, BackwardEnd, Op
from inspector.model.recordings.recording import Recording

NAMES = ("values", "1st derivative", "2nd derivative", "3rd derivative")


def order_names(graph: Graph, recording: Recording) -> list[str]:
    """For each vertex what its value is; "" for what no operation made."""
    orders = orders_of(recording)
    return ["" if v.op is None else named(orders.get(v.op, 0)) for v in graph.vertices]


def named(order: int) -> str:
    """An order in words: "2nd derivative"."""
    return NAMES[order] if order < len(NAMES) else f"{order}th derivative"


def orders_of(recording: Recording) -> dict[int, int]:
    """The order of every operation's result, by the operation's id.

    What a backward pass computes while it records itself is of one order more than the highest
    in the graph that it goes back through; anything else is of the highest of its inputs.
    """
    orders: dict[int, int] = {}
    of_tensor: dict[int, int] = {}
    of_node: dict[int, int] = {}
    running: list[int] = []
    kinds = (Op, BackwardBegin, BackwardEnd)
    for index in sorted(place for kind in kinds for place in recording.of_kind(kind)):
        event = recording.events[index]
        if isinstance(event, Op):
            inputs = (of_tensor.get(one.tensor or 0, 0) for one in event.inputs)
            order = max((*inputs, *running[-1:]), default=0)
            orders[event.op] = order
            of_node[event.node or 0] = order
            of_tensor.update((one.tensor, order) for one in event.outputs)
        elif isinstance(event, BackwardBegin):
            highest = max((of_node.get(one.node, 0) for one in event.nodes), default=0)
            running.append(highest + 1 if event.create_graph else 0)
        elif running:
            running.pop()
    return orders
