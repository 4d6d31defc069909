"""What a step is about, and what a finished run has come to."""

from __future__ import annotations

from inspector.model.graphs.step_vertex import latest_vertex, outcome
from inspector.model.recordings.events import Error, NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from tests.support.recordings import recording, second_backward
from tests.support.wide import recorded

TRAINED = """\
w = torch.ones(2, requires_grad=True)
for _ in range(2):
    loss = (w * 3).sum()
    loss.backward()
print(w.grad.norm() / 2)
"""

IN_A_GROUP = """\
class Doubling(torch.nn.Module):
    def forward(self, x):
        return x.exp() * 2
Doubling()(torch.ones(2, requires_grad=True)).sum().backward()
"""


def session_of(recording: Recording) -> Session:
    session = Session()
    session.open_recording(recording)
    session.go(len(recording))
    return session


def test_a_finished_run_has_come_to_its_loss_whatever_it_reports_afterwards() -> None:
    recording = recorded(TRAINED)
    graph = session_of(recording).graph
    last = latest_vertex(graph, recording, len(recording))
    assert last is not None
    assert last.label == "÷2"
    found = outcome(graph, recording)
    assert found is not None
    assert found.label == "Σ"


def test_a_run_without_a_backward_has_come_to_what_it_computed_last() -> None:
    recording = recorded(TRAINED.replace("    loss.backward()\n", "").replace(".grad", ""))
    graph = session_of(recording).graph
    assert outcome(graph, recording) == latest_vertex(graph, recording, len(recording))


def test_a_run_that_failed_has_come_to_where_it_failed() -> None:
    recording = second_backward()
    assert recording.of_kind(Error)
    graph = session_of(recording).graph
    assert outcome(graph, recording) == latest_vertex(graph, recording, len(recording))


def test_the_group_in_which_a_backward_pass_failed_is_opened_at_its_error() -> None:
    run = recorded(IN_A_GROUP)
    at = max(run.of_kind(NodeBackward))
    fired = run.events[at]
    assert isinstance(fired, NodeBackward)
    failed = Error("RuntimeError", "a hook raised", 4, node=fired.node)
    session = session_of(recording(IN_A_GROUP, [*run.events[: at + 1], failed]))
    node = session.graph.by_node[fired.node].key
    session.fold_all(opened=False)
    assert node not in session.graph.by_key
    session.visit()
    assert node in session.graph.by_key
