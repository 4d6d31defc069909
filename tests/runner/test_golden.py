"""A run is recorded alike by every version of Python; the suite is run on each."""

from __future__ import annotations

import pytest

from tests.golden import PROGRAMS, made, stored


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_run_is_recorded_as_it_always_was(name: str) -> None:
    now, then = made(name), stored(name)
    for place, (event, golden) in enumerate(zip(now, then, strict=False)):
        assert event == golden, f"event {place}"
    assert len(now) == len(then)
