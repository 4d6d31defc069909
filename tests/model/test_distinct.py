"""The different numbers of an array are those of numpy's own function, whatever their kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.distinct import distinct


@given(st.lists(st.integers(-5, 5)), st.sampled_from([np.int16, np.int32, np.intp, np.uint32]))
def test_each_number_comes_once_in_ascending_order(numbers: list[int], kind: type) -> None:
    given_ = np.abs(numbers).astype(kind) if kind is np.uint32 else np.array(numbers, dtype=kind)
    found = distinct(given_)
    assert found.tolist() == np.unique(given_).tolist()
    assert found.dtype == given_.dtype


@pytest.mark.parametrize("numbers", [[], [7], [3, 3, 3]])
def test_what_is_given_is_not_changed(numbers: list[int]) -> None:
    kept = np.array(numbers, dtype=np.intp)
    distinct(kept)
    assert kept.tolist() == numbers
