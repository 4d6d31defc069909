"""Training programs, from a line fitted by hand to a transformer, print what PyTorch does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.oracle import on_engine, on_torch

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_a_training_program_prints_exactly_what_pytorch_prints(path: Path) -> None:
    program = path.read_text(encoding="utf-8")
    ours, theirs = on_engine(program), on_torch(program)
    assert ours.raised == theirs.raised == ""
    assert ours.printed.splitlines() == theirs.printed.splitlines()
    assert set(ours.warned) == set(theirs.warned)
