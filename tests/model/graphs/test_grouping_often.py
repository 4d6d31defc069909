"""What grouping a growing graph costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inspector.model.graphs.graph import build
from inspector.model.graphs.grouping import grouped
from inspector.model.graphs.vertex import Vertex, View
from inspector.model.moments.calls import Calls
from inspector.model.piecemeal import done
from inspector.model.recordings.recording import Recording
from tests.runner.running import record


class Counted(tuple[Vertex, ...]):
    """Vertices that count how often somebody goes through them."""

    rounds = 0

    def __iter__(self) -> Iterator[Vertex]:
        Counted.rounds += 1
        return super().__iter__()


def test_more_turns_do_not_make_anybody_go_through_the_graph_more_often() -> None:
    def rounds(turns: int) -> int:
        source = f"kept = []\nfor n in range({turns}):\n    kept.append(torch.ones(3) * 2)\n"
        recording = Recording(source)
        recording.extend(record(source))
        graph = build(recording, View.OPERATIONS)
        calls = Calls(source)
        calls.follow(recording.events)
        Counted.rounds = 0
        counted = replace(graph, vertices=Counted(graph.vertices))
        assert done(done(grouped(counted, calls)).opened({})) is not None
        return Counted.rounds

    assert rounds(40) == rounds(20) > 0
