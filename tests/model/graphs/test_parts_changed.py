"""Where a part was changed in place, the gradient of the whole goes past the view of the part."""

from __future__ import annotations

from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.recording import Recording
from tests.panels.stage import session_with
from tests.runner.running import record_all


def drawn(changed: str) -> Graph:
    source = (
        "x = torch.ones(3, requires_grad=True)\ny = torch.tensor(5.0, requires_grad=True)\n"
        f"{changed}\n(z * z).sum().backward()\n"
    )
    recording = Recording(source)
    recording.extend(record_all(source))
    return session_with(recording).graph


def ways(graph: Graph) -> set[tuple[str, str, bool]]:
    """From where to where edges go, and whether a gradient comes back by them."""
    names = {one.key: one.label for one in graph.vertices}
    return {
        (names[one.source], names[one.target], one.source_node is not None) for one in graph.edges
    }


def test_the_gradient_of_the_whole_does_not_pass_the_part() -> None:
    found = ways(drawn("z = x * 2\nz[0] = y"))
    assert ("×2", "copy_", True) in found
    assert ("y", "copy_", True) in found
    assert ("[ ]", "copy_", False) in found
    assert ("[ ]", "copy_", True) not in found


def test_a_whole_without_a_history_has_no_way_back() -> None:
    found = ways(drawn("z = torch.zeros(3)\nz[0] = y"))
    assert ("y", "copy_", True) in found
    assert ("[ ]", "copy_", False) in found
    assert not any(back for source, target, back in found if target == "copy_" and source != "y")
