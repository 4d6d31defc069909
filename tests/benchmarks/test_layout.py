"""Layouts of real models beside Graphviz dot: how long they take, and how many edges cross.

``pytest tests/benchmarks/test_layout.py --benchmark-only`` measures; what is no matter of time,
as crossings, is told in each row's extra information. Without dot its column is left out.
"""

from __future__ import annotations

import shutil
import subprocess

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from inspector.layout.engine import layout
from inspector.layout.extend import extend
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from tests.benchmarks.drawn import crossings, dot_crossings, dot_source
from tests.benchmarks.walked import MODELS, RANDOM, built
from tests.layout.graphs import random_dag

DOT = shutil.which("dot")
NAMES = (*MODELS, *RANDOM)
PATIENCE = 60
"""Seconds that dot is given."""
SIZES = [(name, count) for count in (100, 1_000, 10_000) for name in NAMES]
LARGEST = [("perceptron", 100_000), ("recurrent", 100_000), ("layered", 100_000)]

every_graph = pytest.mark.parametrize(
    ("name", "count"), [pytest.param(*size, id=f"{size[0]}-{size[1]}") for size in SIZES]
)


@every_graph
def test_layout(benchmark: BenchmarkFixture, name: str, count: int) -> None:
    made = built(name, count)
    graph = made.graph()
    rounds = 3 if count < 10_000 else 1
    geometry = benchmark.pedantic(
        layout, (digraph(graph), made.sizes, Direction.RIGHT), rounds=rounds, iterations=1
    )
    assert len(geometry.boxes) == len(made.vertices)
    benchmark.extra_info.update(
        vertices=len(made.vertices),
        edges=len(made.edges),
        tags=len(geometry.stubs),
        crossings=crossings(graph, geometry),
    )


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed")
@every_graph
def test_graphviz_dot(benchmark: BenchmarkFixture, name: str, count: int) -> None:
    """Dot draws the edges that the layout draws: those cut short by tags are left out."""
    made = built(name, count)
    drawn = layout(digraph(made.graph()), made.sizes, Direction.RIGHT)
    source = dot_source(made, drawn.stubs)
    try:
        done = benchmark.pedantic(
            subprocess.run,
            ([str(DOT), "-Tplain"],),
            {"input": source, "capture_output": True, "text": True, "timeout": PATIENCE},
            rounds=1,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"dot needs more than {PATIENCE} s")
    benchmark.extra_info["crossings"] = dot_crossings(made, done.stdout)


@pytest.mark.parametrize(("name", "count"), LARGEST)
def test_very_large_layout(benchmark: BenchmarkFixture, name: str, count: int) -> None:
    made = built(name, count)
    args = (digraph(made.graph()), made.sizes, Direction.RIGHT)
    geometry = benchmark.pedantic(layout, args, rounds=1, iterations=1)
    assert len(geometry.boxes) == len(made.vertices)


def test_extension_by_one_vertex(benchmark: BenchmarkFixture) -> None:
    made = random_dag(2_000)
    before = layout(digraph(made.graph(1_999)), made.sizes, Direction.RIGHT)
    after = benchmark(extend, before, made.graph(), made.sizes)
    assert len(after.boxes) == 2_000
