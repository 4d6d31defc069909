"""What variables have held."""

from __future__ import annotations

import math

import pytest

from inspector.model.questions.variable_history import VariableHistory
from tests.runner.running import record
from tests.support.recordings import recording

MODULE = (0, "<module>")


def pasts(source: str) -> tuple[VariableHistory, int]:
    made = recording(source, record(source))
    return VariableHistory(made), len(made)


def test_a_variable_that_is_bound_again_keeps_its_past() -> None:
    known, end = pasts("x = torch.tensor(3.0)\nfor _ in range(3):\n    x = x * 2\n")
    assert known.past(MODULE, "x", end) == [3.0, 6.0, 12.0, 24.0]
    first = known.recording.scopes.variables[MODULE]["x"][1]
    assert known.past(MODULE, "x", first) == [3.0], "nothing of what is to come"


def test_of_a_larger_tensor_it_is_the_norm_through_changes_in_place() -> None:
    known, end = pasts("w = torch.tensor([3.0, 4.0])\nw.mul_(2)\nw.zero_()\n")
    assert known.past(MODULE, "w", end) == [5.0, 10.0, 0.0]


def test_a_tensor_that_gets_another_name_brings_its_past_along() -> None:
    known, end = pasts("a = torch.tensor(1.0)\na = a + 1\nb = a\nb = b * 10\n")
    assert known.past(MODULE, "b", end) == [1.0, 2.0, 20.0]


def test_numbers_have_a_past_and_names_of_other_things_have_none() -> None:
    known, end = pasts("n = 1\nn = 2.5\ns = 'text'\ns = 'more'\n")
    assert known.past(MODULE, "n", end) == [1.0, 2.5]
    assert known.past(MODULE, "s", end) == []
    assert known.past(MODULE, "never", end) == []


def test_what_is_not_finite_is_not_hidden() -> None:
    known, end = pasts("x = torch.tensor([1.0, 0.0])\nx = x / 0\nx = torch.ones(2)\n")
    one, broken, last = known.past(MODULE, "x", end)
    assert (one, last) == (1.0, pytest.approx(math.sqrt(2)))
    assert math.isnan(broken)


def test_only_the_last_of_a_long_past_are_looked_up() -> None:
    known, end = pasts("x = torch.tensor(0.0)\nfor _ in range(100):\n    x = x + 1\n")
    assert known.past(MODULE, "x", end) == [float(n) for n in range(53, 101)]
