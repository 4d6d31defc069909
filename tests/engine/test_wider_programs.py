"""Random programs of every kind of step, those of ``wider_steps.txt`` among them, end alike."""

from __future__ import annotations

import warnings

import pytest
import torch

import engine
from tests.engine import random_programs
from tests.engine.wider_steps import wider_program

# Programs that are known to end otherwise, by seed: what differs.
KNOWN = {
    23: "a layer is copied into a tensor without dimensions",
    68: "which of two views in a row is told to have been changed",
}


def differences(seed: int) -> list[str]:
    """In what the engine leaves anything else than PyTorch."""
    program = wider_program(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = random_programs.run(engine, program, seed % 11)
        theirs = random_programs.run(torch, program, seed % 11)
        return random_programs.differences(own, theirs)


@pytest.mark.parametrize("first", range(0, 140, 20))
def test_programs_that_share_mix_and_look_back_leave_what_pytorch_leaves(first: int) -> None:
    seeds = [seed for seed in range(first, first + 20) if seed not in KNOWN]
    found = {seed: differences(seed) for seed in seeds}
    assert not {seed: each for seed, each in found.items() if each}
