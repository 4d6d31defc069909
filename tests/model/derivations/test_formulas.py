"""The formula of an operation is the engine's own derivative, written down."""

from __future__ import annotations

import subprocess
import sys

import pytest

import engine  # noqa: F401 - fills the table of operations
from inspector.model.derivations.formulas import derivative_text, entry_of
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.facts import Operand
from tests.support.recordings import cubic


def product(*operands: Operand) -> Op:
    return Op(1, "mul", "×", operands, ())


def test_a_formula_is_the_engines_own() -> None:
    op = product(Operand("self", 1), Operand("other", 2))
    assert derivative_text(op, "self", {}) == "incoming · other"
    assert derivative_text(op, "self", {"grad": "2", "other": "w"}) == "2 · w"


def test_an_operation_the_engine_does_not_know_has_no_formula() -> None:
    assert derivative_text(Op(1, "mystery", "?", (), ()), "self", {}) == ""
    assert derivative_text(product(), "dim", {}) == ""


@pytest.mark.parametrize(
    ("operands", "entry"),
    [
        ((Operand("self", 1), Operand("exponent", text="3")), "pow.Tensor_Scalar"),
        ((Operand("self", 1), Operand("exponent", 2)), "pow.Tensor_Tensor"),
    ],
)
def test_of_several_overloads_the_one_that_was_called_is_found(
    operands: tuple[Operand, ...], entry: str
) -> None:
    found = entry_of(Op(1, "pow", "^", operands, ()), "self")
    assert found is not None
    assert found.name == entry


def test_a_sentence_with_the_engines_formula_works_the_number_out() -> None:
    recording = cubic()
    step = recording.of_kind(NodeBackward)[2] + 1
    assert sentence(recording, step, derivative_text) == (
        "MulBackward0 receives the gradient 1 and sends 1 · 2 = 2 to x."
    )


def test_the_session_starts_without_networkx_the_engine_or_qt() -> None:
    script = (
        "import sys, inspector.model.session\n"
        "print([m for m in ('networkx', 'engine', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_formulas_of_operations_that_the_engine_reads_late_are_there_too() -> None:
    script = (
        "from inspector.model.questions.knowledge import KNOWLEDGE\n"
        "from inspector.model.recordings.events import Op\n"
        "from inspector.model.recordings.facts import Operand\n"
        "op = Op(1, 'convolution', 'conv', (Operand('input', 1), Operand('weight', 2)), ())\n"
        "print(KNOWLEDGE.formulas(op, 'weight', {}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("correlate(input, incoming)", "")
