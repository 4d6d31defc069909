"""A choice made on the bits is the choice that ``np.where`` makes, whatever the numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.numbers.choosing import MANY, chosen

SPECIAL = (0.0, -0.0, np.inf, -np.inf, np.nan, -np.nan, 1e-45, -1.5)


def numbers(dtype: Any, seed: int) -> Any:
    """More than ``MANY``, with everything among them that arithmetic would spoil."""
    random = np.random.default_rng(seed)
    return random.choice(SPECIAL, size=(4, MANY)).astype(dtype)


def assert_same_bits(found: Any, wanted: Any) -> None:
    assert found.dtype == wanted.dtype
    assert found.tobytes() == wanted.tobytes()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("columns", [3, MANY])
def test_every_choice_is_that_of_numpy(dtype: Any, columns: int) -> None:
    then, otherwise = (numbers(dtype, seed)[:, :columns] for seed in (1, 2))
    condition = np.random.default_rng(3).random(then.shape) < 0.5
    for one, other in ((then, otherwise), (then, 0.0), (0, otherwise), (then, 2.0)):
        assert_same_bits(chosen(condition, one, other), np.where(condition, one, other))


def test_operands_of_other_shapes_and_dtypes_are_broadcast_and_promoted() -> None:
    then = numbers(np.float32, 1)
    condition, row = then[:, :1] > 0, numbers(np.float64, 2)[0]
    assert_same_bits(chosen(condition, then, row), np.where(condition, then, row))
    assert_same_bits(chosen(then > 0, then, row), np.where(then > 0, then, row))


def test_turned_arrays_are_chosen_from_place_by_place() -> None:
    then, otherwise = numbers(np.float32, 1).T, numbers(np.float32, 2).T
    found = chosen(then > 0, then, otherwise)
    np.testing.assert_array_equal(found, np.where(then > 0, then, otherwise))


def test_scalars_stay_scalars() -> None:
    found = chosen(np.float32(1) > 0, np.float32(2), 0.0)
    assert isinstance(found, np.float32)
    assert found == 2
