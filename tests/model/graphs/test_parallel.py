"""Loops whose turns have nothing to do with each other."""

from __future__ import annotations

from inspector.model.recordings.events import End, Op
from tests.model.graphs.test_grouping import labels, session_of

BY_HAND = """
layers = torch.nn.Sequential(*[torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())
                               for _ in range(8)])
layers(torch.ones(1, 2)).sum().backward()
with torch.no_grad():
    for p in layers.parameters():
        p -= 0.1 * p.grad
"""
IN_TURN = """
w = torch.ones(2, requires_grad=True)
h = w * 1
for n in range(30):
    h = (h * w).tanh()
h.sum().backward()
"""


def test_the_turns_of_a_loop_over_parameters_are_one_thing_beside_the_model() -> None:
    session = session_of(BY_HAND)
    shown = labels(session.graph)
    assert "16 updates" in shown
    assert {str(layer) for layer in range(8)} <= set(shown)
    loop = next(v for v in session.graph.vertices if v.label == "16 updates")
    assert loop.grad_fn == "line 6"
    session.fold(loop.key)
    assert labels(session.graph).count("update") == 16


def test_many_turns_that_change_nothing_are_called_turns() -> None:
    looks = BY_HAND.replace("p -= 0.1 * p.grad", "n = p.norm() * 2")
    assert "16 turns" in labels(session_of(looks).graph)


def test_turns_that_go_on_from_each_other_stand_one_by_one() -> None:
    assert {"turn 1", "turn 30"} <= set(labels(session_of(IN_TURN).graph))


def test_a_group_that_the_last_step_was_in_is_closed_when_the_run_is_over() -> None:
    session = session_of(BY_HAND)
    session.grow([End(0)])
    whole = labels(session.graph)
    session.go(max(session.recording.of_kind(Op)))
    session.visit()
    assert "update" not in whole
    assert "update" in labels(session.graph)
    session.go(len(session.recording))
    session.visit()
    assert labels(session.graph) == whole
