"""Large recordings: a web of operations over a few leaves, and a place for each of them."""

from __future__ import annotations

import random

import numpy as np

from inspector.layout.geometry import Direction, Geometry
from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.events import AnyEvent, Created, End, Op
from inspector.model.recordings.facts import NextFunction, Operand, Output
from inspector.model.recordings.recording import Recording
from tests.support.recordings import value

WIDE, HIGH = 180.0, 110.0
GAP = 70.0
SIGNS = (
    ("mul", "×", "MulBackward0"),
    ("add", "+", "AddBackward0"),
    ("tanh", "tanh", "TanhBackward0"),
)


def web(size: int, leaves: int = 12) -> Recording:
    """``size`` vertices: every operation uses one or two of the tensors shortly before it."""
    chance = random.Random(0)
    made = Recording("", "<web>")
    events: list[AnyEvent] = [
        Created(number, value(number / 10), requires_grad=True, how="tensor", line=1)
        for number in range(leaves)
    ]
    for number in range(leaves, size):
        recent = range(max(0, number - 2 * leaves), number)
        events.append(_operation(number, chance.sample(recent, 2)[: 1 + number % 2], leaves))
    made.extend([*events, End(0)])
    return made


def _operation(number: int, used: list[int], leaves: int) -> Op:
    name, symbol, node = SIGNS[number % len(SIGNS)]
    return Op(
        number,
        name,
        symbol,
        tuple(Operand(f"input{place}", tensor) for place, tensor in enumerate(used)),
        (Output(number, value(number / 7), requires_grad=True, is_leaf=False),),
        node=number,
        grad_fn=node,
        next=tuple(
            NextFunction(tensor, "AccumulateGrad", 0, tensor)
            if tensor < leaves
            else NextFunction(tensor, node)
            for tensor in used
        ),
        line=2,
    )


def rows(graph: Graph, width: int = 40) -> Geometry:
    """Vertices in rows from left to right and edges straight between them, at once."""
    index = {vertex.key: number for number, vertex in enumerate(graph.vertices)}
    numbers = np.arange(len(index))
    boxes = np.empty((len(index), 4))
    boxes[:, 0] = (numbers // width) * (WIDE + GAP)
    boxes[:, 1] = (numbers % width) * (HIGH + GAP / 2)
    boxes[:, 2:] = WIDE, HIGH
    share = np.linspace(0, 1, 9)[:, None]
    start, end = np.array([WIDE / 2, 0.0]), np.array([-WIDE / 2, 0.0])
    routes = {
        edge.key: (boxes[index[edge.source], :2] + start) * (1 - share)
        + (boxes[index[edge.target], :2] + end) * share
        for edge in graph.edges
    }
    return Geometry(Direction.RIGHT, index, boxes, routes)
