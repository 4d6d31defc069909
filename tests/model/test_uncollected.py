"""What the collector of cycles is kept from, for a while or for good."""

from __future__ import annotations

import gc

import pytest

from inspector.model.uncollected import MANY, lasting


@pytest.mark.parametrize("count", [10, 2 * MANY])
def test_only_much_that_is_kept_is_never_looked_through(count: int) -> None:
    with lasting():
        assert not gc.isenabled()
        kept = [[number] for number in range(count)]
    assert gc.isenabled()
    looked_through = any(each is kept[-1] for each in gc.get_objects())
    assert looked_through is (count < MANY)
