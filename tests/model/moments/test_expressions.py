"""What a sentence says was computed, computed again: numbers stand where one writes them."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import expression
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Op
from inspector.model.recordings.operands import symbol
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

PYTHON = str.maketrans({"−": "-", "×": "*", "÷": "/"})
WRITTEN = (
    "x + 2", "2 + x", "x - 2", "2 - x", "x * 2", "2 * x", "x / 2", "-2 - x", "x - -2",
    "x ** 2", "2 ** x", "x // 2", "7 // x", "x % 2", "7 % x", "torch.rsub(x, y)", "x - y",
    "x ** y", "x % y",
)  # fmt: skip


def last_op(line: str) -> tuple[Recording, int, Op]:
    source = f"x, y = torch.tensor(3.0, requires_grad=True), torch.tensor(4.0)\nz = {line}"
    recording = Recording(source)
    recording.extend(record(source))
    index = recording.of_kind(Op)[-1]
    event = recording.events[index]
    assert isinstance(event, Op)
    return recording, index, event


@pytest.mark.parametrize("line", WRITTEN)
def test_the_numbers_of_a_sentence_give_its_result(line: str) -> None:
    recording, index, op = last_op(line)
    named, _, numbers = expression(Moment(recording, index), op).partition(" = ")
    assert "x" in named
    found = eval(numbers.translate(PYTHON).replace("^", "**"))
    assert found == pytest.approx(array(op.outputs[0].value).item())


@pytest.mark.parametrize(
    ("line", "label"),
    [("2 - x", "2−"), ("x - 2", "−2"), ("2 ** x", "2^"), ("7 // x", "7//"), ("7 % x", "7%")],
)
def test_a_card_has_the_number_on_its_own_side(line: str, label: str) -> None:
    assert symbol(last_op(line)[2]) == label


def test_a_dtype_is_called_as_pytorch_calls_it() -> None:
    recording, index, op = last_op("x.double()")
    assert expression(Moment(recording, index), op).startswith("to_copy(x, dtype=torch.float64)")
