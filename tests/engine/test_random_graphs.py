"""Random programs with views, in-place steps, hooks and backward passes end as on PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from random import Random

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from tests.engine import random_programs
from tests.engine.random_programs import PAIRED, PLAIN, REDUCED, STEPS, VIEWED, Step

SMOOTH = PLAIN + PAIRED + REDUCED[:4] + VIEWED[:8]
# Programs that are known to end otherwise, by seed: what differs.
KNOWN = {
    243: "PyTorch fails an assertion of its own",
}


def programs(texts: Sequence[str], least: int, most: int) -> st.SearchStrategy[list[Step]]:
    """Programs of such steps, which take recent values rather than old ones."""
    one = st.tuples(st.sampled_from(texts), st.integers(0, 9), st.integers(0, 20))
    return st.lists(one, min_size=least, max_size=most)


def any_program(seed: int) -> list[Step]:
    """5 to 60 steps of every kind, of every tenth seed up to 200."""
    draw = Random(seed)
    count = draw.randint(5, 60 if seed % 10 else 200)
    return [
        (draw.choice(STEPS), int(draw.expovariate(0.25)), int(draw.expovariate(0.15)))
        for _ in range(count)
    ]


def differences(program: list[Step], seed: int) -> list[str]:
    """In what the engine leaves anything else than PyTorch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = random_programs.run(engine, program, seed)
        theirs = random_programs.run(torch, program, seed)
        return random_programs.differences(own, theirs)


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(programs(SMOOTH, 5, 200), st.integers(0, 10))
def test_values_errors_and_whole_graphs_are_pytorchs(program: list[Step], seed: int) -> None:
    assert not differences(program, seed)


@pytest.mark.parametrize("first", range(0, 600, 50))
def test_programs_of_every_kind_of_step_leave_what_pytorch_leaves(first: int) -> None:
    seeds = [seed for seed in range(first, first + 50) if seed not in KNOWN]
    found = {seed: differences(any_program(seed), seed % 11) for seed in seeds}
    assert not {seed: each for seed, each in found.items() if each}
