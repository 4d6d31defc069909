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


def test_gelu_knows_the_share_below_only_of_what_it_was_given() -> None:
    """A hook may give back another tensor than was saved: then its share is computed anew."""
    slopes = []
    for factor in (1.0, 2.0):
        x = torch.full((200,), 1 / factor, requires_grad=True)
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t, by=factor: t * by):
            torch.nn.functional.gelu(x).sum().backward()
        slopes.append(x.grad[0].item())
    assert slopes[0] == slopes[1] == pytest.approx(1.08331549)
