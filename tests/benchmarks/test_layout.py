"""How long layouts take, with Graphviz dot beside them where it is installed."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from inspector.layout.engine import layout
from inspector.layout.extend import extend
from inspector.layout.geometry import Direction
from tests.layout.graphs import Builder, recurrent

COUNTS = (100, 1_000, 2_000)
DOT = shutil.which("dot")


def random_dag(count: int) -> Builder:
    """Operations on one or two of the latest values, a quarter of them new leaves."""
    chance, made = random.Random(1), Builder()
    keys = [made.leaf() for _ in range(4)]
    while len(keys) < count:
        recent = [keys[-min(len(keys), 1 + int(chance.expovariate(1 / 6)))] for _ in range(2)]
        keys.append(made.leaf() if chance.random() < 0.25 else made.op(*recent))
    return made


def chain_with_skips(count: int) -> Builder:
    """A deep network with parameters and residual connections."""
    chance, made = random.Random(2), Builder()
    history = [made.leaf()]
    while len(made.vertices) < count:
        now = history[-1]
        if chance.random() < 0.25:
            history.append(made.op(now, history[-min(len(history), chance.randint(3, 8))]))
        else:
            history.append(made.op(now, made.leaf()) if chance.random() < 0.5 else made.op(now))
    return made


def unrolled(count: int) -> Builder:
    """A recurrent network of about ``count`` vertices."""
    return recurrent(max(1, count // 6))


SHAPES: tuple[Callable[[int], Builder], ...] = (random_dag, chain_with_skips, unrolled)
every_graph = pytest.mark.parametrize(
    "made",
    [
        pytest.param(shape(count), id=f"{shape.__name__}-{count}")
        for shape in SHAPES
        for count in COUNTS
    ],
)


def dot_source(made: Builder) -> str:
    sizes = (
        f"{key} [shape=box fixedsize=true width={width / 72} height={height / 72}]"
        for key, (width, height) in made.sizes.items()
    )
    edges = (f"{edge.source} -> {edge.target}" for edge in made.edges)
    return "\n".join(["digraph {", "rankdir=LR", *sizes, *edges, "}"])


@every_graph
def test_layout(benchmark: BenchmarkFixture, made: Builder) -> None:
    graph = made.graph()
    geometry = benchmark(layout, graph, made.sizes, Direction.RIGHT)
    assert len(geometry.boxes) == len(made.vertices)


@every_graph
def test_extension_by_one_vertex(benchmark: BenchmarkFixture, made: Builder) -> None:
    before = layout(made.graph(len(made.vertices) - 1), made.sizes, Direction.RIGHT)
    after = benchmark(extend, before, made.graph(), made.sizes)
    assert len(after.boxes) == len(made.vertices)


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("shape", SHAPES[:2])
def test_graphviz_dot(benchmark: BenchmarkFixture, shape: Callable[[int], Builder]) -> None:
    source = dot_source(shape(1_000))
    run = [str(DOT), "-Tplain"]
    drawn = benchmark(subprocess.run, run, input=source, capture_output=True, text=True)
    assert drawn.returncode == 0
