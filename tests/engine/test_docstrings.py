"""The examples of PyTorch's own documentation print here what they print there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

import engine
from tests.engine.docstrings import examples, printed, same
from tests.engine.docstrings_lacking import DIFFERING, NOT_RUN
from tests.support.oracle import posing

GROUPS = ("torch.Tensor", "torch.nn", "torch")


def group_of(name: str) -> str:
    """The part of the documentation that a docstring is told with."""
    return next(group for group in GROUPS if name.startswith(f"{group}."))


def outcome(module: Any, statements: tuple[str, ...]) -> str:
    """What a docstring's statements print; what they switched is switched back."""
    try:
        return printed(module, statements)
    finally:
        module.set_default_dtype(module.float32)
        module.set_default_device(None)
        module.set_grad_enabled(True)
        module.set_printoptions(profile="default")
        module.use_deterministic_algorithms(False)


def differing(group: str) -> list[str]:
    """The docstrings of a group whose examples differ, those that may included."""
    chosen = {
        name: statements
        for name, statements in examples().items()
        if group_of(name) == group and name not in NOT_RUN
    }
    theirs = {name: outcome(torch, statements) for name, statements in chosen.items()}
    with posing():
        ours = {name: outcome(engine, statements) for name, statements in chosen.items()}
    return [name for name in chosen if not same(ours[name], theirs[name])]


@pytest.mark.parametrize("group", GROUPS)
def test_examples_print_what_pytorchs_print(
    group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert set(differing(group)) == {name for name in DIFFERING if group_of(name) == group}


def test_most_docstrings_are_compared() -> None:
    found = examples()
    assert DIFFERING.keys() <= found.keys()
    assert len(found.keys() - DIFFERING.keys() - NOT_RUN.keys()) > 700


def test_a_difference_would_be_seen() -> None:
    assert same("tensor([1.0000, -0.0000])", "tensor([ 1.0001,  0.0000])")
    assert not same("tensor([1.0100])", "tensor([1.0000])")
    assert not same("tensor([1.])", "tensor([1.], requires_grad=True)")
