"""Random programs with views, in-place steps, hooks and backward passes end as on PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from tests.engine import random_programs
from tests.engine.random_programs import AROUND, IN_PLACE, PAIRED, PLAIN, REDUCED, VIEWED, Step

SMOOTH = PLAIN + PAIRED + REDUCED[:4] + VIEWED[:8]


def steps(texts: Sequence[str], least: int, most: int) -> st.SearchStrategy[list[Step]]:
    """Programs of such steps, which take recent values rather than old ones."""
    one = st.tuples(st.sampled_from(texts), st.integers(0, 9), st.integers(0, 20))
    return st.lists(one, min_size=least, max_size=most)


def check(program: list[Step], seed: int) -> None:
    """Fail where the engine leaves anything else than PyTorch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = random_programs.run(engine, program, seed)
        theirs = random_programs.run(torch, program, seed)
        assert not random_programs.differences(own, theirs)


ours = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@ours
@given(steps(SMOOTH, 5, 200), st.integers(0, 10))
def test_values_errors_and_whole_graphs_are_pytorchs(program: list[Step], seed: int) -> None:
    check(program, seed)


@ours
@given(steps(SMOOTH + AROUND, 5, 60), st.integers(0, 10))
def test_hooks_and_several_backward_passes_are_pytorchs(program: list[Step], seed: int) -> None:
    check(program, seed)


@ours
@given(steps(PLAIN + VIEWED[:14] + IN_PLACE[:8], 5, 24), st.integers(0, 10))
def test_views_and_steps_in_place_are_pytorchs(program: list[Step], seed: int) -> None:
    check(program, seed)
