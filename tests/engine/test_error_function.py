"""The error function of many numbers at once is that of each, rounded once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import engine

torch: Any = engine
AWKWARD = [0.0, -0.0, 1e-40, -1e-40, 1e-8, 3.9, 4.0, -4.0, 1e30, math.inf, -math.inf]


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 0.3, 1.0, 3.0])
def test_many_numbers_are_rounded_as_each_would_be(scale: float) -> None:
    values = np.random.default_rng(0).normal(size=20_000) * scale
    single = np.concatenate((values, AWKWARD)).astype(np.float32)
    expected = np.array([math.erf(each) for each in single.tolist()], np.float32)
    found = torch.tensor(single).erf().numpy()
    assert np.array_equal(found, expected)
    assert np.array_equal(np.signbit(found), np.signbit(expected))


def test_what_is_no_number_stays_none_among_many() -> None:
    values = torch.zeros(200)
    values[7] = math.nan
    assert values.erf().isnan().nonzero().tolist() == [[7]]
