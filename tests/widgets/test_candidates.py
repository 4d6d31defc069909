"""The names that complete what is typed."""

from __future__ import annotations

import pytest

from inspector.widgets.candidates import candidates, engine_names


def names(source: str) -> list[str]:
    """What is offered at the end of ``source``."""
    lines = source.split("\n")
    return [found.name for found in candidates(source, len(lines), len(lines[-1]))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import torch\ntorch.ten", "tensor"),
        ("import torch as t\nt.ten", "tensor"),
        ("from torch import no_grad\nno_g", "no_grad"),
        ("import math\nmath.sq", "sqrt"),
        ("import torch\nx = torch.ones(2)\nx.back", "backward"),
        ("import torch\nx = torch.ones(2)\ny = (x * x).requires_g", "requires_grad"),
        ("value = 3\nval", "value"),
    ],
)
def test_the_name_that_fits_is_offered(source: str, expected: str) -> None:
    assert expected in names(source)


def test_names_of_pytorch_mean_the_engine() -> None:
    assert engine_names("import os, torch") == {}
    found = engine_names("import torch\nimport torch.nn.functional as F\n")
    assert found["torch"].__name__ == "engine"
    assert set(found) <= {"torch", "F"}


def test_private_names_are_offered_when_asked_for() -> None:
    assert not any(name.startswith("_") for name in names("import torch\ntorch."))
    assert "_version" in names("import torch\nx = torch.ones(2)\nx._ver")
    assert "_version" in names("import torch\nx = torch.randn(2)\nx._ver")


@pytest.mark.parametrize("source", ["", ".", "..", "x = (", "def f(:\n  .", "'''"])
def test_broken_programs_are_answered_too(source: str) -> None:
    assert isinstance(names(source), list)


def test_every_name_is_offered_after_a_dot_however_many_there_are() -> None:
    assert {"abs", "relu", "zeros"} <= set(names("import torch\ntorch."))
