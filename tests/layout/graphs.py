"""Graphs to be laid out: a small builder, some programs' shapes, and random ones."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import strategies as st

from inspector.model.graphs.vertex import Edge, Graph, Kind, Vertex, View


@dataclass
class Builder:
    """Collects vertices and edges in execution order."""

    vertices: list[Vertex] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    sizes: dict[str, tuple[float, float]] = field(default_factory=dict)

    def leaf(self, width: float = 96, height: float = 60) -> str:
        return self._add(Kind.LEAF, (width, height))

    def op(self, *inputs: str, width: float = 104, height: float = 56) -> str:
        key = self._add(Kind.OPERATION, (width, height))
        for slot, source in enumerate(inputs):
            self.edges.append(Edge(f"{key}.{slot}", source, key, slot, 0, 0))
        return key

    def graph(self, count: int | None = None) -> Graph:
        """The graph of the first ``count`` vertices."""
        vertices = tuple(self.vertices[:count])
        keys = {vertex.key for vertex in vertices}
        edges = tuple(edge for edge in self.edges if edge.target in keys)
        return Graph(View.OPERATIONS, vertices, edges)

    def _add(self, kind: Kind, size: tuple[float, float]) -> str:
        number = len(self.vertices)
        key = f"v{number}"
        self.vertices.append(Vertex(key, kind, key, number, number))
        self.sizes[key] = size
        return key


def recurrent(steps: int) -> Builder:
    """An unrolled recurrent network whose weights are shared by all steps."""
    made = Builder()
    into, within, bias, state = made.leaf(), made.leaf(), made.leaf(), made.leaf()
    for _ in range(steps):
        now = made.op(made.leaf(), into)
        state = made.op(made.op(made.op(now, made.op(state, within)), bias))
    made.op(state)
    return made


def perceptron() -> Builder:
    """Two layers, a mean squared error."""
    made = Builder()
    x, w1, b1, w2, b2, y = (made.leaf() for _ in range(6))
    hidden = made.op(made.op(made.op(x, w1), b1))
    error = made.op(made.op(made.op(hidden, w2), b2), y)
    made.op(made.op(error))
    return made


def random_dag(count: int) -> Builder:
    """Operations on one or two of the latest values, a quarter of them new leaves."""
    chance, made = random.Random(1), Builder()
    keys = [made.leaf() for _ in range(4)]
    while len(keys) < count:
        recent = [keys[-min(len(keys), 1 + int(chance.expovariate(1 / 6)))] for _ in range(2)]
        keys.append(made.leaf() if chance.random() < 0.25 else made.op(*recent))
    return made


@st.composite
def builders(draw: st.DrawFn, most: int = 40) -> Builder:
    """Random multigraphs: leaves and operations of any size, inputs repeated at will."""
    made = Builder()
    keys: list[str] = []
    lengths, widths = st.integers(60, 260), st.integers(40, 120)
    for _ in range(draw(st.integers(1, most))):
        count = draw(st.integers(0, min(3, len(keys) * 3)))
        recent = (
            st.sampled_from(keys[-8:]) if draw(st.booleans()) else st.sampled_from(keys or [""])
        )
        inputs = [draw(recent) for _ in range(count)]
        size = {"width": draw(lengths), "height": draw(widths)}
        keys.append(made.op(*inputs, **size) if inputs else made.leaf(**size))
    return made
