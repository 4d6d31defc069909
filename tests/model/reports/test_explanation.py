"""The teaching card of a vertex."""

from __future__ import annotations

import pytest

from inspector.model.derivations.derivation import Written
from inspector.model.derivations.teacher import Knowledge
from inspector.model.graphs.vertex import Kind
from inspector.model.recordings.recording import Recording
from inspector.model.reports.explanation import explained
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support import recordings

PROCEDURES = (
    "torch.linalg.lu_factor(x)[0]",
    "torch.linalg.lu_solve(*torch.linalg.lu_factor(x), y)",
    "torch.linalg.householder_product(x, y[0])",
    "torch.ormqr(x, y[0], y)",
    "torch.linalg.eigh(x)[1]",
    "torch.linalg.svd(x)[0]",
)


def test_without_the_engine_there_is_a_card_all_the_same() -> None:
    session = session_with(recordings.cubic())
    vertex = session.graph.by_tensor[recordings.DOUBLE]
    card = explained(session.moment, vertex, Knowledge())
    assert [part.heading for part in card.parts] == ["Forward", "Incoming gradient"]
    assert Written() not in [line for part in card.parts for line in part.formulas]


def test_a_closed_group_is_no_leaf() -> None:
    source = (
        "\nm = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())\n"
        "m(torch.ones(4, 2)).sum().backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    session = session_with(recording)
    session.fold_all(opened=False)
    group = next(v for v in session.graph.vertices if v.kind is Kind.GROUP)
    card = explained(session.moment, group, session.teacher.knows)
    assert card.title == "m, a group"
    assert [part.heading for part in card.parts] == ["Incoming gradient"]
    assert card.parts[0].jumps[0].text == "from SumBackward0"


def test_of_several_results_each_value_and_each_gradient_is_named() -> None:
    source = (
        "\nx = torch.tensor([1.0, 3.0], requires_grad=True)\n"
        "v, m = torch.var_mean(x)\n(v * m).backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    session = session_with(recording)
    vertex = next(one for one in session.graph.vertices if "var" in one.label)
    forward, came, sent = explained(session.moment, vertex, session.teacher.knows).parts
    assert forward.notes[0].endswith(" = 2, 2")
    assert [line.text for line in came.formulas] == ["incoming₁ = 2", "incoming₂ = 2"]
    assert "incoming₁" in sent.formulas[0].text
    assert "incoming₂" in sent.formulas[0].text


@pytest.mark.parametrize("text", PROCEDURES)
def test_a_card_without_a_formula_says_that_it_is_left_out(text: str) -> None:
    source = (
        "\nx = torch.tensor([[2.0, 0.5], [0.3, 1.0]], requires_grad=True)\n"
        f"y = x.detach() + 1\nout = {text}\nout.sum().backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    session = session_with(recording)
    vertex = next(one for one in session.graph.vertices if one.grad_fn.startswith(("Lin", "Orm")))
    for step in (vertex.born, len(recording)):  # before it runs, and after
        session.go(step)
        sent = explained(session.moment, vertex, session.teacher.knows).parts[-1]
        assert any(note.startswith("Its formula is left out") for note in sent.notes), step
    assert sent.notes[-1] == "✓ Run again on the recorded values, it gives what the run sent."
